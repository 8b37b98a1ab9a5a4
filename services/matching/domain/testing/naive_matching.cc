#include "services/matching/domain/testing/naive_matching.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <stdexcept>

namespace padu::matching::testing {
namespace {

namespace reg = ::padu::registry::v1;
namespace pb = ::padu::matching::v1;

// Years and months by the C library, not by ours.
std::pair<int, int> MonthOfDay(int day) {
  const std::time_t seconds = static_cast<std::time_t>(day) * 86'400;
  std::tm civil{};
  gmtime_r(&seconds, &civil);
  return {civil.tm_year + 1900, civil.tm_mon};
}

int MonthsOf(int day) {
  const auto [year, month] = MonthOfDay(day);
  return year * 12 + month;
}

// The first day of a month, counted in months since year 0.
int FirstOf(int months) {
  std::tm civil{};
  civil.tm_year = months / 12 - 1900;
  civil.tm_mon = months % 12;
  civil.tm_mday = 1;
  return static_cast<int>(timegm(&civil) / 86'400);
}

bool Lies(const std::string& in, const std::string& code) {
  return in.empty() || code == in || code.rfind(in + ".", 0) == 0;
}

int CoveredUntil(int day, std::optional<int> period_to) {
  return period_to.has_value() ? std::max(day, std::min(*period_to, day + 366)) : day;
}

}  // namespace

void NaiveMatching::Take(const reg::Fact& fact) {
  if (fact.has_programme_saved()) programmes_[fact.programme_saved().programme()] = fact.programme_saved();
  if (fact.has_household_registered()) {
    const auto& it = fact.household_registered();
    houses_[it.household()].places[it.from_day()] = it.domicile().kelurahan();
  }
  if (fact.has_household_moved()) {
    const auto& it = fact.household_moved();
    houses_[it.household()].places[it.from_day()] = it.domicile().kelurahan();
  }
  if (fact.has_households_merged())
    houses_[fact.households_merged().household()].into = fact.households_merged().into();
  if (fact.has_household_verification_changed()) {
    const auto& it = fact.household_verification_changed();
    House& house = houses_[it.household()];
    house.state = it.to();
    house.expires = it.has_expires_day() ? std::optional<int>(it.expires_day()) : std::nullopt;
  }
  if (fact.has_household_verification_expired()) {
    House& house = houses_[fact.household_verification_expired().household()];
    house.state = fact.household_verification_expired().to();
    house.expires.reset();
  }
  if (fact.has_desil_recorded() && fact.desil_recorded().family().empty()) {
    const auto& it = fact.desil_recorded();
    auto& desil = houses_[it.household()].desil;
    if (!desil || it.as_of_day() >= desil->first) desil = {it.as_of_day(), it.desil()};
  }
  if (fact.has_person_registered()) {
    const auto& it = fact.person_registered();
    persons_[it.person()] = {it.membership().household(), it.membership().family(), it.content().birth_month()};
  }
  if (fact.has_person_updated()) {
    persons_[fact.person_updated().person()].birth_month = fact.person_updated().content().birth_month();
  }
  if (fact.has_membership_began()) {
    Person& person = persons_[fact.membership_began().person()];
    person.home = fact.membership_began().membership().household();
    person.family = fact.membership_began().membership().family();
  }
  if (fact.has_membership_ended()) persons_[fact.membership_ended().person()].home.clear();
}

void NaiveMatching::Take(std::uint64_t sequence, const ledger::v1::Fact& fact) {
  for (int i = 0; i < fact.posted().entries_size(); ++i) {
    const auto& entry = fact.posted().entries(i);
    if (entry.has_reverses_sequence()) {
      if (gifts_.erase({entry.reverses_sequence(), entry.reverses_index()}) != 1) {
        throw std::runtime_error("a reversal of nothing");
      }
      continue;
    }
    Gift& gift = gifts_[{sequence, static_cast<std::uint32_t>(i)}];
    gift = {.household = entry.household(),
            .stakeholder = fact.posted().head().stakeholder(),
            .programme = entry.programme(),
            .person = entry.person(),
            .family = entry.family(),
            .day = entry.day(),
            .quantity = entry.quantity(),
            .unit = entry.unit()};
    if (entry.period_from() != 0 || entry.period_to() != 0) gift.period_to = entry.period_to();
  }
}

void NaiveMatching::Take(const pb::Fact& fact) {
  if (fact.has_programme_rule_saved()) {
    rules_[fact.programme_rule_saved().rule().programme()] = fact.programme_rule_saved().rule();
  }
  if (fact.has_need_saved()) needs_[fact.need_saved().need().need()] = fact.need_saved().need();
  if (fact.has_ranking_saved()) ranking_ = fact.ranking_saved().ranking();
  if (fact.has_compatibility_saved()) matrix_ = fact.compatibility_saved().compatibility();
}

std::string NaiveMatching::PlaceOn(const House& house, int day) const {
  auto after = house.places.upper_bound(day);
  return after == house.places.begin() ? after->second : std::prev(after)->second;
}

std::vector<const NaiveMatching::Person*> NaiveMatching::Members(const std::string& household,
                                                                 const std::string& family) const {
  std::vector<const Person*> members;
  for (const auto& [id, person] : persons_) {
    if (person.home == household && (family.empty() || person.family == family)) members.push_back(&person);
  }
  return members;
}

bool NaiveMatching::Meets(const pb::Expression& rule, const std::string& household, const Person* person, int day,
                          const std::string& family) const {
  switch (rule.node_case()) {
    case pb::Expression::NODE_NOT_SET:
      return true;
    case pb::Expression::kAgeBetween: {
      if (person->birth_month == 0) return false;  // unknown: no yes
      const int age = (MonthsOf(day) - person->birth_month) / 12;
      return (!rule.age_between().has_min() || age >= rule.age_between().min()) &&
             (!rule.age_between().has_max() || age <= rule.age_between().max());
    }
    case pb::Expression::kMembers: {
      const auto members = Members(household, family);
      return std::any_of(members.begin(), members.end(),
                         [&](const Person* member) { return Meets(rule.members().of(), household, member, day); });
    }
    case pb::Expression::kCompare:
      if (rule.compare().field() == pb::FIELD_MEMBERS) {
        return static_cast<std::int64_t>(Members(household).size()) >= rule.compare().number();
      }
      if (rule.compare().field() == pb::FIELD_DESIL) {
        const auto& desil = houses_.at(household).desil;
        return desil && desil->second <= rule.compare().number();
      }
      break;
    default:
      break;
  }
  throw std::runtime_error("a rule that the naive model does not know");
}

std::string NaiveMatching::KindOf(const std::string& programme) const {
  const auto rule = rules_.find(programme);
  if (rule != rules_.end()) return rule->second.aid_kind();
  const auto known = programmes_.find(programme);
  if (known == programmes_.end()) return "";
  const reg::BenefitType type = known->second.benefit_type();
  return type == reg::BENEFIT_TYPE_MONEY ? "money" : type == reg::BENEFIT_TYPE_GOODS ? "goods" : "service";
}

bool NaiveMatching::Serves(const pb::Need& need, const Gift& gift) const {
  const auto& kinds = need.aid_kinds();
  return kinds.empty() || std::count(kinds.begin(), kinds.end(), KindOf(gift.programme)) > 0;
}

bool NaiveMatching::Runs(const reg::ProgrammeContent& programme, const std::string& household, int day) const {
  return programme.active() && (!programme.has_first_day() || day >= programme.first_day()) &&
         (!programme.has_last_day() || day <= programme.last_day()) &&
         Lies(programme.region(), PlaceOn(houses_.at(household), day));
}

bool NaiveMatching::MayReceive(const reg::ProgrammeContent& programme, const std::string& household, int day) const {
  if (!Runs(programme, household, day)) return false;
  const auto rule = rules_.find(programme.programme());
  const pb::Expression condition = rule != rules_.end() ? rule->second.rule() : pb::Expression();
  if (programme.assistance_unit() == reg::ASSISTANCE_UNIT_HOUSEHOLD) return Meets(condition, household, nullptr, day);
  const auto members = Members(household);
  return std::any_of(members.begin(), members.end(), [&](const Person* member) {
    if (programme.assistance_unit() == reg::ASSISTANCE_UNIT_PERSON) return Meets(condition, household, member, day);
    return !member->family.empty() && Meets(condition, household, member, day, member->family);
  });
}

bool NaiveMatching::HasNeed(const std::string& household, const std::string& id, int day) const {
  const pb::Need& need = needs_.at(id);
  const House& house = houses_.at(household);
  if (need.retired() || !house.into.empty() || Members(household).empty()) return false;
  const bool approved =
      house.state == reg::VERIFICATION_STATE_ACTIVE || house.state == reg::VERIFICATION_STATE_APPROVED;
  const bool renewed = house.expires && house.state >= reg::VERIFICATION_STATE_PROPOSED &&
                       house.state <= reg::VERIFICATION_STATE_SUBMITTED;
  if (!approved && !renewed) return false;
  if (house.expires && day >= *house.expires) return false;
  if (need.recipients_days() > 0 && !IsRecipient(need, household, "", day)) return false;
  if (need.has_rule()) return Meets(need.rule(), household, nullptr, day);
  return std::any_of(programmes_.begin(), programmes_.end(), [&](const auto& each) {
    Gift as_if{.programme = each.first};
    return Serves(need, as_if) && MayReceive(each.second, household, day);
  });
}

std::vector<const NaiveMatching::Gift*> NaiveMatching::GiftsOf(const std::string& household) const {
  std::vector<const Gift*> gifts;
  for (const auto& [number, gift] : gifts_) {
    std::string counts = gift.household;
    while (counts != household && houses_.count(counts) > 0 && !houses_.at(counts).into.empty()) {
      counts = houses_.at(counts).into;
    }
    if (counts == household) gifts.push_back(&gift);
  }
  return gifts;
}

bool NaiveMatching::IsRecipient(const pb::Need& need, const std::string& household, const std::string& person,
                                int day) const {
  const auto gifts = GiftsOf(household);
  return std::any_of(gifts.begin(), gifts.end(), [&](const Gift* gift) {
    return Serves(need, *gift) && (person.empty() || gift->person == person) &&
           CoveredUntil(gift->day, gift->period_to) + need.recipients_days() >= day;
  });
}

int NaiveMatching::Entitled(const pb::Need& need, const std::string& household, int day, int due) const {
  if (need.recipients_days() > 0) {
    int recipients = 0;
    int since_then = 0;
    for (const auto& [id, person] : persons_) {
      if (person.home != household || !IsRecipient(need, household, id, day)) continue;
      ++recipients;
      const auto gifts = GiftsOf(household);
      since_then += std::any_of(gifts.begin(), gifts.end(), [&](const Gift* gift) {
        return Serves(need, *gift) && gift->person == id && gift->day <= due;
      });
    }
    if (recipients > 0) return since_then;
  }
  bool for_persons = false;
  int persons = 0;
  for (const Person* member : Members(household)) {
    bool entitled = false;
    for (const auto& [id, programme] : programmes_) {
      const Gift as_if{.programme = id};
      if (!Serves(need, as_if) || programme.assistance_unit() != reg::ASSISTANCE_UNIT_PERSON) continue;
      if (!Runs(programme, household, day)) continue;
      for_persons = true;
      const auto rule = rules_.find(id);
      entitled |= rule == rules_.end() || Meets(rule->second.rule(), household, member, day);
    }
    persons += entitled ? 1 : 0;
  }
  return for_persons ? persons : static_cast<int>(Members(household).size());
}

bool NaiveMatching::IsShort(const pb::Need& need, const std::string& household, int day, int judged_on,
                            int qualified) const {
  int first = judged_on - need.days();
  int last = judged_on - 1;
  if (need.has_month()) {
    first = FirstOf(MonthsOf(judged_on) - 1);
    last = FirstOf(MonthsOf(judged_on)) - 1;
  }
  first = std::max(first, qualified);
  std::int64_t due = 0;
  std::int64_t came = 0;
  for (int each = first; each <= last; ++each) {
    due += static_cast<std::int64_t>(need.entitlement().per_day_e2()) * Entitled(need, household, day, each);
    for (const Gift* gift : GiftsOf(household)) {
      if (gift->day == each && Serves(need, *gift) && gift->unit == need.entitlement().unit()) {
        came += gift->quantity * 100;
      }
    }
  }
  return came * 100 < due * need.entitlement().least_percent();
}

NaiveMatching::Expected NaiveMatching::Judge(const std::string& household, const std::string& id, int day,
                                             int qualified, const std::map<std::string, int>& silent) const {
  Expected expected;
  if (!HasNeed(household, id, day)) return expected;
  const pb::Need& need = needs_.at(id);
  expected.kelurahan = PlaceOn(houses_.at(household), day);
  const auto gifts = GiftsOf(household);
  for (const Gift* gift : gifts) {
    if (!Serves(need, *gift)) continue;
    expected.covered_until =
        std::max(expected.covered_until.value_or(-1'000'000), CoveredUntil(gift->day, gift->period_to));
  }
  int since = qualified;
  bool unserved = true;
  if (expected.covered_until) {
    const int first_without =
        need.has_month() ? FirstOf(MonthsOf(*expected.covered_until) + 2) : *expected.covered_until + need.days();
    since = std::max(qualified, first_without);
    unserved = day >= first_without;
  }
  expected.status = pb::STANDING_STATUS_UNSERVED;
  if (!unserved) {
    if (!need.has_entitlement() || !IsShort(need, household, day, day, qualified)) {
      expected.status = pb::STANDING_STATUS_SERVED;
      expected.covered_until.reset();  // aid may have made it a later one
      return expected;
    }
    expected.status = pb::STANDING_STATUS_UNDERSERVED;
    since = day;
    while (since > qualified && IsShort(need, household, day, since - 1, qualified)) --since;
  }
  expected.since = since;
  for (const auto& [stakeholder, days] : silent) {
    for (const Gift* gift : gifts) {
      const bool relied = gift->stakeholder == stakeholder && Serves(need, *gift) && gift->day < since &&
                          CoveredUntil(gift->day, gift->period_to) >= since - days;
      if (!relied) continue;
      expected.silent.push_back(stakeholder);
      expected.status = pb::STANDING_STATUS_UNCERTAIN;
      break;
    }
  }
  for (const pb::RankingPart& part : ranking_.parts()) {
    switch (part.component()) {
      case pb::RANKING_COMPONENT_DAYS_WITHOUT:
        expected.rank -= part.weight() * expected.covered_until.value_or(qualified);
        break;
      case pb::RANKING_COMPONENT_ELDERLY:
        for (const Person* member : Members(household)) {
          if (member->birth_month != 0 && (MonthsOf(day) - member->birth_month) / 12 >= 60)
            expected.rank += part.weight();
        }
        break;
      default:
        throw std::runtime_error("a part of a ranking that the naive model does not know");
    }
  }
  return expected;
}

const pb::CompatibilityLine* NaiveMatching::LineOf(const Gift& a, const Gift& b) const {
  const auto side = [&](const std::string& kind, const std::string& programme, const Gift& gift) {
    return (kind.empty() || kind == KindOf(gift.programme)) && (programme.empty() || programme == gift.programme);
  };
  for (const pb::CompatibilityLine& line : matrix_.lines()) {
    if (line.different_stakeholders() && a.stakeholder == b.stakeholder) continue;
    if (line.has_days() ? std::abs(a.day - b.day) > line.days() : MonthsOf(a.day) != MonthsOf(b.day)) continue;
    if (line.scope() == pb::OVERLAP_SCOPE_PERSON && (a.person.empty() || a.person != b.person)) continue;
    if (line.scope() == pb::OVERLAP_SCOPE_FAMILY && (a.family.empty() || a.family != b.family)) continue;
    const bool straight = side(line.kind_a(), line.programme_a(), a) && side(line.kind_b(), line.programme_b(), b);
    const bool crossed = side(line.kind_a(), line.programme_a(), b) && side(line.kind_b(), line.programme_b(), a);
    if (straight || crossed) return &line;
  }
  return nullptr;
}

std::set<NaiveMatching::Overlap> NaiveMatching::Overlaps() const {
  std::set<Overlap> overlaps;
  for (auto a = gifts_.begin(); a != gifts_.end(); ++a) {
    for (auto b = std::next(a); b != gifts_.end(); ++b) {
      if (a->second.household != b->second.household || !IsKnown(a->second.household)) continue;
      const pb::CompatibilityLine* line = LineOf(a->second, b->second);
      if (line == nullptr || line->verdict() == pb::COMPATIBILITY_VERDICT_ALLOWED) continue;
      overlaps.emplace(a->second.household, a->first, b->first, line->verdict());
    }
  }
  return overlaps;
}

bool NaiveMatching::IsKnown(const std::string& household) const {
  const auto house = houses_.find(household);
  return house != houses_.end() && !house->second.places.empty();
}

std::vector<std::string> NaiveMatching::Households() const {
  std::vector<std::string> ids;
  for (const auto& [id, house] : houses_) {
    if (IsKnown(id)) ids.push_back(id);
  }
  return ids;
}

std::vector<std::string> NaiveMatching::Needs() const {
  std::vector<std::string> ids;
  for (const auto& [id, need] : needs_) ids.push_back(id);
  return ids;
}

}  // namespace padu::matching::testing
