#include "services/matching/domain/upstream.h"

#include <string>

#include "services/matching/domain/feeds.h"
#include "services/matching/domain/judge.h"
#include "services/matching/domain/ledger_view.h"
#include "services/matching/domain/overlaps.h"
#include "services/matching/domain/registry_view.h"
#include "services/matching/domain/rulebook.h"
#include "services/matching/domain/work.h"

namespace padu::matching {
namespace {

namespace led = ::padu::ledger::v1;

// Aid that came to or was taken back from households.
void LookAtAid(CityNumber city, Sequence sequence, const led::DisbursementPosted& posted, const store::Reader& tables,
               journal::Emitter& out) {
  const auto day = DayOfCity(tables, city);
  if (!day) return;
  const Rulebook book(tables, city);
  Judge judge(book, *day, out);
  const Overlaps overlaps(book, out);
  for (int i = 0; i < posted.entries_size(); ++i) {
    const led::Entry& entry = posted.entries(i);
    const std::string& kind = book.KindOf(entry.programme());
    if (entry.has_reverses_sequence()) {
      overlaps.AidTakenBack(entry.household(), TakenBack(entry));
      judge.AidTakenBack(entry.household(), kind);
      continue;
    }
    const AidId id{sequence, static_cast<std::uint8_t>(i)};
    const auto view = Get<pb::AidView>(tables, AidKey(entry.household(), entry.day(), id));
    PADU_CHECK(view.has_value());  // the view has folded it
    overlaps.AidCame(entry.household(), {.id = id, .day = entry.day(), .view = *view});
    judge.AidCame(entry.household(), kind);
  }
}

void LookAtBoxes(const journal::Row& row, const store::Reader& tables, journal::Emitter& out) {
  const auto as_of = AsOf(tables);
  if (!as_of) return;
  for (const common::v1::EngineFact& fact : row.engine_facts()) {
    if (fact.has_box_opened()) {
      const auto owner = OwnerOf(fact.box_opened().box());
      if (owner) HearFeed(owner->city, owner->stakeholder, row.decided_at(), tables, out);
    }
    if (fact.has_box_stopped()) {
      const auto owner = OwnerOf(fact.box_stopped().box());
      if (owner && DayOfCity(tables, owner->city)) LookAtFeeds(owner->city, *as_of, tables, out);
    }
  }
}

}  // namespace

void DecideRegistryRow(const journal::Row& row, const store::Reader& tables, journal::Emitter& out) {
  if (TimeOf(row)) PassTime(tables, out);
  for (const auto& [city, touched] : TouchedBy(row, tables)) {
    const auto day = DayOfCity(tables, city);
    if (!day) continue;
    const Rulebook book(tables, city);
    Judge judge(book, *day, out);
    for (const std::string& household : touched.households) judge.LookAt(household);
    // Its aid may have come before it: the upstreams do not wait for each other.
    for (const std::string& household : touched.registered) Overlaps(book, out).LookAt(household);
    if (touched.programmes) BeginSweep(city, "PROGRAMME_SAVED", tables, out);
  }
}

void DecideLedgerRow(const journal::Row& row, const store::Reader& tables, journal::Emitter& out) {
  if (const auto verdict = VerdictOf(row)) {
    const led::SubmissionHead& head = *HeadOf(*verdict);
    if (!head.has_first_sequence()) HearFeed(head.city(), head.stakeholder(), row.decided_at(), tables, out);
    if (verdict->has_posted()) LookAtAid(head.city(), row.sequence(), verdict->posted(), tables, out);
  }
  LookAtBoxes(row, tables, out);
  if (TimeOf(row)) PassTime(tables, out);
}

}  // namespace padu::matching
