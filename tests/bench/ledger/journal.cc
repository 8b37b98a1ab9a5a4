#include "tests/bench/ledger/journal.h"

#include <algorithm>

#include "common/base/status.h"
#include "common/journal/ports.h"

namespace padu::bench {
namespace {

constexpr int kRecordsPerTurn = 100;

absl::Status TakeRow(const Submissions& submissions, const journal::RowHead& head, const Journal::TakeVerdict& take) {
  journal::Row row;
  if (!row.ParseFromArray(head.bytes.data(), static_cast<int>(head.bytes.size()))) {
    return absl::FailedPreconditionError("a row does not parse");
  }
  if (!row.cause().has_box() || row.facts().empty()) return absl::OkStatus();
  const auto& boxes = submissions.boxes();
  const auto box = std::find(boxes.begin(), boxes.end(), row.cause().box().box());
  ledger::v1::Fact fact;
  if (box == boxes.end() || row.facts_size() != 1 || !fact.ParseFromString(row.facts(0))) {
    return absl::FailedPreconditionError("a row of a submission with something else than one verdict");
  }
  take(submissions.NumberAt(static_cast<std::size_t>(box - boxes.begin()), row.cause().box().offset()), fact);
  return absl::OkStatus();
}

}  // namespace

Journal::Journal(stream::Log& log, const Scale& scale) {
  for (int partition = 0; partition < scale.partitions; ++partition) {
    partitions_.push_back(
        {Submissions(scale, partition),
         std::make_unique<journal::JournalSource>(
             log, stream::TopicPartition{journal::JournalTopic("ledger"), partition}, common::v1::ReaderState())});
  }
}

absl::StatusOr<int> Journal::Poll(const TakeVerdict& take) {
  int records = 0;
  for (Partition& partition : partitions_) {
    const auto take_row = [&](const journal::RowHead& head) { return TakeRow(partition.submissions, head, take); };
    ASSIGN_OR_RETURN(const int taken, partition.source->Poll(kRecordsPerTurn, absl::ZeroDuration(), take_row));
    records += taken;
  }
  return records;
}

}  // namespace padu::bench
