#include "services/intervention-ledger/domain/decide.h"

#include <string>
#include <utility>
#include <variant>

#include "services/intervention-ledger/domain/roll_up.h"
#include "services/intervention-ledger/domain/rules.h"

namespace padu::ledger {
namespace {

constexpr std::size_t kDigestBytes = 16;

struct Rejected {
  Violation why;
};

// What a disbursement comes to before its verdict is given.
using Outcome = std::variant<pb::Entry, Unknown, Rejected>;

// Gives one verdict: each method emits its fact.
class Judge {
 public:
  Judge(Case submission, const journal::Moment& moment, const store::Reader& tables, journal::Emitter& out)
      : content_(submission.content), head_(std::move(submission.head)), moment_(moment), tables_(tables), out_(out) {}

  void Decide() {
    if (content_.body_case() == pb::SubmissionContent::kProblem) return DecideProblem(content_.problem());
    const auto id =
        Get<pb::EventIdState>(tables_, EventIdKey(content_.city(), content_.stakeholder(), content_.event_id()));
    const IdUse use = UseOfId(id, content_, Mine());
    if (use == IdUse::kSameContent) return Duplicate(id->taken_by());
    if (use == IdUse::kOtherContent) return Conflict(id->taken_by());
    awaited_ = id && id->awaited();
    if (auto violation = CheckStakeholder(tables_, content_.city(), content_.stakeholder())) return Reject(*violation);
    switch (content_.body_case()) {
      case pb::SubmissionContent::kRecorded:
        return DecideRecorded(content_.recorded());
      case pb::SubmissionContent::kReversed:
        return DecideReversed(content_.reversed());
      case pb::SubmissionContent::kCorrected:
        return DecideCorrected(content_.corrected());
      case pb::SubmissionContent::kProblem:
      case pb::SubmissionContent::BODY_NOT_SET:
        return Reject({pb::REASON_FIELD_MISSING, "event"});
    }
  }

 private:
  std::optional<Sequence> Mine() const {
    return head_.has_first_sequence() ? std::optional<Sequence>(head_.first_sequence()) : std::nullopt;
  }

  void DecideProblem(const pb::ContentProblem& problem) {
    if (problem.verdict() == pb::VERDICT_REJECTED) return Reject({problem.reason(), problem.field()});
    pb::Fact fact;
    auto& unreadable = *fact.mutable_unreadable();
    *unreadable.mutable_head() = std::move(head_);
    unreadable.set_reason(problem.reason());
    unreadable.set_field(problem.field());
    out_.Emit(fact);
  }

  void DecideRecorded(const pb::RecordedContent& recorded) {
    Outcome outcome = Examine(recorded);
    if (auto* unknown = std::get_if<Unknown>(&outcome)) return Park(std::move(*unknown));
    if (auto* rejected = std::get_if<Rejected>(&outcome)) return Reject(rejected->why);
    pb::Fact fact;
    *fact.mutable_posted()->add_entries() = std::move(std::get<pb::Entry>(outcome));
    Post(fact);
  }

  void DecideReversed(const pb::ReversedContent& reversed) {
    Outcome back = TakeBack(reversed.reverses_event_id(), reversed.reference(), "reverses_event_id");
    if (auto* unknown = std::get_if<Unknown>(&back)) return Park(std::move(*unknown));
    if (auto* rejected = std::get_if<Rejected>(&back)) return Reject(rejected->why);
    pb::Fact fact;
    *fact.mutable_posted()->add_entries() = std::move(std::get<pb::Entry>(back));
    Post(fact);
  }

