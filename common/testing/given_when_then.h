// Table tests of a machine: given these facts, when this command is decided, then these facts or this refusal.
//
//   GivenWhenThen test(machine);
//   test.Given(fact).Given(other);
//   test.When(command, "operators/ani");
//   EXPECT_THAT(test.Refusal(), "HOUSEHOLD_NOT_FOUND");       or
//   test.Facts<v1::Fact>()                                    what was emitted, in order
//
// Every row is kept. After each decision the rows are folded anew from nothing, and the tables must come out equal; a
// fold that touches another kind of table than its own, or a refusal after a fact, ends the test. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/journal/machine.h"
#include "common/store/fake_store.h"

namespace padu::testing {

// 2026-03-15T04:00:00Z: noon in Bontang.
inline constexpr UnixMicros kTestNow = 1'773'547'200LL * kMicrosPerSecond;

class GivenWhenThen {
 public:
  // The machine must outlive the test.
  explicit GivenWhenThen(const journal::Machine& machine, UnixMicros now = kTestNow) : machine_(machine), now_(now) {}

  // Time passes: `now` of the next decisions.
  GivenWhenThen& At(UnixMicros now);
  // A row of one fact that was decided before.
  GivenWhenThen& Given(const journal::MessageLite& fact);
  // Decides a command; `caller` as in the row's cause.
  GivenWhenThen& When(std::shared_ptr<const journal::MessageLite> request, std::string_view caller = "operators/test");

  // Works off the first due entry; false and nothing else if none is due. Or puts it aside, as after a crash.
  bool RunDue();
  bool SkipDue();

  // The last decision: OK, or the refusal; its reason, "" if it was not refused.
  const absl::Status& status() const { return status_; }
  std::string Refusal() const;
  // The facts that the last decision emitted.
  template <typename Fact>
  std::vector<Fact> Facts() const {
    std::vector<Fact> facts;
    for (const std::string& bytes : facts_) facts.emplace_back().ParseFromString(bytes);
    return facts;
  }

  // The sequence of the next row.
  journal::Sequence next() const { return next_; }
  const store::Reader& tables() const { return tables_; }
  // The number of keys in the tables.
  std::size_t size() const { return tables_.size(); }

 private:
  struct Kept {
    common::v1::Cause cause;
    UnixMicros decided_at = 0;
    journal::Sequence sequence = 0;
    std::vector<std::string> facts;
  };
  class Out;

  using DecideEntry = void (journal::Machine::*)(std::string_view, const journal::Moment&, const store::Reader&,
                                                 journal::Emitter&) const;
  bool WorkOff(DecideEntry decide);
  std::string FirstDue() const;
  void Commit(Kept row, store::Overlay& overlay);
  void CheckRefold() const;

  const journal::Machine& machine_;
  UnixMicros now_;
  journal::Sequence next_ = 0;
  store::FakeStore tables_;
  std::vector<Kept> rows_;
  absl::Status status_;
  std::vector<std::string> facts_;
};

}  // namespace padu::testing
