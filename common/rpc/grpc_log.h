// gRPC's own lines in our log.
#pragma once

namespace padu::rpc {

// From now on; once, before the first channel or server.
void TakeGrpcLog();

}  // namespace padu::rpc
