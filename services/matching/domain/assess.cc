#include "services/matching/domain/assess.h"

#include <algorithm>
#include <utility>

#include "services/matching/domain/coverage.h"
#include "services/matching/domain/rules/rank.h"

namespace padu::matching {
namespace {

namespace reg = ::padu::registry::v1;

// The first day after `day` on which the household's kelurahan is another.
Day NextMove(const pb::HouseholdView& household, Day day) {
  for (const pb::DomicileSpan& span : household.domiciles()) {
    if (span.from_day() > day) return span.from_day();
  }
  return kNever;
}

// One assessment at work.
class Assessor {
 public:
  Assessor(const Rulebook& book, const pb::Need& need, Household& household, Day day)
      : book_(book), need_(need), household_(household), view_(household.view), day_(day) {}

  Assessment Run(std::optional<Day> qualified_day) {
    pb::Standing& standing = result_.standing;
    standing.set_household(view_.household());
    standing.set_need(need_.need());
    standing.set_kelurahan(std::string(KelurahanOn(view_, day_)));
    if (HasNeed()) {
      standing.set_qualified_day(qualified_day.value_or(day_));
      Concerned(standing);
      Check(NextMove(view_, day_));
    } else {
      standing.set_status(pb::STANDING_STATUS_NOT_CONCERNED);
    }
    if (check_ != kNever) standing.set_check_day(check_);
    return std::move(result_);
  }

 private:
  // It is to be looked at again on this day.
  void Check(Day day) { check_ = std::min(check_, day); }

  bool Refuse(pb::Disqualification reason) {
    result_.reason = reason;
    return false;
  }

  bool HasNeed() {
    if (need_.retired()) return Refuse(pb::DISQUALIFICATION_NEED_RETIRED);
    if (!view_.merged_into().empty()) return Refuse(pb::DISQUALIFICATION_MERGED);
    if (view_.members().empty()) return Refuse(pb::DISQUALIFICATION_EMPTY);
    if (!IsVerified(view_, day_)) return Refuse(pb::DISQUALIFICATION_NOT_VERIFIED);
    const Truth truth = need_.has_rule() ? AskRule() : AskProgrammes();
    if (truth != Truth::kYes) return Refuse(pb::DISQUALIFICATION_RULE);
    coverage_ = CoverageOf(book_, need_, household_.history);
    if (need_.recipients_days() > 0) {
      if (!coverage_.until || *coverage_.until + need_.recipients_days() < day_) {
        return Refuse(pb::DISQUALIFICATION_NO_RECIPIENT);
      }
      Check(*coverage_.until + need_.recipients_days() + 1);
    }
    if (view_.has_verification_expires_day()) Check(view_.verification_expires_day());
    return true;
  }

  Truth AskRule() {
    const Outcome outcome = EvaluateHousehold(need_.rule(), view_, day_);
    Check(outcome.next_day);
    return outcome.truth;
  }

  // One programme that may give is enough: the others need not be asked.
  Truth AskProgrammes() {
    Check(NextMove(view_, day_));
    Day next = kNever;
    for (const Programme& programme : book_.programmes()) {
      if (!Rulebook::Serves(need_, programme.kind)) continue;
      const Outcome eligible = IsEligible(programme, view_, day_);
      if (eligible.truth == Truth::kYes) {
        Check(eligible.next_day);
        return Truth::kYes;
      }
      next = std::min(next, eligible.next_day);
    }
    Check(next);
    return Truth::kNo;
  }

  void Concerned(pb::Standing& standing) {
    result_.by = coverage_.by;
    const Day qualified = standing.qualified_day();
    Day since = qualified;
    bool unserved = true;
    if (coverage_.until) {
      standing.set_covered_until_day(*coverage_.until);
      const Day served_until = ServedUntil(need_, *coverage_.until);
      since = std::max(qualified, served_until + 1);
      unserved = served_until < day_;
      if (!unserved) Check(served_until + 1);
    }
    if (unserved) {
      standing.set_status(pb::STANDING_STATUS_UNSERVED);
    } else if (!FallsShort(standing, since)) {
      standing.set_status(pb::STANDING_STATUS_SERVED);
      return;
    }
    standing.set_since_day(since);
    for (std::string& silent : SilentOnesReliedOn(book_, need_, household_.history, since)) {
      standing.set_status(pb::STANDING_STATUS_UNCERTAIN);
      standing.add_silent_stakeholders(std::move(silent));
    }
    const Rank rank = RankOf(book_.ranking(), view_, coverage_.until.value_or(qualified), day_);
    standing.set_rank(rank.rank);
    Check(rank.next_day);
  }

