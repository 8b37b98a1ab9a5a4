#include "common/journal/journal_source.h"

#include <utility>

#include "common/base/status.h"

namespace padu::journal {
namespace {

constexpr absl::Duration kAskTimeout = absl::Seconds(2);
constexpr absl::Duration kFetchWait = absl::Seconds(1);

}  // namespace

JournalSource::JournalSource(stream::Log& log, stream::TopicPartition topic, const common::v1::ReaderState& state)
    : log_(log), topic_(std::move(topic)), reader_(state) {}

absl::StatusOr<bool> JournalSource::LastRecordStands() {
  ASSIGN_OR_RETURN(const stream::Bounds bounds, log_.QueryBounds(topic_, kAskTimeout));
  if (reader_.reading_again()) return false;  // it cannot be told: as if it did not
  if (reader_.last_digest().empty()) return true;
  const stream::Offset last = reader_.offset() - 1;
  if (last < bounds.begin || last >= bounds.end) return false;
  const auto probe = log_.OpenReader(topic_, last);
  const stream::Polled polled = probe->Poll(1, kFetchWait);
  if (!polled.error.ok()) return false;
  if (polled.records.empty()) return absl::UnavailableError("the last record taken could not be fetched");
  if (polled.records[0].offset != last || RecordDigest(polled.records[0]) != reader_.last_digest()) return false;
  reader_.NoteLastTime(polled.records[0].broker_time);
  return true;
}

absl::StatusOr<bool> JournalSource::StillStands() {
  const std::uint64_t changes = log_.ConnectionChanges();
  if (changes == stood_at_) return true;
  ASSIGN_OR_RETURN(const bool stands, LastRecordStands());
  if (!stands) return false;
  stood_at_ = changes;
  source_ = nullptr;  // what it fetched before the change may not be in the topic any more
  return true;
}

absl::StatusOr<int> JournalSource::Poll(int max_records, absl::Duration wait, const TakeRow& take) {
  if (source_ == nullptr) source_ = log_.OpenReader(topic_, reader_.offset());
  const stream::Polled polled = source_->Poll(max_records, wait);
  int taken = 0;
  for (const stream::Record& record : polled.records) {
    const stream::Offset before = reader_.offset();
    const absl::Status status = TakeRecord(record, take);
    if (!status.ok()) {
      source_ = nullptr;  // it is past the records that were not taken
      return status;
    }
    if (reader_.offset() <= before) return taken + 1;  // reading again from the start
    ++taken;
  }
  if (!polled.error.ok()) source_ = nullptr;
  RETURN_IF_ERROR(polled.error);
  return taken;
}

absl::Status JournalSource::TakeRecord(const stream::Record& record, const TakeRow& take) {
  const TopicReader before = reader_;
  const TopicReader::Fed fed = reader_.Feed(record);
  using Kind = TopicReader::Fed::Kind;
  if (fed.kind == Kind::kReadAgain) {
    const absl::Status again = ReadAgain();
    if (!again.ok()) reader_ = before;  // met again, it is still to be read again
    return again;
  }
  if (fed.kind == Kind::kRewritten) return absl::DataLossError(fed.problem);
  if (fed.kind == Kind::kUnreadable) return absl::FailedPreconditionError(fed.problem);
  for (std::size_t i = 0; i < fed.accepted.size(); ++i) {
    const absl::Status status = take(fed.accepted[i]);
    if (status.ok()) continue;
    // What was taken of the record stays taken; the record itself is read again.
    reader_ = before;
    for (std::size_t k = 0; k < i; ++k) reader_.TakePart(fed.accepted[k]);
    return status;
  }
  return absl::OkStatus();
}

absl::Status JournalSource::ReadAgain() {
  ASSIGN_OR_RETURN(const stream::Bounds bounds, log_.QueryBounds(topic_, kAskTimeout));
  reader_.Restart(bounds.begin);
  source_ = nullptr;
  return absl::OkStatus();
}

absl::Status JournalSource::Restart() {
  const std::uint64_t changes = log_.ConnectionChanges();
  ASSIGN_OR_RETURN(const stream::Bounds bounds, log_.QueryBounds(topic_, kAskTimeout));
  reader_.RestartAfterLoss(bounds.begin);
  stood_at_ = changes;  // nothing that was read of it is left to compare
  source_ = nullptr;
  return absl::OkStatus();
}

absl::Status JournalSource::Forget() {
  const std::uint64_t changes = log_.ConnectionChanges();
  ASSIGN_OR_RETURN(const stream::Bounds bounds, log_.QueryBounds(topic_, kAskTimeout));
  reader_.Forget(bounds.begin);
  stood_at_ = changes;  // nothing that was read of it is left to compare
  source_ = nullptr;
  return absl::OkStatus();
}

}  // namespace padu::journal
