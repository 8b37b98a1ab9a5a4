// The ledger's journal topic as a reader beside the ledger sees it: what became of each submission.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/journal/journal_source.h"
#include "padu/ledger/v1/facts.pb.h"
#include "tests/bench/ledger/city.h"

namespace padu::bench {

// Reads all partitions. One thread.
class Journal {
 public:
  // Takes the verdict on the submission with this number.
  using TakeVerdict = std::function<void(std::int64_t number, const ledger::v1::Fact& fact)>;

  // From the topic's start.
  Journal(stream::Log& log, const Scale& scale);

  // One turn of each partition: the number of records read.
  absl::StatusOr<int> Poll(const TakeVerdict& take);

 private:
  struct Partition {
    Submissions submissions;
    std::unique_ptr<journal::JournalSource> source;
  };
  std::vector<Partition> partitions_;
};

}  // namespace padu::bench
