// absl::Status <-> grpc::Status with google.rpc details (AIP-193).
//
// Out: a refusal (common/base/status.h) becomes the English message, ErrorInfo{reason, domain, metadata} and a
// LocalizedMessage in Indonesian; metadata "field" also becomes a BadRequest violation; UNAVAILABLE and
// RESOURCE_EXHAUSTED get RetryInfo (metadata "retry_ms", else one second). Other errors get ErrorInfo with the code's
// name as reason and a general text. Each kind of detail stands there once. Long messages are cut, and runs of 16
// digits masked. In: the details become a refusal again.
#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace grpc {
class Status;
}

namespace padu::rpc {

inline constexpr std::string_view kErrorDomain = "padu.bontangkota.go.id";

grpc::Status ToGrpc(const absl::Status& status);
absl::Status FromGrpc(const grpc::Status& status);

// "INVALID_ARGUMENT" for kInvalidArgument.
std::string_view CodeName(absl::StatusCode code);

}  // namespace padu::rpc
