#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "services/matching/api/names.h"
#include "services/matching/api/reads.h"
#include "services/matching/api/refusals.h"
#include "services/matching/api/sight.h"
#include "services/matching/api/views.h"
#include "services/matching/domain/assess.h"
#include "services/matching/domain/rules/explain.h"
#include "services/matching/domain/rules/rank.h"
#include "services/matching/domain/status.h"

namespace padu::matching {
namespace {

namespace reg = ::padu::registry::v1;

int NodesOf(const pb::Explanation& explanation) {
  int nodes = 1;
  for (const pb::Explanation& part : explanation.parts()) nodes += NodesOf(part);
  return nodes;
}

std::string E2(std::int64_t hundredths) {
  std::string text = absl::StrCat(hundredths / 100);
  if (hundredths % 100 != 0) absl::StrAppend(&text, ".", absl::Dec(hundredths % 100, absl::kZeroPad2));
  return text;
}

// What is missing, for people.
void SayWhatIsMissing(const pb::Standing& standing, const pb::Need& need, pb::NeedExplanation& out) {
  const std::string since = DayText(standing.since_day());
  const std::string& unit = need.entitlement().unit();
  switch (standing.status()) {
    case pb::STANDING_STATUS_UNSERVED:
      out.set_text_id(absl::StrCat("Belum ada bantuan yang berlaku sejak ", since, "."));
      return out.set_text_en(absl::StrCat("No aid has served this need since ", since, "."));
    case pb::STANDING_STATUS_UNDERSERVED:
      out.set_text_id(absl::StrCat("Diterima ", E2(standing.received_e2()), " dari ", E2(standing.due_e2()), " ", unit,
                                   " yang menjadi haknya; kurang sejak ", since, "."));
      return out.set_text_en(absl::StrCat("Received ", E2(standing.received_e2()), " of ", E2(standing.due_e2()), " ",
                                          unit, " that are due; short since ", since, "."));
    case pb::STANDING_STATUS_UNCERTAIN:
      out.set_text_id(absl::StrCat("Tidak ada kabar bantuan sejak ", since,
                                   ", tetapi lembaga yang biasa membantu sedang tidak melapor."));
      return out.set_text_en(
          absl::StrCat("No word of aid since ", since, ", but a stakeholder that usually helps is not reporting."));
    case pb::STANDING_STATUS_SERVED:
      out.set_text_id("Terlayani.");
      return out.set_text_en("Served.");
    default:
      out.set_text_id("Kebutuhan ini tidak berlaku bagi rumah tangga ini.");
      out.set_text_en("The household does not have this need.");
  }
}

// One household, explained on a day.
class Explainer {
 public:
  Explainer(const Rulebook& book, Household& household, Day day) : book_(book), household_(household), day_(day) {}

  pb::NeedExplanation Explain(const pb::Need& need, const pb::Standing* former) {
    std::optional<Day> qualified;
    if (former != nullptr && IsConcerned(former->status())) qualified = former->qualified_day();
    const Assessment now = Assess(book_, need, household_, qualified, day_);
    pb::NeedExplanation out;
    *out.mutable_standing() = StandingView(book_.city(), now.standing, book_.ranking(), day_);
    out.set_name_id(need.name_id());
    out.set_name_en(need.name_en());
    out.set_disqualification(now.reason);
    if (now.by != nullptr) *out.mutable_served_by() = GivenAidView(book_.city(), RefOf(*now.by));
    SayWhatIsMissing(now.standing, need, out);
    if (need.has_rule()) {
      *out.mutable_rule() = ExplainHousehold(need.rule(), household_.view, day_);
      room_ -= NodesOf(out.rule());
    }
    if (IsNotServed(now.standing.status())) {
      const Day last =
          now.standing.has_covered_until_day() ? now.standing.covered_until_day() : now.standing.qualified_day();
      *out.mutable_score() = ScoreOf(book_.ranking(), household_.view, last, day_);
    }
    return out;
  }

