// Sends committed rows to the journal topic, in order, until each is confirmed (rule 8).
//
// One thread. Keeps every row from its commit to its confirmation in memory, so that publishing reads nothing from
// disk.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/journal/decider.h"
#include "common/journal/format.h"
#include "common/stream/stream.h"

namespace padu::journal {

class Publisher {
 public:
  // Publishes in `epoch`, which must be in force.
  Publisher(stream::Log& log, stream::TopicPartition topic, const Epoch& epoch);

  // The next committed row.
  void Add(DecidedRow row);
  // Rows below `next` are confirmed: forgets them.
  void Confirm(Sequence next);
  // Sends again from the first unconfirmed row, with a fresh writer.
  void Resend();
  // Takes delivery reports and hands over what the writer takes. False: nothing to do.
  bool Poll();

  // The bytes of an unconfirmed row.
  std::optional<std::string_view> Find(Sequence sequence) const;
  std::size_t unconfirmed_rows() const { return rows_.size(); }
  std::size_t unconfirmed_bytes() const { return bytes_; }
  // Rows handed to the writer and not yet confirmed.
  bool rows_out() const { return sent_ > 0; }

 private:
  void TakeReports();
  bool SendRun();

  stream::Log& log_;
  const stream::TopicPartition topic_;
  const Epoch epoch_;
  std::unique_ptr<stream::Writer> writer_;
  std::deque<DecidedRow> rows_;  // unconfirmed, in order
  std::size_t sent_ = 0;         // the first `sent_` of them were handed over
  std::size_t bytes_ = 0;
  std::uint64_t next_id_ = 0;
};

}  // namespace padu::journal
