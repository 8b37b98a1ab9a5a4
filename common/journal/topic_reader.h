// Which rows of a journal topic count (ARCHITECTURE.md, rules 5 and 6): one rule for every reader, the owner included.
//
// Pure: fed with records in order, it says of each what is accepted. What it accepts is a function of the topic's
// prefix alone, so all readers agree. The caller folds what is accepted and keeps state() in the same commit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/journal/epoch_line.h"
#include "common/journal/format.h"
#include "common/stream/stream.h"
#include "padu/common/v1/engine_tables.pb.h"

namespace padu::journal {

class TopicReader {
 public:
  // What became of one record.
  struct Fed {
    enum class Kind {
      kMarker,      // a marker that counts: its epoch is in force now
      kVoidMarker,  // a marker that does not count
      kRows,        // `accepted` holds the rows accepted, perhaps none
      kPassedOver,  // published by an owner that is not in force
      kReadAgain,   // something was missed: call Restart, and read again from its offset
      kRewritten,   // history was rewritten below what was accepted: stop this input, alarm
      kUnreadable,  // not a record that this binary can read: stop this input, alarm
    };
    Kind kind = Kind::kPassedOver;
    std::vector<RowHead> accepted;  // views into the record
    std::string problem;            // for kRewritten and kUnreadable, for operators
  };

  TopicReader() = default;
  explicit TopicReader(const common::v1::ReaderState& state);

  // Judges the record at offset() or later.
  Fed Feed(const stream::Record& record);

  // Takes one row of a record that is not passed: the record's other rows could not be taken.
  void TakePart(const RowHead& head);

  // Reads again from `begin`, the first offset of the topic, keeping what was accepted.
  void Restart(stream::Offset begin);
  // As Restart, of a topic that lost its tail: offsets stand for other records now, so that none was read again yet.
  void RestartAfterLoss(stream::Offset begin);
  // Forgets everything: for an owner whose topic lost its tail, who compares against its disk instead.
  void Forget(stream::Offset begin);

  const Epoch& in_force() const { return in_force_; }
  const std::string& instance() const { return instance_; }
  Sequence next() const { return next_; }
  const EpochLine& line() const { return line_; }
  stream::Offset offset() const { return offset_; }
  const std::string& last_digest() const { return last_digest_; }
  // The last record read, as it was found again at a start, has this broker's time.
  void NoteLastTime(UnixMicros time) { last_time_ = time; }
  // The broker's time of the marker in force, and of the last record read, as far as known since this reader was made.
  UnixMicros marker_time() const { return marker_time_; }
  UnixMicros last_time() const { return last_time_; }
  // What was accepted reaches further than what is read again so far: that the last record stands says nothing of it.
  bool reading_again() const { return offset_ <= reread_through_; }
  // A row above next() was seen and has not been filled in since.
  bool gap() const { return gap_; }
  common::v1::ReaderState state() const;

 private:
  Fed FeedMarker(const Frame& frame, const stream::Record& record);
  Fed FeedRows(const Frame& frame, const stream::Record& record);
  Fed ReadAgainOnce(const stream::Record& record);
  void Pass(const stream::Record& record);

  Epoch in_force_;
  std::string instance_;
  Sequence next_ = 0;
  EpochLine line_;
  stream::Offset offset_ = 0;
  stream::Offset reread_through_ = -1;
  std::string last_digest_;
  UnixMicros marker_time_ = 0;
  UnixMicros last_time_ = 0;
  bool gap_ = false;
};

// What last_digest() holds of a record.
std::string RecordDigest(const stream::Record& record);

}  // namespace padu::journal
