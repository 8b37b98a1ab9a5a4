// Writes records and waits until the broker has them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/stream/stream.h"

namespace padu::ctl {

// One thread. `log` outlives it.
class Publisher {
 public:
  explicit Publisher(stream::Log& log) : writer_(log.OpenWriter()) {}

  // Hands one over, waiting for room at most `timeout`. The error of an earlier one is told here or by Flush; the
  // publisher is of no more use then.
  absl::Status Send(const std::string& topic, stream::OutRecord record, absl::Duration timeout);
  // Waits for the broker to have all. The offset of the last one. DEADLINE_EXCEEDED: some may be written.
  absl::StatusOr<stream::Offset> Flush(absl::Duration timeout);

  std::uint64_t delivered() const { return delivered_; }

 private:
  absl::Status Poll(absl::Duration wait);

  std::unique_ptr<stream::Writer> writer_;
  std::uint64_t sent_ = 0;
  std::uint64_t delivered_ = 0;
  stream::Offset last_ = -1;
  absl::Status error_;
};

}  // namespace padu::ctl
