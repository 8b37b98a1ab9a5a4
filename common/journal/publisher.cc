#include "common/journal/publisher.h"

#include <utility>

#include "common/base/check.h"
#include "common/journal/limits.h"

namespace padu::journal {

Publisher::Publisher(stream::Log& log, stream::TopicPartition topic, const Epoch& epoch)
    : log_(log), topic_(std::move(topic)), epoch_(epoch), writer_(log.OpenWriter()) {}

void Publisher::Add(DecidedRow row) {
  PADU_CHECK(rows_.empty() || rows_.back().sequence + 1 == row.sequence);
  bytes_ += row.bytes.size();
  rows_.push_back(std::move(row));
}

void Publisher::Confirm(Sequence next) {
  while (!rows_.empty() && rows_.front().sequence < next) {
    bytes_ -= rows_.front().bytes.size();
    rows_.pop_front();
    if (sent_ > 0) --sent_;
  }
}

void Publisher::Resend() {
  writer_ = log_.OpenWriter();
  sent_ = 0;
}

bool Publisher::Poll() {
  TakeReports();
  bool busy = false;
  while (sent_ < rows_.size() && SendRun()) busy = true;
  return busy;
}

void Publisher::TakeReports() {
  for (const stream::Delivery& delivery : writer_->Poll(absl::ZeroDuration())) {
    if (delivery.status.ok()) continue;
    Resend();
    return;
  }
}

bool Publisher::SendRun() {
  std::string run;
  std::uint32_t count = 0;
  while (sent_ + count < rows_.size() && run.size() < kRunBytes) {
    AppendToRun(run, rows_[sent_ + count].bytes);
    ++count;
  }
  if (!writer_->Produce(topic_, EncodeRows(epoch_, rows_[sent_].sequence, count, std::move(run)), next_id_))
    return false;
  ++next_id_;
  sent_ += count;
  return true;
}

std::optional<std::string_view> Publisher::Find(Sequence sequence) const {
  if (rows_.empty() || sequence < rows_.front().sequence || sequence > rows_.back().sequence) return std::nullopt;
  return rows_[sequence - rows_.front().sequence].bytes;
}

}  // namespace padu::journal
