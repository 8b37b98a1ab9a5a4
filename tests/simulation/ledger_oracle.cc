#include "tests/simulation/ledger_oracle.h"

#include <map>
#include <optional>
#include <tuple>

#include "padu/ledger/v1/commands.pb.h"
#include "padu/ledger/v1/facts.pb.h"
#include "tests/simulation/ledger_sums.h"
#include "tests/simulation/naive_city.h"

namespace padu::simulation {
namespace {

namespace led = ::padu::ledger::v1;

using common::v1::Row;
using Head = led::SubmissionHead;
using Kind = led::Fact::KindCase;

// Of each fact but WaitEnded.
const Head& HeadOf(const led::Fact& fact) {
  switch (fact.kind_case()) {
    case Kind::kPosted:
      return fact.posted().head();
    case Kind::kDuplicated:
      return fact.duplicated().head();
    case Kind::kConflicted:
      return fact.conflicted().head();
    case Kind::kRejected:
      return fact.rejected().head();
    case Kind::kParked:
      return fact.parked().head();
    case Kind::kUnreadable:
      return fact.unreadable().head();
    case Kind::kQuarantined:
      return fact.quarantined().head();
    default:
      throw Broken("a fact without a head");
  }
}

led::Fact FactOf(const Row& row) {
  led::Fact fact;
  PADU_MUST(row.facts_size() == 1 && fact.ParseFromString(row.facts(0)), "a row without exactly one verdict");
  return fact;
}

bool MayBeDecidedAgain(Kind verdict) {
  return verdict == Kind::kParked || verdict == Kind::kRejected || verdict == Kind::kUnreadable ||
         verdict == Kind::kQuarantined;
}

// Reads the ledger's rows one after the other.
class Reading {
 public:
  explicit Reading(const std::vector<Row>& registry) : registry_(registry) {}

  void Read(const Row& row) {
    if (row.upstream_next_size() > 0) ReadRegistry(row.upstream_next(0));
    if (row.facts().empty()) return;
    if (row.cause().has_upstream()) return CheckWaitsEnded(row);
    const led::Fact fact = FactOf(row);
    const Head& head = HeadOf(fact);
    const std::uint64_t first = head.has_first_sequence() ? head.first_sequence() : row.sequence();
    CheckSubmission(head, first, row);
    CheckId(fact, first);
    if (fact.has_posted()) Post(fact.posted(), row.sequence());
    if (fact.has_parked()) CheckUnknown(fact.parked());
    submissions_[first] = {head.stakeholder(), fact};
  }

  void End(const store::Reader& tables) {
    ReadRegistry(registry_.size());
    for (const auto& [first, submission] : submissions_) {
      if (submission.verdict.has_parked()) CheckUnknown(submission.verdict.parked());
    }
    CheckSums(standing_, all_, tables);
  }

 private:
  struct Submission {
    std::string stakeholder;
    led::Fact verdict;  // the latest
  };
  struct Taken {
    std::uint64_t first = 0;
    std::string digest;
    std::uint32_t version = 0;
  };

  void ReadRegistry(std::uint64_t next) {
    PADU_MUST(next <= registry_.size(), "a row rests on rows of the registry that nobody has accepted");
    for (; read_ < next; ++read_) city_.Fold(registry_[read_]);
  }

  static void CheckWaitsEnded(const Row& row) {
    for (const std::string& bytes : row.facts()) {
      led::Fact fact;
      PADU_MUST(fact.ParseFromString(bytes) && fact.has_wait_ended(), "a row of the registry led to a verdict");
    }
  }

  // The first verdict comes of a letter or command; only what may still change is decided again.
  void CheckSubmission(const Head& head, std::uint64_t first, const Row& row) {
    const auto before = submissions_.find(first);
    if (!head.has_first_sequence()) {
      PADU_MUST(row.cause().has_box() || row.cause().has_command(), "a verdict that nobody asked for");
      return;
    }
    PADU_MUST(before != submissions_.end(), "a verdict on a submission that there is not");
    PADU_MUST(before->second.stakeholder == head.stakeholder(), "a verdict on another stakeholder's submission");
    PADU_MUST(MayBeDecidedAgain(before->second.verdict.kind_case()), "a verdict that stood was given again");
    PADU_MUST(!row.cause().has_due() || before->second.verdict.has_parked(), "one that does not wait was due");
  }

  // Who has the id, and what became of it.
  void CheckId(const led::Fact& fact, std::uint64_t first) {
    const Head& head = HeadOf(fact);
    const std::pair<std::string, std::string> id(head.stakeholder(), head.event_id());
    const auto taken = taken_.find(id);
    const bool others = taken != taken_.end() && taken->second.first != first;
    const bool same =
        others && taken->second.digest == head.digest() && taken->second.version == head.digest_key_version();
    const std::string what = " under event id " + head.event_id() + " of " + head.stakeholder();
    switch (fact.kind_case()) {
      case Kind::kPosted:
      case Kind::kParked:
        PADU_MUST(!others, "two submissions stand" + what);
        taken_[id] = {first, head.digest(), head.digest_key_version()};
        return;
      case Kind::kDuplicated:
        PADU_MUST(same && fact.duplicated().of_sequence() == taken->second.first, "a duplicate of nothing" + what);
        return;
      case Kind::kConflicted:
        PADU_MUST(others && !same && fact.conflicted().with_sequence() == taken->second.first,
                  "a conflict with nothing" + what);
        return;
      case Kind::kRejected:
        PADU_MUST(!others || fact.rejected().content().has_problem(), "rejected though the id is taken" + what);
        break;
      default:
        break;
    }
    if (taken != taken_.end() && !others) taken_.erase(taken);
  }

