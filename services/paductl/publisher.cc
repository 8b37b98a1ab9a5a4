#include "services/paductl/publisher.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "common/base/status.h"

namespace padu::ctl {
namespace {

constexpr absl::Duration kPollWait = absl::Milliseconds(50);

}  // namespace

absl::Status Publisher::Poll(absl::Duration wait) {
  for (const stream::Delivery& delivery : writer_->Poll(wait)) {
    if (!delivery.status.ok()) {
      error_.Update(delivery.status);
      continue;
    }
    ++delivered_;
    last_ = delivery.offset;
  }
  return error_;
}

absl::Status Publisher::Send(const std::string& topic, stream::OutRecord record, absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  RETURN_IF_ERROR(Poll(absl::ZeroDuration()));
  while (!writer_->Produce({topic, 0}, record, sent_)) {
    if (absl::Now() > deadline) return absl::DeadlineExceededError("the broker takes no records");
    RETURN_IF_ERROR(Poll(kPollWait));
  }
  ++sent_;
  return absl::OkStatus();
}

absl::StatusOr<stream::Offset> Publisher::Flush(absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  while (delivered_ < sent_) {
    RETURN_IF_ERROR(Poll(kPollWait));
    if (delivered_ < sent_ && absl::Now() > deadline) {
      return absl::DeadlineExceededError("the broker has not confirmed all records in time");
    }
  }
  return last_;
}

}  // namespace padu::ctl
