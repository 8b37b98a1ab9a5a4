#include "services/intervention-ledger/domain/view.h"

#include <algorithm>
#include <string>

#include "absl/status/statusor.h"
#include "padu/registry/v1/facts.pb.h"

namespace padu::ledger {
namespace {

namespace reg = ::padu::registry::v1;

using store::Txn;
using Facts = std::vector<reg::Fact>;

absl::StatusOr<Facts> ParseFacts(const journal::Row& row) {
  Facts facts(static_cast<std::size_t>(row.facts_size()));
  for (int i = 0; i < row.facts_size(); ++i) {
    reg::Fact& fact = facts[static_cast<std::size_t>(i)];
    if (!fact.ParseFromString(row.facts(i)) || fact.kind_case() == reg::Fact::KIND_NOT_SET) {
      return absl::FailedPreconditionError("the registry's journal holds a fact that this binary does not know");
    }
  }
  return facts;
}

template <typename T>
void PutValue(const std::string& key, const T& value, Txn& view) {
  view.Put(key, value.SerializeAsString());
}

template <typename T>
T Value(const std::string& key, const Txn& view) {
  return Get<T>(view, key).value_or(T());
}

// Keeps stays in the order of their first days; of one day, in the order of arrival.
void AddStay(pb::Stay stay, google::protobuf::RepeatedPtrField<pb::Stay>& stays) {
  *stays.Add() = std::move(stay);
  for (int i = stays.size() - 1; i > 0 && stays[i].from_day() < stays[i - 1].from_day(); --i) {
    stays.SwapElements(i, i - 1);
  }
}

pb::Stay StayOf(const reg::Membership& membership) {
  pb::Stay stay;
  stay.set_household(membership.household());
  stay.set_family(membership.family());
  stay.set_from_day(membership.from_day());
  if (membership.has_until_day()) stay.set_until_day(membership.until_day());
  return stay;
}

void AddMembership(const reg::Membership& membership, pb::PersonView& person) {
  const auto elsewhere = [&membership](const pb::Stay& stay) { return stay.household() != membership.household(); };
  if (std::any_of(person.stays().begin(), person.stays().end(), elsewhere)) person.set_moved(true);
  AddStay(StayOf(membership), *person.mutable_stays());
}

// The household of the last stay stands in the person's view too; 86 leads back from it.
void SetHome(pb::PersonView& person, Txn& view) {
  person.clear_home_view();
  person.clear_home();
  if (person.stays().empty()) return;
  person.set_home(person.stays(person.stays_size() - 1).household());
  view.Put(HomeKey(person.home(), person.person()), "");
  auto home = Get<pb::HouseholdView>(view, HouseholdViewKey(person.home()));
  if (home) *person.mutable_home_view() = *std::move(home);
}

// A person's view stands under the id and under each token: one read finds it either way.
void PutPerson(pb::PersonView& person, Txn& view) {
  SetHome(person, view);
  const std::string bytes = person.SerializeAsString();
  view.Put(PersonViewKey(person.person()), bytes);
  for (const std::string& token : person.tokens()) view.Put(TokenViewKey(token), bytes);
}

void DropTokens(pb::PersonView& person, Txn& view) {
  for (const std::string& token : person.tokens()) view.Delete(TokenViewKey(token));
  person.clear_tokens();
}

void SetTokens(const reg::PersonContent& content, pb::PersonView& person, Txn& view) {
  DropTokens(person, view);
  for (const reg::Token& token : content.nik_tokens()) person.add_tokens(token.token());
  for (const reg::Token& token : content.other_nik_tokens()) person.add_tokens(token.token());
}

void FoldPersonRegistered(const reg::PersonRegistered& fact, Txn& view) {
  pb::PersonView person;
  person.set_person(fact.person());
  if (fact.has_membership()) AddMembership(fact.membership(), person);
  SetTokens(fact.content(), person, view);
  PutPerson(person, view);
}

template <typename Change>
void ChangePerson(const std::string& id, Txn& view, Change change) {
  auto person = Value<pb::PersonView>(PersonViewKey(id), view);
  person.set_person(id);
  change(person);
  PutPerson(person, view);
}

void EndMembership(const reg::MembershipEnded& fact, pb::PersonView& person) {
  for (pb::Stay& stay : *person.mutable_stays()) {
    if (stay.household() == fact.household() && stay.from_day() == fact.from_day() && !stay.has_until_day()) {
      stay.set_until_day(fact.until_day());
      return;
    }
  }
}

void PutHousehold(const std::string& household, const pb::HouseholdView& value, Txn& view) {
  PutValue(HouseholdViewKey(household), value, view);
  const std::string prefix = HomePrefix(household);
  for (auto at = view.Scan(prefix, PrefixEnd(prefix)); at->Valid(); at->Next()) {
    auto person = Get<pb::PersonView>(view, PersonViewKey(at->key().substr(prefix.size())));
    if (person && person->home() == household) PutPerson(*person, view);
  }
}

void AddDomicile(const std::string& household, Day from_day, const std::string& kelurahan, Txn& view) {
  auto value = Value<pb::HouseholdView>(HouseholdViewKey(household), view);
  auto& spans = *value.mutable_domiciles();
  const auto same = std::find_if(spans.begin(), spans.end(),
                                 [from_day](const pb::DomicileSpan& span) { return span.from_day() == from_day; });
  if (same != spans.end()) {  // a correction
    same->set_kelurahan(kelurahan);
  } else {
    auto& span = *spans.Add();
    span.set_from_day(from_day);
    span.set_kelurahan(kelurahan);
    for (int i = spans.size() - 1; i > 0 && spans[i].from_day() < spans[i - 1].from_day(); --i) {
      spans.SwapElements(i, i - 1);
    }
  }
  PutHousehold(household, value, view);
}

void AddFamilyStay(const std::string& family, const std::string& household, Day from_day, Txn& view) {
  auto value = Value<pb::FamilyView>(FamilyViewKey(family), view);
  for (pb::Stay& stay : *value.mutable_stays()) {
    if (!stay.has_until_day()) stay.set_until_day(from_day);
  }
  pb::Stay stay;
  stay.set_household(household);
  stay.set_from_day(from_day);
  AddStay(std::move(stay), *value.mutable_stays());
  PutValue(FamilyViewKey(family), value, view);
}

pb::BenefitKind KindOf(reg::BenefitType type) {
  switch (type) {
    case reg::BENEFIT_TYPE_MONEY:
      return pb::BENEFIT_KIND_MONEY;
    case reg::BENEFIT_TYPE_GOODS:
      return pb::BENEFIT_KIND_GOODS;
    case reg::BENEFIT_TYPE_SERVICE:
      return pb::BENEFIT_KIND_SERVICE;
    default:
      return pb::BENEFIT_KIND_UNSPECIFIED;
  }
}

pb::AssistanceUnit UnitOf(reg::AssistanceUnit unit) {
  switch (unit) {
    case reg::ASSISTANCE_UNIT_PERSON:
      return pb::ASSISTANCE_UNIT_PERSON;
    case reg::ASSISTANCE_UNIT_FAMILY:
      return pb::ASSISTANCE_UNIT_FAMILY;
    case reg::ASSISTANCE_UNIT_HOUSEHOLD:
      return pb::ASSISTANCE_UNIT_HOUSEHOLD;
    default:
      return pb::ASSISTANCE_UNIT_UNSPECIFIED;
  }
}

void FoldProgramme(CityNumber city, const reg::ProgrammeContent& fact, Txn& view) {
  pb::ProgrammeView programme;
  programme.add_stakeholders(fact.stakeholder());
  for (const std::string& other : fact.other_stakeholders()) programme.add_stakeholders(other);
  programme.set_kind(KindOf(fact.benefit_type()));
  if (programme.kind() == pb::BENEFIT_KIND_GOODS) programme.set_unit(fact.unit());
  programme.set_assistance_unit(UnitOf(fact.assistance_unit()));
  if (fact.has_first_day()) programme.set_first_day(fact.first_day());
  if (fact.has_last_day()) programme.set_last_day(fact.last_day());
  programme.set_closed(!fact.active());
  programme.set_region(fact.region());
  PutValue(ProgrammeViewKey(city, fact.programme()), programme, view);
}

void FoldStakeholder(CityNumber city, const reg::StakeholderSaved& fact, Txn& view) {
  pb::StakeholderView stakeholder;
  stakeholder.set_active(fact.active());
  PutValue(StakeholderViewKey(city, fact.stakeholder()), stakeholder, view);
}

void FoldOfficer(CityNumber city, const reg::OfficerContent& fact, Txn& view) {
  pb::OfficerView officer;
  *officer.mutable_regions() = fact.regions();
  PutValue(OfficerViewKey(city, fact.officer()), officer, view);
}

void FoldMerge(const reg::HouseholdsMerged& fact, Txn& view) {
  auto household = Value<pb::HouseholdView>(HouseholdViewKey(fact.household()), view);
  household.set_merged_into(fact.into());
  household.set_merged_day(fact.day());
  PutHousehold(fact.household(), household, view);
}

void FoldMerge(const reg::PersonsMerged& fact, Txn& view) {
  std::vector<std::string> records;
  ChangePerson(fact.person(), view, [&](pb::PersonView& person) {
    DropTokens(person, view);
    person.set_merged_into(fact.into());
    records.assign(person.merged_persons().begin(), person.merged_persons().end());
  });
  records.push_back(fact.person());
  ChangePerson(fact.into(), view, [&](pb::PersonView& person) {
    person.set_moved(true);  // may have aid where the other record lived
    for (std::string& record : records) person.add_merged_persons(std::move(record));
  });
}

void Fold(const reg::Fact& fact, Txn& view) {
  switch (fact.kind_case()) {
    case reg::Fact::kStakeholderRegistered:
      return FoldStakeholder(fact.city(), fact.stakeholder_registered(), view);
    case reg::Fact::kStakeholderUpdated:
      return FoldStakeholder(fact.city(), fact.stakeholder_updated(), view);
    case reg::Fact::kProgrammeSaved:
      return FoldProgramme(fact.city(), fact.programme_saved(), view);
    case reg::Fact::kOfficerAssigned:
      return FoldOfficer(fact.city(), fact.officer_assigned(), view);
    case reg::Fact::kOfficerReleased:
      return view.Delete(OfficerViewKey(fact.city(), fact.officer_released().officer()));
    case reg::Fact::kHouseholdRegistered: {
      const auto& household = fact.household_registered();
      return AddDomicile(household.household(), household.from_day(), household.domicile().kelurahan(), view);
    }
    case reg::Fact::kHouseholdMoved: {
      const auto& moved = fact.household_moved();
      return AddDomicile(moved.household(), moved.from_day(), moved.domicile().kelurahan(), view);
    }
    case reg::Fact::kHouseholdsMerged:
      return FoldMerge(fact.households_merged(), view);
    case reg::Fact::kPersonsMerged:
      return FoldMerge(fact.persons_merged(), view);
    case reg::Fact::kFamilyAdded:
      return AddFamilyStay(fact.family_added().family(), fact.family_added().household(),
                           fact.family_added().from_day(), view);
    case reg::Fact::kFamilyMoved:
      return AddFamilyStay(fact.family_moved().family(), fact.family_moved().household(),
                           fact.family_moved().from_day(), view);
    case reg::Fact::kPersonRegistered:
      return FoldPersonRegistered(fact.person_registered(), view);
    case reg::Fact::kPersonUpdated:
      return ChangePerson(fact.person_updated().person(), view,
                          [&](pb::PersonView& person) { SetTokens(fact.person_updated().content(), person, view); });
    case reg::Fact::kMembershipBegan:
      return ChangePerson(fact.membership_began().person(), view,
                          [&](pb::PersonView& person) { AddMembership(fact.membership_began().membership(), person); });
    case reg::Fact::kMembershipEnded:
      return ChangePerson(fact.membership_ended().person(), view,
                          [&](pb::PersonView& person) { EndMembership(fact.membership_ended(), person); });
    case reg::Fact::kPersonDied:
      return ChangePerson(fact.person_died().person(), view,
                          [&](pb::PersonView& person) { person.set_deceased_day(fact.person_died().day()); });
    case reg::Fact::kPersonErased:
      return ChangePerson(fact.person_erased().person(), view,
                          [&](pb::PersonView& person) { DropTokens(person, view); });
    default:
      return;  // known, and nothing that the ledger goes by
  }
}

void WaitForToken(const std::string& token, std::vector<pb::Wait>& waits) {
  pb::Wait wait;
  wait.set_nik_token(token);
  waits.push_back(std::move(wait));
}

void WaitForPerson(const std::string& person, std::vector<pb::Wait>& waits) {
  pb::Wait wait;
  wait.set_person(person);
  waits.push_back(std::move(wait));
}

void WaitForFamily(const std::string& family, std::vector<pb::Wait>& waits) {
  pb::Wait wait;
  wait.set_family(family);
  waits.push_back(std::move(wait));
}

void AddWaits(const reg::Fact& fact, std::vector<pb::Wait>& waits) {
  if (fact.has_person_registered()) {
    for (const reg::Token& token : fact.person_registered().content().nik_tokens()) WaitForToken(token.token(), waits);
    WaitForPerson(fact.person_registered().person(), waits);
  } else if (fact.has_person_updated()) {
    const reg::PersonContent& content = fact.person_updated().content();
    for (const reg::Token& token : content.nik_tokens()) WaitForToken(token.token(), waits);
    for (const reg::Token& token : content.other_nik_tokens()) WaitForToken(token.token(), waits);
  } else if (fact.has_persons_merged()) {
    WaitForPerson(fact.persons_merged().person(), waits);
  } else if (fact.has_membership_began()) {
    WaitForPerson(fact.membership_began().person(), waits);
  } else if (fact.has_family_added()) {
    WaitForFamily(fact.family_added().family(), waits);
  } else if (fact.has_family_moved()) {
    WaitForFamily(fact.family_moved().family(), waits);
  } else if (fact.has_household_registered()) {
    pb::Wait wait;
    wait.set_household(fact.household_registered().household());
    waits.push_back(std::move(wait));
  }
}

}  // namespace

absl::Status FoldRegistryRow(const journal::Row& row, store::Txn& view) {
  const auto facts = ParseFacts(row);
  if (!facts.ok()) return facts.status();
  for (const reg::Fact& fact : *facts) Fold(fact, view);
  return absl::OkStatus();
}

std::vector<pb::Wait> WaitsTouched(const journal::Row& row) {
  std::vector<pb::Wait> waits;
  const auto facts = ParseFacts(row);
  PADU_CHECK(facts.ok());  // the view has folded it
  for (const reg::Fact& fact : *facts) AddWaits(fact, waits);
  const auto key = [](const pb::Wait& wait) { return WaitPrefix(wait); };
  std::stable_sort(waits.begin(), waits.end(),
                   [&key](const pb::Wait& a, const pb::Wait& b) { return key(a) < key(b); });
  const auto same = [&key](const pb::Wait& a, const pb::Wait& b) { return key(a) == key(b); };
  waits.erase(std::unique(waits.begin(), waits.end(), same), waits.end());
  return waits;
}

}  // namespace padu::ledger