  void Post(const led::DisbursementPosted& posted, std::uint64_t sequence) {
    const std::string& stakeholder = posted.head().stakeholder();
    CheckStakeholder(stakeholder);
    PADU_MUST(posted.entries_size() == 1 || posted.entries_size() == 2, "a posting without entries");
    for (int i = 0; i < posted.entries_size(); ++i) {
      const led::Entry& entry = posted.entries(i);
      all_.push_back({entry, stakeholder});
      if (entry.has_reverses_sequence()) {
        TakeBack(entry, stakeholder);
        continue;
      }
      CheckPlace(entry, stakeholder);
      standing_[{sequence, static_cast<std::uint32_t>(i)}] = {entry, stakeholder};
    }
  }

  // A reversal is the negative of an entry that stands, of the same stakeholder.
  void TakeBack(const led::Entry& back, const std::string& stakeholder) {
    const auto original = standing_.find({back.reverses_sequence(), back.reverses_index()});
    PADU_MUST(original != standing_.end(), "what does not stand was reversed");
    const led::Entry& entry = original->second.entry;
    PADU_MUST(original->second.stakeholder == stakeholder, "another stakeholder's aid was reversed");
    PADU_MUST(back.rupiah() == -entry.rupiah() && back.quantity() == -entry.quantity() &&
                  back.times() == -entry.times() && back.unit() == entry.unit() && back.day() == entry.day() &&
                  back.household() == entry.household() && back.person() == entry.person() &&
                  back.kelurahan() == entry.kelurahan() && back.programme() == entry.programme(),
              "a reversal is not the negative of its original");
    standing_.erase(original);
  }

  void CheckStakeholder(const std::string& stakeholder) const {
    const auto found = city_.stakeholders.find(stakeholder);
    PADU_MUST(found != city_.stakeholders.end() && found->second.active(), "posted for " + stakeholder);
  }

  // The household, and its kelurahan, of the day on which the aid was given.
  void CheckPlace(const led::Entry& entry, const std::string& stakeholder) const {
    std::string household = entry.household();
    if (!entry.person().empty()) {
      const Person& person = city_.persons.at(entry.person());
      PADU_MUST(person.merged_into.empty(), "aid counts to a record that was merged");
      household = NaiveCity::StayOn(person.stays, entry.day())->household;
      PADU_MUST(!person.died.has_value() || entry.day() <= *person.died, "aid was given after a death");
    } else if (!entry.family().empty()) {
      household = NaiveCity::StayOn(city_.families.at(entry.family()).stays, entry.day())->household;
    }
    household = city_.Survivor(household, entry.day());
    PADU_MUST(entry.household() == household, "aid of " + household + " counts to " + entry.household());
    PADU_MUST(entry.kelurahan() == city_.households.at(household).KelurahanOn(entry.day()),
              "aid of " + household + " counts to kelurahan " + entry.kelurahan());
    const auto programme = city_.programmes.find(entry.programme());
    PADU_MUST(programme != city_.programmes.end() && programme->second.active(), "posted in a closed programme");
    bool permitted = programme->second.stakeholder() == stakeholder;
    for (const std::string& other : programme->second.other_stakeholders()) permitted |= other == stakeholder;
    PADU_MUST(permitted, "posted in a programme of another stakeholder");
  }

  // What a parked submission waits for is not there.
  void CheckUnknown(const led::SubmissionParked& parked) const {
    const led::Wait& wait = parked.wait();
    if (wait.has_event()) {
      const auto id = taken_.find({wait.event().stakeholder(), wait.event().event_id()});
      const auto posted = id == taken_.end() ? submissions_.end() : submissions_.find(id->second.first);
      PADU_MUST(posted == submissions_.end() || !posted->second.verdict.has_posted(),
                "parked for " + wait.event().event_id() + ", which stands");
      return;
    }
    const bool known = city_.persons.contains(wait.person()) || city_.families.contains(wait.family()) ||
                       city_.households.contains(wait.household()) || city_.holders.contains(wait.nik_token());
    PADU_MUST(!known, "parked for a beneficiary who is known: event id " + parked.head().event_id());
  }

  const std::vector<Row>& registry_;
  std::uint64_t read_ = 0;
  NaiveCity city_;
  std::map<std::uint64_t, Submission> submissions_;  // by first row
  std::map<std::pair<std::string, std::string>, Taken> taken_;
  Standing standing_;
  std::vector<Posted> all_;
};

}  // namespace

void CheckLedger(const std::vector<Row>& registry, const Remains& ledger) {
  Reading reading(registry);
  for (const Row& row : ledger.rows) {
    try {
      reading.Read(row);
    } catch (const Broken& broken) {
      throw Broken(std::string(broken.what()) + " in row " + std::to_string(row.sequence()) + " of the ledger");
    }
  }
  reading.End(*ledger.tables);
}

void CheckLedgerAnswer(const journal::Command& command, const Row& row) {
  const Head head = HeadOf(FactOf(row));
  if (const auto* again = dynamic_cast<const led::RedecideCommand*>(command.request.get())) {
    PADU_MUST(head.has_first_sequence() && head.first_sequence() == again->sequence() &&
                  head.stakeholder() == again->stakeholder(),
              "another submission was decided again");
    return;
  }
  const auto& content = static_cast<const led::RecordCommand&>(*command.request).content();
  PADU_MUST(head.stakeholder() == content.stakeholder() && head.event_id() == content.event_id(),
            "the answer is another event's row");
  if (content.has_problem()) return;
  const std::string& digest = content.digests(0).hmac();
  PADU_MUST(head.digest() == digest.substr(0, head.digest().size()), "the answer is another content's row");
}

}  // namespace padu::simulation
