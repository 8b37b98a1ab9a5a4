#include "services/intervention-ledger/api/views.h"

#include <string>

#include "google/protobuf/util/time_util.h"
#include "services/intervention-ledger/api/names.h"
#include "services/intervention-ledger/domain/reasons.h"

namespace padu::ledger {
namespace {

using google::protobuf::util::TimeUtil;

std::string EntryName(CityNumber city, std::string_view household, Sequence row, std::uint32_t index) {
  return NameOf(city, "households", household) + "/ledgerEntries/" + std::to_string(row) + "-" + std::to_string(index);
}

std::string SubmissionName(CityNumber city, std::string_view stakeholder, Sequence first) {
  return NameOf(city, "stakeholders", stakeholder) + "/submissions/" + std::to_string(first);
}

void SetBenefit(const pb::Entry& entry, pb::Benefit& benefit) {
  if (entry.rupiah() != 0) {
    benefit.set_rupiah(entry.rupiah());
  } else if (entry.times() != 0) {
    benefit.mutable_service()->set_times(entry.times());
  } else {
    benefit.mutable_quantity()->set_amount(entry.quantity());
    benefit.mutable_quantity()->set_unit(entry.unit());
  }
}

void SetReason(pb::Reason reason, std::string_view field, pb::Submission& submission) {
  const ReasonText& text = TextOf(reason);
  submission.set_reason(std::string(text.name));
  submission.set_text_id(std::string(text.id));
  submission.set_text_en(std::string(text.en));
  submission.set_field(std::string(field));
}

template <typename View>
void AddNotes(const google::protobuf::RepeatedField<int>& notes, View& view) {
  for (const int number : notes) {
    const ReasonText& text = TextOf(static_cast<pb::EntryNote>(number));
    pb::Note& note = *view.add_notes();
    note.set_note(std::string(text.name));
    note.set_text_id(std::string(text.id));
    note.set_text_en(std::string(text.en));
  }
}

void SetPlace(CityNumber city, std::string_view stakeholder, std::uint32_t generation, std::int64_t offset,
              pb::Submission& submission) {
  submission.mutable_place()->set_box(BoxTopic(city, stakeholder));
  submission.mutable_place()->set_generation(generation);
  submission.mutable_place()->set_offset(offset);
}

std::optional<pb::Fact> VerdictOf(const journal::Row& row) {
  pb::Fact fact;
  if (row.facts_size() == 0 || !fact.ParseFromString(row.facts(0))) return std::nullopt;
  return fact;
}

// Whose verdict a fact is, and what it says; nullptr if it is none.
const pb::SubmissionHead* ReadFact(const pb::Fact& fact, pb::Submission& submission, std::optional<Sequence>& other) {
  switch (fact.kind_case()) {
    case pb::Fact::kPosted:
      submission.set_verdict(pb::VERDICT_POSTED);
      return &fact.posted().head();
    case pb::Fact::kDuplicated:
      submission.set_verdict(pb::VERDICT_DUPLICATE);
      SetReason(pb::REASON_EVENT_ID_SEEN, "", submission);
      other = fact.duplicated().of_sequence();
      return &fact.duplicated().head();
    case pb::Fact::kConflicted:
      submission.set_verdict(pb::VERDICT_CONFLICT);
      SetReason(pb::REASON_EVENT_ID_TAKEN, "", submission);
      other = fact.conflicted().with_sequence();
      return &fact.conflicted().head();
    case pb::Fact::kRejected:
      submission.set_verdict(pb::VERDICT_REJECTED);
      SetReason(fact.rejected().reason(), fact.rejected().field(), submission);
      return &fact.rejected().head();
    case pb::Fact::kParked:
      submission.set_verdict(pb::VERDICT_PARKED);
      SetReason(fact.parked().reason(), "", submission);
      return &fact.parked().head();
    case pb::Fact::kUnreadable:
      submission.set_verdict(pb::VERDICT_UNREADABLE);
      SetReason(fact.unreadable().reason(), fact.unreadable().field(), submission);
      return &fact.unreadable().head();
    case pb::Fact::kQuarantined:
      submission.set_verdict(pb::VERDICT_QUARANTINED);
      SetReason(pb::REASON_CRASHED, "", submission);
      return &fact.quarantined().head();
    case pb::Fact::kWaitEnded:
    case pb::Fact::KIND_NOT_SET:
      return nullptr;
  }
  return nullptr;
}

}  // namespace

pb::LedgerEntry EntryView(const EntryKeyParts& key, const pb::EntryRow& row, std::optional<Sequence> reversed_by) {
  const pb::Entry& entry = row.entry();
  pb::LedgerEntry view;
  view.set_name(EntryName(row.city(), key.household, key.row, key.index));
  view.set_stakeholder(NameOf(row.city(), "stakeholders", row.stakeholder()));
  view.set_programme(NameOf(row.city(), "programmes", entry.programme()));
  if (!entry.person().empty()) view.set_person(NameOf(row.city(), "persons", entry.person()));
  if (!entry.family().empty()) view.set_family(NameOf(row.city(), "families", entry.family()));
  view.set_kelurahan(entry.kelurahan());
  SetBenefit(entry, *view.mutable_benefit());
  view.set_day(FormatDay(entry.day()));
  if (entry.period_from() != 0 || entry.period_to() != 0) {
    view.mutable_period()->set_from(FormatDay(entry.period_from()));
    view.mutable_period()->set_to(FormatDay(entry.period_to()));
  }
  *view.mutable_record_time() = TimeUtil::MicrosecondsToTimestamp(row.recorded_at());
  view.set_event_id(row.event_id());
  view.set_reference(entry.reference());
  view.set_roll_up(pb::RollUp_Name(entry.roll_up()).substr(std::string_view("ROLL_UP_").size()));
  if (entry.has_reverses_sequence()) {
    view.set_reverses(EntryName(row.city(), key.household, entry.reverses_sequence(), entry.reverses_index()));
  }
  if (reversed_by) view.set_reversed_by(EntryName(row.city(), key.household, *reversed_by, 0));
  AddNotes(entry.notes(), view);
  return view;
}

pb::Submission SubmissionView(CityNumber city, std::string_view stakeholder, Sequence first,
                              const pb::SubmissionState& state) {
  pb::Submission view;
  view.set_name(SubmissionName(city, stakeholder, first));
  view.set_event_id(state.event_id());
  view.set_verdict(state.verdict());
  SetReason(state.reason(), state.field(), view);
  *view.mutable_record_time() = TimeUtil::MicrosecondsToTimestamp(state.recorded_at());
  *view.mutable_decide_time() = TimeUtil::MicrosecondsToTimestamp(state.decided_at());
  if (state.has_other()) view.set_other_submission(SubmissionName(city, stakeholder, state.other()));
  const Sequence row = state.has_decided_sequence() ? state.decided_sequence() : first;
  for (int i = 0; i < state.entries_size(); ++i) {
    view.add_ledger_entries(EntryName(city, state.entries(i).household(), row, static_cast<std::uint32_t>(i)));
  }
  AddNotes(state.notes(), view);
  if (state.has_box_offset()) SetPlace(city, stakeholder, state.box_generation(), state.box_offset(), view);
  return view;
}

std::optional<pb::Submission> SubmissionOfRow(const journal::Row& row) {
  const auto fact = VerdictOf(row);
  if (!fact) return std::nullopt;
  pb::Submission view;
  std::optional<Sequence> other;
  const pb::SubmissionHead* head = ReadFact(*fact, view, other);
  if (head == nullptr) return std::nullopt;
  const Sequence first = head->has_first_sequence() ? head->first_sequence() : row.sequence();
  view.set_name(SubmissionName(head->city(), head->stakeholder(), first));
  view.set_event_id(head->event_id());
  *view.mutable_decide_time() = TimeUtil::MicrosecondsToTimestamp(row.decided_at());
  if (!head->has_first_sequence()) *view.mutable_record_time() = view.decide_time();
  if (other) view.set_other_submission(SubmissionName(head->city(), head->stakeholder(), *other));
  for (const pb::LedgerEntry& entry : EntriesOfRow(row)) {
    view.add_ledger_entries(entry.name());
    view.mutable_notes()->MergeFrom(entry.notes());
  }
  if (head->has_box_offset()) {
    SetPlace(head->city(), head->stakeholder(), head->box_generation(), head->box_offset(), view);
  }
  return view;
}

std::vector<pb::LedgerEntry> EntriesOfRow(const journal::Row& row) {
  std::vector<pb::LedgerEntry> views;
  const auto fact = VerdictOf(row);
  if (!fact || !fact->has_posted()) return views;
  const pb::SubmissionHead& head = fact->posted().head();
  pb::EntryRow entry;
  entry.set_city(head.city());
  entry.set_stakeholder(head.stakeholder());
  entry.set_event_id(head.event_id());
  entry.set_recorded_at(row.decided_at());
  for (int i = 0; i < fact->posted().entries_size(); ++i) {
    *entry.mutable_entry() = fact->posted().entries(i);
    const EntryKeyParts key{entry.entry().household(), entry.entry().day(), row.sequence(),
                            static_cast<std::uint8_t>(i)};
    views.push_back(EntryView(key, entry, std::nullopt));
  }
  return views;
}

}  // namespace padu::ledger
