#include "services/registry/api/key_sender.h"

#include <utility>

#include "absl/time/time.h"
#include "common/base/check.h"

namespace padu::registry {

std::uint64_t KeySender::Add(std::string_view key, std::optional<std::string> value) {
  unwritten_.push_back({.key = std::string(key), .value = std::move(value), .headers = {}});
  return first_ + unwritten_.size() - 1;
}

bool KeySender::Poll() {
  bool busy = TakeReports();
  while (handed_ < unwritten_.size() && writer_->Produce(to_, unwritten_[handed_], first_ + handed_)) {
    ++handed_;
    busy = true;
  }
  return busy;
}

bool KeySender::TakeReports() {
  const auto reports = writer_->Poll(absl::ZeroDuration());
  for (const stream::Delivery& report : reports) {
    if (!report.status.ok()) {
      writer_ = log_.OpenWriter();
      handed_ = 0;
      return true;
    }
    PADU_CHECK(report.id == first_ && handed_ > 0);
    unwritten_.pop_front();
    ++first_;
    --handed_;
    last_offset_ = report.offset;
  }
  return !reports.empty();
}

}  // namespace padu::registry