  // Served, but with less than is due.
  bool FallsShort(pb::Standing& standing, Day& since) {
    if (!need_.has_entitlement()) return false;
    const Deliveries deliveries(book_, need_, household_.history, DueSince(standing.qualified_day()),
                                standing.qualified_day());
    if (const auto next = deliveries.NextChange(day_)) Check(*next);
    if (!deliveries.ShortOn(day_)) return false;
    standing.set_status(pb::STANDING_STATUS_UNDERSERVED);
    standing.set_received_e2(deliveries.Received(day_));
    standing.set_due_e2(deliveries.Due(day_));
    since = deliveries.ShortSince(day_);
    return true;
  }

  // To whom it is due, and since when: those who live there and received it if the need is one of recipients; else
  // those who may receive from a programme for persons of the need's kinds; without such persons or programmes, all.
  std::vector<Day> DueSince(Day qualified) {
    std::vector<Day> since;
    if (need_.recipients_days() > 0) {
      const auto recipients = RecipientsOf(book_, need_, household_.history, qualified, day_);
      for (const pb::MemberView& member : view_.members()) {
        const auto recipient = recipients.find(member.person());
        if (recipient == recipients.end()) continue;
        since.push_back(recipient->second.first);
        Check(recipient->second.last + need_.recipients_days() + 1);
      }
      if (!since.empty()) return since;
    }
    since.assign(static_cast<std::size_t>(PersonsEntitled()), qualified);
    return since;
  }

  int PersonsEntitled() {
    std::vector<const Programme*> for_persons;
    for (const Programme& programme : book_.programmes()) {
      if (!Rulebook::Serves(need_, programme.kind)) continue;
      if (programme.content.assistance_unit() != reg::ASSISTANCE_UNIT_PERSON) continue;
      const Outcome runs = RunsFor(programme, result_.standing.kelurahan(), day_);
      Check(runs.next_day);
      if (runs.truth == Truth::kYes) for_persons.push_back(&programme);
    }
    if (for_persons.empty()) return view_.members_size();
    int persons = 0;
    for (const pb::MemberView& member : view_.members()) {
      bool entitled = false;
      for (const Programme* programme : for_persons) {
        const Outcome may = EvaluatePerson(programme->rule, view_, member, day_);
        Check(may.next_day);
        entitled |= may.truth == Truth::kYes;
      }
      persons += entitled ? 1 : 0;
    }
    return persons;
  }

  const Rulebook& book_;
  const pb::Need& need_;
  Household& household_;
  const pb::HouseholdView& view_;
  const Day day_;
  Day check_ = kNever;
  Coverage coverage_;  // if it has the need
  Assessment result_;
};

}  // namespace

std::optional<Household> FindHousehold(const store::Reader& tables, CityNumber city, std::string_view household) {
  auto view = Get<pb::HouseholdView>(tables, HouseholdViewKey(city, household));
  if (!view) return std::nullopt;
  AidHistory history(tables, *view);
  return Household{*std::move(view), std::move(history)};
}

Assessment Assess(const Rulebook& book, const pb::Need& need, Household& household, std::optional<Day> qualified_day,
                  Day day) {
  return Assessor(book, need, household, day).Run(qualified_day);
}

bool IsVerified(const pb::HouseholdView& household, Day day) {
  const bool ends = household.has_verification_expires_day();
  switch (household.verification()) {
    case reg::VERIFICATION_STATE_APPROVED:
    case reg::VERIFICATION_STATE_ACTIVE:
      return !ends || day < household.verification_expires_day();
    case reg::VERIFICATION_STATE_PROPOSED:
    case reg::VERIFICATION_STATE_DELIBERATED:
    case reg::VERIFICATION_STATE_FIELD_VERIFIED:
    case reg::VERIFICATION_STATE_SUBMITTED:
      return ends && day < household.verification_expires_day();  // a renewal: the approval before counts meanwhile
    default:
      return false;
  }
}

Outcome RunsFor(const Programme& programme, std::string_view kelurahan, Day day) {
  const reg::ProgrammeContent& content = programme.content;
  if (!content.active() || !RegionContains(content.region(), kelurahan)) return {Truth::kNo, kNever};
  if (content.has_last_day() && day > content.last_day()) return {Truth::kNo, kNever};
  if (content.has_first_day() && day < content.first_day()) return {Truth::kNo, content.first_day()};
  return {Truth::kYes, content.has_last_day() ? content.last_day() + 1 : kNever};
}

Outcome IsEligible(const Programme& programme, const pb::HouseholdView& household, Day day) {
  const Outcome runs = RunsFor(programme, KelurahanOn(household, day), day);
  if (runs.truth != Truth::kYes) return runs;
  Outcome may = EvaluateAnyUnit(programme.rule, programme.content.assistance_unit(), household, day);
  may.next_day = std::min(may.next_day, runs.next_day);
  return may;
}

}  // namespace padu::matching
