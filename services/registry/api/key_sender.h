// Writes records to the keys topic, in order, until each is known to be written: after a failure a fresh writer begins
// again with the first that is not. So a record may stand in the topic twice, but never is one left out. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/stream/stream.h"

namespace padu::registry {

// Records not known to be written; at the bound draws are refused, and reading, audits and re-wrapping wait.
inline constexpr std::size_t kUnwrittenRecords = 65'536;

class KeySender {
 public:
  KeySender(stream::Log& log, stream::TopicPartition to) : log_(log), to_(std::move(to)), writer_(log.OpenWriter()) {}

  // Adds a record behind those that are there, whatever the bound says. Its number.
  std::uint64_t Add(std::string_view key, std::optional<std::string> value);
  // Takes reports and hands records over. True if there was something to do.
  bool Poll();

  std::size_t Room() const { return unwritten_.size() < kUnwrittenRecords ? kUnwrittenRecords - unwritten_.size() : 0; }
  bool Idle() const { return unwritten_.empty(); }
  // Whether the record with this number is known to be written.
  bool Written(std::uint64_t number) const { return number < first_; }
  // Offset of the last record known to be written; -1: none yet.
  stream::Offset last_offset() const { return last_offset_; }

 private:
  bool TakeReports();

  stream::Log& log_;
  const stream::TopicPartition to_;
  std::unique_ptr<stream::Writer> writer_;
  std::deque<stream::OutRecord> unwritten_;
  std::uint64_t first_ = 0;  // number of unwritten_.front()
  std::size_t handed_ = 0;   // of unwritten_, those that the writer has
  stream::Offset last_offset_ = -1;
};

}  // namespace padu::registry
