#include "services/intervention-ledger/domain/evolve.h"

#include <optional>
#include <string>
#include <utility>

#include "services/intervention-ledger/domain/evolve_entries.h"

namespace padu::ledger {
namespace {

using journal::Place;
using store::Txn;

void PutValue(const std::string& key, const google::protobuf::MessageLite& value, Txn& own) {
  own.Put(key, value.SerializeAsString());
}

Sequence FirstRow(const pb::SubmissionHead& head, const Place& place) {
  return head.has_first_sequence() ? head.first_sequence() : place.sequence;
}

bool Holds(pb::Verdict verdict) { return verdict == pb::VERDICT_PARKED || verdict == pb::VERDICT_REJECTED; }

// The first parked submission that waits for this, from `from` on, is decided next.
void PutNextDue(const pb::Wait& wait, Sequence from, Txn& own) {
  const auto next = own.Scan(WaitKey(wait, from), PrefixEnd(WaitPrefix(wait)));
  if (next->Valid()) own.Put(DueKey(wait, ReadLastSequence(next->key())), "");
}

// How many are parked for one thing stands under one key: that nobody is, is one read that filters answer.
void CountWait(const pb::Wait& wait, int change, Txn& own) {
  const std::string key = WaitCountKey(wait);
  std::string value;
  const std::uint64_t before = own.Get(key, &value) ? ReadSequenceValue(value) : 0;
  const std::uint64_t count = before + static_cast<std::uint64_t>(change);
  if (count == 0) {
    own.Delete(key);
  } else {
    own.Put(key, SequenceValue(count));
  }
}

// A parked submission was decided again: it waits no more, and the one after it is due if this one was.
void Unpark(CityNumber city, Sequence first, const pb::Wait& wait, Txn& own) {
  own.Delete(WaitKey(wait, first));
  CountWait(wait, -1, own);
  own.Delete(ParkedKey(city, first));
  const std::string due = DueKey(wait, first);
  std::string nothing;
  if (!own.Get(due, &nothing)) return;
  own.Delete(due);
  PutNextDue(wait, first + 1, own);
}

// Sets the latest verdict of a submission, and moves it between the lists. Returns its state for what else is to be
// set; the caller puts it.
pb::SubmissionState SetVerdict(const pb::SubmissionHead& head, pb::Verdict verdict, const Place& place, Txn& own) {
  const Sequence first = FirstRow(head, place);
  pb::SubmissionState state;
  if (head.has_first_sequence()) {
    const auto before =
        Get<pb::SubmissionState>(own, SubmissionKey(head.city(), head.stakeholder(), head.first_sequence()));
    PADU_CHECK(before.has_value());
    if (before->verdict() == pb::VERDICT_PARKED) {
      const auto held = Get<pb::HeldSubmission>(own, HeldKey(first));
      PADU_CHECK(held.has_value());
      Unpark(head.city(), first, held->wait(), own);
    }
    own.Delete(VerdictKey(head.city(), head.stakeholder(), before->verdict(), first));
    if (!Holds(verdict) && verdict != pb::VERDICT_QUARANTINED) own.Delete(HeldKey(first));
    state.set_recorded_at(before->recorded_at());
    state.set_decided_sequence(place.sequence);
  } else {
    state.set_recorded_at(place.decided_at);
    if (head.has_box_offset()) {
      own.Put(PlaceKey(head.city(), head.stakeholder(), head.box_generation(), head.box_offset()),
              SequenceValue(first));
    }
  }
  state.set_verdict(verdict);
  state.set_event_id(head.event_id());
  state.set_decided_at(place.decided_at);
  if (head.has_box_offset()) {
    state.set_box_generation(head.box_generation());
    state.set_box_offset(head.box_offset());
  }
  if (verdict != pb::VERDICT_POSTED) own.Put(VerdictKey(head.city(), head.stakeholder(), verdict, first), "");
  return state;
}

void PutState(const pb::SubmissionHead& head, const Place& place, const pb::SubmissionState& state, Txn& own) {
  PutValue(SubmissionKey(head.city(), head.stakeholder(), FirstRow(head, place)), state, own);
}

pb::EventIdState IdState(const pb::SubmissionHead& head, const Place& place) {
  pb::EventIdState id;
  id.set_latest_sequence(place.sequence);
  id.set_submission(FirstRow(head, place));
  id.set_digest(head.digest());
  id.set_digest_key_version(head.digest_key_version());
  return id;
}

// Takes the id for a posted or parked submission.
void TakeId(const pb::SubmissionHead& head, const Place& place, bool awaited, Txn& own) {
  pb::EventIdState id = IdState(head, place);
  id.set_taken_by(FirstRow(head, place));
  id.set_awaited(awaited);
  PutValue(EventIdKey(head.city(), head.stakeholder(), head.event_id()), id, own);
}

// A verdict that takes no id: the id shows it unless another submission has taken the id, and is free if it had been
// taken by this one.
void ShowId(const pb::SubmissionHead& head, const Place& place, Txn& own) {
  if (head.event_id().empty()) return;
  const std::string key = EventIdKey(head.city(), head.stakeholder(), head.event_id());
  const auto before = Get<pb::EventIdState>(own, key);
  if (before && before->has_taken_by() && before->taken_by() != FirstRow(head, place)) return;
  pb::EventIdState id = IdState(head, place);
  id.set_awaited(before && before->awaited());
  PutValue(key, id, own);
}

void Hold(const pb::SubmissionHead& head, const pb::SubmissionContent& content, const pb::Wait* wait,
          const Place& place, std::int64_t recorded_at, Txn& own) {
  pb::HeldSubmission held;
  *held.mutable_head() = head;
  *held.mutable_content() = content;
  if (wait != nullptr) *held.mutable_wait() = *wait;
  held.set_recorded_at(recorded_at);
  PutValue(HeldKey(FirstRow(head, place)), held, own);
}

void Evolve(const pb::DisbursementPosted& fact, const Place& place, Txn& own) {
  const pb::SubmissionHead& head = fact.head();
  pb::SubmissionState state = SetVerdict(head, pb::VERDICT_POSTED, place, own);
  for (int i = 0; i < fact.entries_size(); ++i) {
    const pb::Entry& entry = fact.entries(i);
    PutEntry(head, entry, static_cast<std::uint8_t>(i), FirstRow(head, place), place, own);
    auto& at = *state.add_entries();
    at.set_household(entry.household());
    at.set_day(entry.day());
    if (!entry.has_reverses_sequence()) {
      state.set_standing_index(static_cast<std::uint32_t>(i));
      *state.mutable_notes() = entry.notes();
      continue;
    }
    const std::string key = SubmissionKey(head.city(), head.stakeholder(), entry.reverses_submission());
    auto original = Get<pb::SubmissionState>(own, key);
    PADU_CHECK(original.has_value());
    original->set_reversed_by(place.sequence);
    PutValue(key, *original, own);
  }
  PutState(head, place, state, own);
  TakeId(head, place, false, own);
  if (!fact.awaited()) return;
  pb::Wait wait;
  auto& event = *wait.mutable_event();
  event.set_city(head.city());
  event.set_stakeholder(head.stakeholder());
  event.set_event_id(head.event_id());
  PutNextDue(wait, 0, own);
}

void Evolve(const pb::SubmissionDuplicated& fact, const Place& place, Txn& own) {
  pb::SubmissionState state = SetVerdict(fact.head(), pb::VERDICT_DUPLICATE, place, own);
  state.set_reason(pb::REASON_EVENT_ID_SEEN);
  state.set_other(fact.of_sequence());
  PutState(fact.head(), place, state, own);
}

void Evolve(const pb::SubmissionConflicted& fact, const Place& place, Txn& own) {
  pb::SubmissionState state = SetVerdict(fact.head(), pb::VERDICT_CONFLICT, place, own);
  state.set_reason(pb::REASON_EVENT_ID_TAKEN);
  state.set_other(fact.with_sequence());
  PutState(fact.head(), place, state, own);
}

void Evolve(const pb::SubmissionRejected& fact, const Place& place, Txn& own) {
  pb::SubmissionState state = SetVerdict(fact.head(), pb::VERDICT_REJECTED, place, own);
  state.set_reason(fact.reason());
  state.set_field(fact.field());
  PutState(fact.head(), place, state, own);
  Hold(fact.head(), fact.content(), nullptr, place, state.recorded_at(), own);
  ShowId(fact.head(), place, own);
}

void Evolve(const pb::SubmissionParked& fact, const Place& place, Txn& own) {
  const pb::SubmissionHead& head = fact.head();
  const Sequence first = FirstRow(head, place);
  pb::SubmissionState state = SetVerdict(head, pb::VERDICT_PARKED, place, own);
  state.set_reason(fact.reason());
  PutState(head, place, state, own);
  Hold(head, fact.content(), &fact.wait(), place, state.recorded_at(), own);
  own.Put(WaitKey(fact.wait(), first), "");
  CountWait(fact.wait(), 1, own);
  own.Put(ParkedKey(head.city(), first), "");
  const auto before = Get<pb::EventIdState>(own, EventIdKey(head.city(), head.stakeholder(), head.event_id()));
  TakeId(head, place, before && before->awaited(), own);
  if (!fact.wait().has_event()) return;
  const auto& event = fact.wait().event();
  const std::string key = EventIdKey(event.city(), event.stakeholder(), event.event_id());
  pb::EventIdState awaited = Get<pb::EventIdState>(own, key).value_or(pb::EventIdState());
  awaited.set_awaited(true);
  PutValue(key, awaited, own);
}

void Evolve(const pb::SubmissionUnreadable& fact, const Place& place, Txn& own) {
  pb::SubmissionState state = SetVerdict(fact.head(), pb::VERDICT_UNREADABLE, place, own);
  state.set_reason(fact.reason());
  state.set_field(fact.field());
  PutState(fact.head(), place, state, own);
  ShowId(fact.head(), place, own);
}

void Evolve(const pb::SubmissionQuarantined& fact, const Place& place, Txn& own) {
  pb::SubmissionState state = SetVerdict(fact.head(), pb::VERDICT_QUARANTINED, place, own);
  state.set_reason(pb::REASON_CRASHED);
  PutState(fact.head(), place, state, own);
  ShowId(fact.head(), place, own);
}

}  // namespace

void EvolveFact(const pb::Fact& fact, const Place& place, Txn& own) {
  switch (fact.kind_case()) {
    case pb::Fact::kPosted:
      return Evolve(fact.posted(), place, own);
    case pb::Fact::kDuplicated:
      return Evolve(fact.duplicated(), place, own);
    case pb::Fact::kConflicted:
      return Evolve(fact.conflicted(), place, own);
    case pb::Fact::kRejected:
      return Evolve(fact.rejected(), place, own);
    case pb::Fact::kParked:
      return Evolve(fact.parked(), place, own);
    case pb::Fact::kUnreadable:
      return Evolve(fact.unreadable(), place, own);
    case pb::Fact::kQuarantined:
      return Evolve(fact.quarantined(), place, own);
    case pb::Fact::kWaitEnded:
      return PutNextDue(fact.wait_ended().wait(), 0, own);
    case pb::Fact::KIND_NOT_SET:
      PADU_FATAL("a fact of no kind reached the fold");
  }
}

}  // namespace padu::ledger
