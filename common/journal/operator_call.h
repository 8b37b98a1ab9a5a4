// What an operator asks of a partition's owner.
#pragma once

#include <cstdint>
#include <string>

#include "common/journal/mailbox.h"
#include "common/stream/stream.h"

namespace padu::journal {

struct OperatorCall {
  std::string caller;
  std::int64_t deadline_boot = 0;
  // As for Partition::Submit; the answer's row is the command's.
  Partition::Done done;
};

struct BoxReopening {
  std::string topic;
  stream::Offset offset = 0;  // where reading goes on
  bool even_if_open = false;  // also if it did not stop
};

}  // namespace padu::journal
