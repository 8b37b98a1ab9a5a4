// Reads one journal topic by rule 6 and hands the accepted rows on: the owner's own topic, or an upstream's.
#pragma once

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "common/journal/topic_reader.h"
#include "common/stream/stream.h"

namespace padu::journal {

// One thread.
class JournalSource {
 public:
  // Takes an accepted row. Not OK: the row was not taken; reading stops before it.
  using TakeRow = std::function<absl::Status(const RowHead&)>;

  JournalSource(stream::Log& log, stream::TopicPartition topic, const common::v1::ReaderState& state);

  // Whether the record before offset() is still the one that was taken. UNAVAILABLE: cannot tell now.
  absl::StatusOr<bool> LastRecordStands();

  // As LastRecordStands, but asks only if connections changed since it last answered yes: what may hide a lost tail
  // that has grown again past offset().
  absl::StatusOr<bool> StillStands();

  // Takes up to max_records records, waiting up to `wait` for the first. The number taken, or what stops this input:
  // OUT_OF_RANGE the topic no longer holds offset(); DATA_LOSS history was rewritten; FAILED_PRECONDITION a record this
  // binary cannot read, or what `take` said.
  absl::StatusOr<int> Poll(int max_records, absl::Duration wait, const TakeRow& take);

  // The topic lost its tail: reads from its start, keeping what was accepted. UNAVAILABLE: broker away.
  absl::Status Restart();
  // Reads from the topic's start as if nothing had been accepted. UNAVAILABLE: broker away.
  absl::Status Forget();

  const TopicReader& reader() const { return reader_; }
  const stream::TopicPartition& topic() const { return topic_; }

 private:
  absl::Status ReadAgain();
  absl::Status TakeRecord(const stream::Record& record, const TakeRow& take);

  stream::Log& log_;
  const stream::TopicPartition topic_;
  TopicReader reader_;
  std::uint64_t stood_at_ = 0;              // ConnectionChanges when the last record last stood
  std::unique_ptr<stream::Reader> source_;  // opened at reader_.offset() when needed
};

}  // namespace padu::journal
