#include "common/base/status.h"
#include "services/registry/domain/checks.h"
#include "services/registry/domain/decide.h"
#include "services/registry/domain/reasons.h"

namespace padu::registry {

absl::Status CheckDesil(const Context& context, const pb::DesilRecorded& desil) {
  RETURN_IF_ERROR(CheckRange(desil.desil(), 1, 10, "desil.desil"));
  RETURN_IF_ERROR(CheckText(desil.source(), "desil.source", Presence::kRequired));
  return CheckPastDay(desil.as_of_day(), context.today, "desil.as_of");
}

absl::Status CheckCriteria(const pb::CriteriaAnswered& criteria) {
  constexpr int kQuestions = 8;
  RETURN_IF_ERROR(CheckText(criteria.criteria_set(), "criteria.criteria_set", Presence::kRequired));
  if (criteria.answers_size() != kQuestions) return RefusedField(Reason::kFieldInvalid, "criteria.answers");
  for (const int answer : criteria.answers()) {
    if (answer == pb::ANSWER_UNSPECIFIED || !pb::Answer_IsValid(answer)) {
      return RefusedField(Reason::kFieldInvalid, "criteria.answers");
    }
  }
  return absl::OkStatus();
}

absl::Status Decide(const Context& context, const pb::RecordDesil& command) {
  const pb::DesilRecorded& desil = command.desil();
  ASSIGN_OR_RETURN(const pb::HouseholdRow row, FindHousehold(context, desil.household()));
  RETURN_IF_ERROR(CheckEtag(context, row.stamp()));
  if (!desil.family().empty()) RETURN_IF_ERROR(CheckFamilyOf(context, desil.family(), desil.household()));
  RETURN_IF_ERROR(CheckDesil(context, desil));
  pb::Fact fact = context.NewFact();
  *fact.mutable_desil_recorded() = desil;
  context.out.Emit(fact);
  return absl::OkStatus();
}

absl::Status Decide(const Context& context, const pb::AnswerCriteria& command) {
  const pb::CriteriaAnswered& criteria = command.criteria();
  ASSIGN_OR_RETURN(const pb::HouseholdRow row, FindHousehold(context, criteria.household()));
  RETURN_IF_ERROR(CheckEtag(context, row.stamp()));
  RETURN_IF_ERROR(CheckCriteria(criteria));
  ASSIGN_OR_RETURN(const Day day, DayOrToday(context, command.has_day(), criteria.day(), "criteria.day"));
  pb::Fact fact = context.NewFact();
  *fact.mutable_criteria_answered() = criteria;
  fact.mutable_criteria_answered()->set_day(day);
  context.out.Emit(fact);
  return absl::OkStatus();
}

}  // namespace padu::registry