  pb::ProgrammeExplanation Explain(const Programme& programme) {
    pb::ProgrammeExplanation out;
    out.set_programme(NameOf(book_.city(), "programmes", programme.content.programme()));
    out.set_name_id(programme.content.name_id());
    out.set_name_en(programme.content.name_en());
    const Outcome outcome = IsEligible(programme, household_.view, day_);
    out.set_eligible(ToProto(outcome.truth));
    if (outcome.next_day != kNever) out.set_next_day(FormatDay(outcome.next_day));
    switch (programme.content.assistance_unit()) {
      case reg::ASSISTANCE_UNIT_PERSON:
        for (const pb::MemberView& member : household_.view.members()) {
          AddUnit(NameOf(book_.city(), "persons", member.person()),
                  ExplainPerson(programme.rule, household_.view, member, day_), out);
        }
        break;
      case reg::ASSISTANCE_UNIT_FAMILY:
        for (const std::string& family : Families()) {
          AddUnit(NameOf(book_.city(), "families", family),
                  ExplainFamily(programme.rule, household_.view, family, day_), out);
        }
        break;
      default:
        AddUnit(NameOf(book_.city(), "households", household_.view.household()),
                ExplainHousehold(programme.rule, household_.view, day_), out);
    }
    return out;
  }

 private:
  std::vector<std::string> Families() const {
    std::vector<std::string> families;
    for (const pb::MemberView& member : household_.view.members()) {
      if (!member.family().empty()) families.push_back(member.family());
    }
    std::sort(families.begin(), families.end());
    families.erase(std::unique(families.begin(), families.end()), families.end());
    return families;
  }

  void AddUnit(std::string name, pb::Explanation explanation, pb::ProgrammeExplanation& out) {
    pb::UnitExplanation& unit = *out.add_units();
    unit.set_unit(std::move(name));
    unit.set_eligible(explanation.truth());
    room_ -= NodesOf(explanation);
    if (room_ >= 0) *unit.mutable_explanation() = std::move(explanation);
  }

  const Rulebook& book_;
  Household& household_;
  const Day day_;
  int room_ = kExplainedMax;
};

const pb::Standing* FormerOf(const pb::HouseholdStandings& all, const std::string& need) {
  for (const pb::Standing& standing : all.standings()) {
    if (standing.need() == need) return &standing;
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<v1::ExplainHouseholdResponse> Read(const store::Reader& tables,
                                                  const v1::ExplainHouseholdRequest& explain, const Asking& asking) {
  ASSIGN_OR_RETURN(const NamedId named, ParseName(explain.name(), "households", "", "name"));
  ASSIGN_OR_RETURN(const std::string only, IdIn(named.city, explain.programme(), "programmes", "programme"));
  ASSIGN_OR_RETURN(const Sight sight, SightOf(asking.caller, tables, named.city, ""));
  auto household = FindHousehold(tables, named.city, named.id);
  if (!household) return HouseholdNotFound();
  const Day day = TodayOf(tables, named.city, asking.journal_time);
  const std::string kelurahan(KelurahanOn(household->view, day));
  if (!sight.Sees(kelurahan)) return rpc::RegionNotYours();

  const Rulebook book(tables, named.city);
  Explainer explainer(book, *household, day);
  v1::ExplainHouseholdResponse response;
  response.set_name(explain.name());
  response.set_day(FormatDay(day));
  response.set_kelurahan(kelurahan);
  response.set_verified(IsVerified(household->view, day));
  response.set_merged_into(NameOf(named.city, "households", household->view.merged_into()));
  const auto standings =
      Get<pb::HouseholdStandings>(tables, StandingsKey(named.city, named.id)).value_or(pb::HouseholdStandings());
  for (const pb::Need& need : book.needs()) {
    if (!need.retired()) *response.add_needs() = explainer.Explain(need, FormerOf(standings, need.need()));
  }
  for (const Programme& programme : book.programmes()) {
    const bool asked =
        only.empty() ? RunsFor(programme, kelurahan, day).truth == Truth::kYes : programme.content.programme() == only;
    if (asked) *response.add_programmes() = explainer.Explain(programme);
  }
  if (!only.empty() && response.programmes().empty()) return ProgrammeNotFound();
  return response;
}

}  // namespace padu::matching
