#include "services/matching/domain/ledger_view.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "services/matching/domain/registry_view.h"

namespace padu::matching {
namespace {

namespace led = ::padu::ledger::v1;

using store::Txn;

constexpr std::string_view kBoxPrefix = "padu.aid.submitted.v1.";

bool Parse(const std::string& bytes, led::Fact& fact) {
  return fact.ParseFromString(bytes) && fact.kind_case() != led::Fact::KIND_NOT_SET;
}

template <typename Change>
void ChangeFeed(CityNumber city, std::string_view stakeholder, Txn& view, Change change) {
  const std::string key = FeedViewKey(city, stakeholder);
  auto feed = Get<pb::FeedView>(view, key).value_or(pb::FeedView());
  change(feed);
  view.Put(key, feed.SerializeAsString());
}

pb::AidView AidOf(const led::Entry& entry, const std::string& stakeholder) {
  pb::AidView aid;
  aid.set_stakeholder(stakeholder);
  aid.set_programme(entry.programme());
  aid.set_person(entry.person());
  aid.set_family(entry.family());
  aid.set_kelurahan(entry.kelurahan());
  if (entry.period_from() != 0 || entry.period_to() != 0) aid.set_period_to(entry.period_to());
  aid.set_rupiah(entry.rupiah());
  aid.set_quantity(entry.quantity());
  aid.set_unit(entry.unit());
  aid.set_times(entry.times());
  return aid;
}

void FoldPosted(const led::DisbursementPosted& fact, Sequence sequence, Txn& view) {
  for (int i = 0; i < fact.entries_size(); ++i) {
    const led::Entry& entry = fact.entries(i);
    if (entry.has_reverses_sequence()) {
      view.Delete(AidKey(entry.household(), entry.day(), TakenBack(entry)));
    } else {
      view.Put(AidKey(entry.household(), entry.day(), {sequence, static_cast<std::uint8_t>(i)}),
               AidOf(entry, fact.head().stakeholder()).SerializeAsString());
    }
  }
}

void FoldFact(const led::Fact& fact, const journal::Row& row, Txn& view) {
  if (const led::SubmissionHead* head = HeadOf(fact)) {
    // What was decided again by itself says nothing of the stakeholder.
    if (!head->has_first_sequence()) {
      ChangeFeed(head->city(), head->stakeholder(), view,
                 [&](pb::FeedView& feed) { feed.set_last_heard(row.decided_at()); });
    }
  }
  if (fact.has_posted()) FoldPosted(fact.posted(), row.sequence(), view);
}

void FoldEngine(const common::v1::EngineFact& fact, Txn& view) {
  if (fact.has_box_stopped()) {
    if (const auto owner = OwnerOf(fact.box_stopped().box())) {
      ChangeFeed(owner->city, owner->stakeholder, view,
                 [&](pb::FeedView& feed) { feed.set_box_stopped(fact.box_stopped().reason()); });
    }
  }
  if (fact.has_box_opened()) {
    if (const auto owner = OwnerOf(fact.box_opened().box())) {
      ChangeFeed(owner->city, owner->stakeholder, view, [](pb::FeedView& feed) { feed.clear_box_stopped(); });
    }
  }
}

// Of one life of the ledger the time that its inputs have reached begins low: what was reached stays reached.
void FoldTime(const journal::Row& row, Txn& view) {
  const auto time = TimeOf(row);
  if (!time || *time <= 0) return;
  std::string value;
  UnixMicros reached = *time;
  if (view.Get(LedgerTimeKey(), &value)) {
    reached = std::max(reached, static_cast<UnixMicros>(KeyReader(value).U64()));
  }
  view.Put(LedgerTimeKey(), TimeValue(reached));
}

}  // namespace

absl::Status FoldLedgerRow(const journal::Row& row, store::Txn& view) {
  std::vector<led::Fact> facts(static_cast<std::size_t>(row.facts_size()));
  for (int i = 0; i < row.facts_size(); ++i) {
    if (!Parse(row.facts(i), facts[static_cast<std::size_t>(i)])) {
      return absl::FailedPreconditionError("the ledger's journal holds a fact that this binary does not know");
    }
  }
  for (const led::Fact& fact : facts) FoldFact(fact, row, view);
  for (const common::v1::EngineFact& fact : row.engine_facts()) FoldEngine(fact, view);
  FoldTime(row, view);
  return absl::OkStatus();
}

std::optional<led::Fact> VerdictOf(const journal::Row& row) {
  led::Fact fact;
  for (const std::string& bytes : row.facts()) {
    PADU_CHECK(Parse(bytes, fact));            // the view has folded it
    if (HeadOf(fact) != nullptr) return fact;  // at most one in a row
  }
  return std::nullopt;
}

const led::SubmissionHead* HeadOf(const led::Fact& fact) {
  switch (fact.kind_case()) {
    case led::Fact::kPosted:
      return &fact.posted().head();
    case led::Fact::kDuplicated:
      return &fact.duplicated().head();
    case led::Fact::kConflicted:
      return &fact.conflicted().head();
    case led::Fact::kRejected:
      return &fact.rejected().head();
    case led::Fact::kParked:
      return &fact.parked().head();
    case led::Fact::kUnreadable:
      return &fact.unreadable().head();
    case led::Fact::kQuarantined:
      return &fact.quarantined().head();
    default:
      return nullptr;
  }
}

std::optional<BoxOwner> OwnerOf(std::string_view box) {
  if (!box.starts_with(kBoxPrefix)) return std::nullopt;
  box.remove_prefix(kBoxPrefix.size());
  const std::size_t dot = box.find('.');
  if (dot != 4 || box.size() == dot + 1) return std::nullopt;
  BoxOwner owner;
  const auto [end, error] = std::from_chars(box.data(), box.data() + dot, owner.city);
  if (error != std::errc() || end != box.data() + dot) return std::nullopt;
  owner.stakeholder = box.substr(dot + 1);
  return owner;
}

AidId TakenBack(const led::Entry& reversal) {
  return {reversal.reverses_sequence(), static_cast<std::uint8_t>(reversal.reverses_index())};
}

}  // namespace padu::matching