  // What is wrong for good is said before what may still come.
  void DecideCorrected(const pb::CorrectedContent& corrected) {
    const pb::RecordedContent& disbursement = corrected.disbursement();
    Outcome back = TakeBack(corrected.corrects_event_id(), disbursement.reference(), "corrects_event_id");
    Outcome entry = Examine(disbursement);
    if (auto* rejected = std::get_if<Rejected>(&back)) return Reject(rejected->why);
    if (auto* rejected = std::get_if<Rejected>(&entry)) return Reject(rejected->why);
    if (auto* unknown = std::get_if<Unknown>(&back)) return Park(std::move(*unknown));
    if (auto* unknown = std::get_if<Unknown>(&entry)) return Park(std::move(*unknown));
    pb::Fact fact;
    *fact.mutable_posted()->add_entries() = std::move(std::get<pb::Entry>(back));
    *fact.mutable_posted()->add_entries() = std::move(std::get<pb::Entry>(entry));
    Post(fact);
  }

  Outcome Examine(const pb::RecordedContent& recorded) const {
    std::optional<pb::ProgrammeView> programme;
    const auto violation =
        CheckDisbursement(tables_, content_.city(), content_.stakeholder(), recorded, moment_.now, programme);
    if (violation) return Rejected{*violation};
    auto found = FindRecipient(tables_, recorded);
    if (auto* unknown = std::get_if<Unknown>(&found)) return std::move(*unknown);
    if (auto* impossible = std::get_if<Impossible>(&found)) return Rejected{{impossible->reason, "beneficiary"}};
    pb::Entry entry = EntryOf(recorded, std::move(std::get<Recipient>(found)));
    AddNotes(*programme, entry);
    return entry;
  }

  static pb::Entry EntryOf(const pb::RecordedContent& recorded, Recipient recipient) {
    pb::Entry entry;
    entry.set_household(std::move(recipient.household));
    entry.set_family(std::move(recipient.family));
    entry.set_person(std::move(recipient.person));
    entry.set_kelurahan(std::move(recipient.kelurahan));
    entry.set_roll_up(recipient.how);
    for (std::string& other : recipient.other_households) entry.add_other_households(std::move(other));
    entry.set_programme(recorded.programme());
    entry.set_day(recorded.day());
    entry.set_reference(recorded.reference());
    if (recorded.has_rupiah()) entry.set_rupiah(recorded.rupiah());
    if (recorded.has_times()) entry.set_times(recorded.times());
    if (recorded.has_quantity()) {
      entry.set_quantity(recorded.quantity().amount());
      entry.set_unit(recorded.quantity().unit());
    }
    if (recorded.has_period()) {
      entry.set_period_from(recorded.period_from());
      entry.set_period_to(recorded.period_to());
    }
    return entry;
  }

  // The entry that takes back what stands under `event_id`: the original with negative amounts, on the same day, so
  // that the original's month and sums are as if it had not been.
  Outcome TakeBack(const std::string& event_id, const std::string& reference, std::string_view field) const {
    if (event_id.empty()) return Rejected{{pb::REASON_FIELD_MISSING, field}};
    if (event_id == content_.event_id()) return Rejected{{pb::REASON_REVERSES_ITSELF, field}};
    const auto id = Get<pb::EventIdState>(tables_, EventIdKey(content_.city(), content_.stakeholder(), event_id));
    if (!id || !id->has_taken_by()) return Awaiting(event_id);
    const auto original =
        Get<pb::SubmissionState>(tables_, SubmissionKey(content_.city(), content_.stakeholder(), id->taken_by()));
    PADU_CHECK(original.has_value());
    if (original->verdict() != pb::VERDICT_POSTED) return Awaiting(event_id);
    if (!original->has_standing_index()) return Rejected{{pb::REASON_NOT_REVERSIBLE, field}};
    if (original->has_reversed_by()) return Rejected{{pb::REASON_ALREADY_REVERSED, field}};

    const auto index = static_cast<std::uint8_t>(original->standing_index());
    const pb::EntryPlace& place = original->entries(index);
    const Sequence row = original->has_decided_sequence() ? original->decided_sequence() : id->taken_by();
    const auto stands = Get<pb::EntryRow>(tables_, EntryKey(place.household(), place.day(), row, index));
    PADU_CHECK(stands.has_value());
    pb::Entry back = stands->entry();
    back.set_rupiah(-back.rupiah());
    back.set_quantity(-back.quantity());
    back.set_times(-back.times());
    back.set_reference(reference);
    back.clear_notes();
    back.set_reverses_sequence(row);
    back.set_reverses_index(index);
    back.set_reverses_submission(id->taken_by());
    back.set_reverses_event_id(event_id);
    SetOtherHouseholds(back);
    return back;
  }

  // The person may have moved since the original.
  void SetOtherHouseholds(pb::Entry& entry) const {
    entry.clear_other_households();
    if (entry.person().empty()) return;
    const auto person = PersonOf(tables_, entry.person());
    if (!person) return;
    for (std::string& household : HouseholdsOf(tables_, *person)) {
      if (household != entry.household()) entry.add_other_households(std::move(household));
    }
  }

  Unknown Awaiting(const std::string& event_id) const {
    Unknown unknown{.reason = pb::REASON_REFERENCE_UNKNOWN, .wait = {}};
    auto& event = *unknown.wait.mutable_event();
    event.set_city(content_.city());
    event.set_stakeholder(content_.stakeholder());
    event.set_event_id(event_id);
    return unknown;
  }

  void Post(pb::Fact& fact) {
    *fact.mutable_posted()->mutable_head() = std::move(head_);
    if (awaited_) fact.mutable_posted()->set_awaited(true);
    out_.Emit(fact);
  }

  void Duplicate(Sequence of) {
    pb::Fact fact;
    *fact.mutable_duplicated()->mutable_head() = std::move(head_);
    fact.mutable_duplicated()->set_of_sequence(of);
    out_.Emit(fact);
  }

  void Conflict(Sequence with) {
    pb::Fact fact;
    *fact.mutable_conflicted()->mutable_head() = std::move(head_);
    fact.mutable_conflicted()->set_with_sequence(with);
    out_.Emit(fact);
  }

  void Reject(const Violation& why) {
    pb::Fact fact;
    auto& rejected = *fact.mutable_rejected();
    *rejected.mutable_head() = std::move(head_);
    rejected.set_reason(why.reason);
    rejected.set_field(std::string(why.field));
    *rejected.mutable_content() = content_;
    out_.Emit(fact);
  }

  void Park(Unknown unknown) {
    pb::Fact fact;
    auto& parked = *fact.mutable_parked();
    *parked.mutable_head() = std::move(head_);
    parked.set_reason(unknown.reason);
    *parked.mutable_wait() = std::move(unknown.wait);
    *parked.mutable_content() = content_;
    out_.Emit(fact);
  }

  const pb::SubmissionContent& content_;
  pb::SubmissionHead head_;
  const journal::Moment& moment_;
  const store::Reader& tables_;
  journal::Emitter& out_;
  bool awaited_ = false;
};

}  // namespace

void Decide(Case submission, const journal::Moment& moment, const store::Reader& tables, journal::Emitter& out) {
  Judge(std::move(submission), moment, tables, out).Decide();
}

IdUse UseOfId(const std::optional<pb::EventIdState>& id, const pb::SubmissionContent& content,
              std::optional<Sequence> mine) {
  if (!id || !id->has_taken_by() || id->taken_by() == mine) return IdUse::kFree;
  for (const auto& digest : content.digests()) {
    const bool same = digest.key_version() == id->digest_key_version() &&
                      std::string_view(digest.hmac()).substr(0, kDigestBytes) == id->digest();
    if (same) return IdUse::kSameContent;
  }
  return IdUse::kOtherContent;
}

pb::SubmissionHead HeadOf(const pb::SubmissionContent& content, const common::v1::BoxCause* cause) {
  pb::SubmissionHead head;
  head.set_city(content.city());
  head.set_stakeholder(content.stakeholder());
  head.set_event_id(content.event_id());
  if (content.digests_size() > 0) {
    head.set_digest(content.digests(0).hmac().substr(0, kDigestBytes));
    head.set_digest_key_version(content.digests(0).key_version());
  }
  if (cause != nullptr) {
    head.set_box_generation(cause->generation());
    head.set_box_offset(cause->offset());
  }
  return head;
}

}  // namespace padu::ledger
