#include "services/matching/domain/registry_view.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "padu/registry/v1/facts.pb.h"

namespace padu::matching {
namespace {

namespace reg = ::padu::registry::v1;

using store::Txn;

absl::Status Parse(const std::string& bytes, reg::Fact& fact) {
  if (fact.ParseFromString(bytes) && fact.kind_case() != reg::Fact::KIND_NOT_SET) return absl::OkStatus();
  return absl::FailedPreconditionError("the registry's journal holds a fact that this binary does not know");
}

// One fact being folded.
class Fold {
 public:
  Fold(CityNumber city, Txn& view) : city_(city), view_(view) {}

  void Take(const reg::Fact& fact) {
    switch (fact.kind_case()) {
      case reg::Fact::kRegionDefined:
        return view_.Put(CityViewKey(city_), "");
      case reg::Fact::kStakeholderRegistered:
        return Put(StakeholderViewKey(city_, fact.stakeholder_registered().stakeholder()),
                   fact.stakeholder_registered());
      case reg::Fact::kStakeholderUpdated:
        return Put(StakeholderViewKey(city_, fact.stakeholder_updated().stakeholder()), fact.stakeholder_updated());
      case reg::Fact::kProgrammeSaved:
        return Put(ProgrammeViewKey(city_, fact.programme_saved().programme()), fact.programme_saved());
      case reg::Fact::kOfficerAssigned:
        return OfficerAssigned(fact.officer_assigned());
      case reg::Fact::kOfficerReleased:
        return view_.Delete(OfficerViewKey(city_, fact.officer_released().officer()));
      case reg::Fact::kHouseholdRegistered:
        return Registered(fact.household_registered());
      case reg::Fact::kHouseholdMoved:
        return ChangeHousehold(fact.household_moved().household(), [&](pb::HouseholdView& household) {
          AddDomicile(fact.household_moved().from_day(), fact.household_moved().domicile().kelurahan(), household);
        });
      case reg::Fact::kHouseholdsMerged:
        return Merged(fact.households_merged());
      case reg::Fact::kFamilyMoved:
        return FamilyMoved(fact.family_moved());
      case reg::Fact::kHouseholdVerificationChanged:
        return Verified(fact.household_verification_changed());
      case reg::Fact::kHouseholdVerificationExpired:
        return Expired(fact.household_verification_expired());
      case reg::Fact::kDesilRecorded:
        return Desil(fact.desil_recorded());
      case reg::Fact::kCriteriaAnswered:
        return Criteria(fact.criteria_answered());
      default:
        return TakePerson(fact);
    }
  }

 private:
  void TakePerson(const reg::Fact& fact) {
    switch (fact.kind_case()) {
      case reg::Fact::kPersonRegistered:
        return PersonRegistered(fact.person_registered());
      case reg::Fact::kPersonUpdated:
        return PersonUpdated(fact.person_updated());
      case reg::Fact::kMembershipBegan:
        return ChangePerson(fact.membership_began().person(),
                            [&](pb::PersonView& person) { Begin(fact.membership_began().membership(), person); });
      case reg::Fact::kMembershipEnded:
        return ChangePerson(fact.membership_ended().person(), [&](pb::PersonView& person) {
          if (person.household() == fact.membership_ended().household()) person.clear_household();
        });
      case reg::Fact::kPersonErased:
        return DropTokens(fact.person_erased().person(), fact.person_erased().dropped_nik_tokens());
      default:
        return;  // known, and nothing that matching goes by
    }
  }

  void Put(const std::string& key, const google::protobuf::MessageLite& value) {
    view_.Put(key, value.SerializeAsString());
  }

  // Where it may look; its name and addresses are none of matching's business.
  void OfficerAssigned(reg::OfficerContent officer) {
    officer.clear_sealed();
    Put(OfficerViewKey(city_, officer.officer()), officer);
  }

  template <typename Change>
  void ChangeHousehold(const std::string& id, Change change) {
    const std::string key = HouseholdViewKey(city_, id);
    auto household = Get<pb::HouseholdView>(view_, key);
    if (!household) return;  // a household of which nothing is known cannot be judged
    change(*household);
    Put(key, *household);
  }

  void Registered(const reg::HouseholdRegistered& fact) {
    pb::HouseholdView household;
    household.set_city(city_);
    household.set_household(fact.household());
    household.set_verification(reg::VERIFICATION_STATE_UNVERIFIED);
    AddDomicile(fact.from_day(), fact.domicile().kelurahan(), household);
    Put(HouseholdViewKey(city_, fact.household()), household);
  }

  // Keeps domiciles in the order of their first days; one of the same day is put right.
  static void AddDomicile(Day from_day, const std::string& kelurahan, pb::HouseholdView& household) {
    auto& spans = *household.mutable_domiciles();
    const auto same = std::find_if(spans.begin(), spans.end(),
                                   [from_day](const pb::DomicileSpan& span) { return span.from_day() == from_day; });
    pb::DomicileSpan& span = same != spans.end() ? *same : *spans.Add();
    span.set_from_day(from_day);
    span.set_kelurahan(kelurahan);
    for (int i = spans.size() - 1; i > 0 && spans[i].from_day() < spans[i - 1].from_day(); --i) {
      spans.SwapElements(i, i - 1);
    }
  }

  void Merged(const reg::HouseholdsMerged& fact) {
    std::vector<std::string> absorbed = {fact.household()};
    ChangeHousehold(fact.household(), [&](pb::HouseholdView& household) {
      household.set_merged_into(fact.into());
      household.set_merged_day(fact.day());
      absorbed.insert(absorbed.end(), household.absorbed().begin(), household.absorbed().end());
    });
    ChangeHousehold(fact.into(), [&](pb::HouseholdView& household) {
      for (std::string& id : absorbed) household.add_absorbed(std::move(id));
    });
  }

  // A family's own desil goes with it; its persons come by facts of their own.
  void FamilyMoved(const reg::FamilyMoved& fact) {
    std::optional<pb::FamilyDesil> desil;
    ChangeHousehold(fact.from_household(), [&](pb::HouseholdView& household) {
      auto& all = *household.mutable_family_desils();
      for (int i = 0; i < all.size(); ++i) {
        if (all[i].family() != fact.family()) continue;
        desil = all[i];
        all.DeleteSubrange(i, 1);
        return;
      }
    });
    if (!desil) return;
    ChangeHousehold(fact.household(),
                    [&](pb::HouseholdView& household) { *household.add_family_desils() = *std::move(desil); });
  }

  void Verified(const reg::HouseholdVerificationChanged& fact) {
    ChangeHousehold(fact.household(), [&](pb::HouseholdView& household) {
      household.set_verification(fact.to());
      household.clear_verification_expires_day();
      if (fact.has_expires_day()) household.set_verification_expires_day(fact.expires_day());
    });
  }

  void Expired(const reg::HouseholdVerificationExpired& fact) {
    ChangeHousehold(fact.household(), [&](pb::HouseholdView& household) {
      household.set_verification(fact.to());
      household.clear_verification_expires_day();
    });
  }

  void Desil(const reg::DesilRecorded& fact) {
    ChangeHousehold(fact.household(), [&](pb::HouseholdView& household) {
      if (fact.family().empty()) {
        if (household.has_desil_day() && household.desil_day() > fact.as_of_day()) return;
        household.set_desil(fact.desil());
        household.set_desil_day(fact.as_of_day());
        return;
      }
      auto& all = *household.mutable_family_desils();
      const auto same = std::find_if(all.begin(), all.end(),
                                     [&](const pb::FamilyDesil& desil) { return desil.family() == fact.family(); });
      if (same != all.end() && same->day() > fact.as_of_day()) return;
      pb::FamilyDesil& desil = same != all.end() ? *same : *all.Add();
      desil.set_family(fact.family());
      desil.set_desil(fact.desil());
      desil.set_day(fact.as_of_day());
    });
  }

  void Criteria(const reg::CriteriaAnswered& fact) {
    ChangeHousehold(fact.household(), [&](pb::HouseholdView& household) {
      if (household.has_criteria_day() && household.criteria_day() > fact.day()) return;
      household.mutable_criteria()->CopyFrom(fact.answers());
      household.set_shelterless(fact.shelterless());
      household.set_criteria_day(fact.day());
    });
  }

  static void SetContent(const reg::PersonContent& content, pb::MemberView& member) {
    member.set_sex(content.sex());
    member.set_birth_month(content.birth_month());
    member.set_pregnant(content.pregnant());
    member.set_severely_disabled(content.severely_disabled());
    member.set_attends_school(content.attends_school());
    member.set_employed(content.employed());
  }

  static void Begin(const reg::Membership& membership, pb::PersonView& person) {
    person.set_household(membership.household());
    person.mutable_member()->set_family(membership.family());
    person.mutable_member()->set_relation(membership.relation());
  }

  void PersonRegistered(const reg::PersonRegistered& fact) {
    pb::PersonView person;
    person.mutable_member()->set_person(fact.person());
    SetContent(fact.content(), *person.mutable_member());
    if (fact.has_membership()) Begin(fact.membership(), person);
    PutPerson(person, "");
    TakeTokens(fact.person(), fact.content());
  }

  void PersonUpdated(const reg::PersonUpdated& fact) {
    DropTokens(fact.person(), fact.dropped_nik_tokens());
    TakeTokens(fact.person(), fact.content());
    ChangePerson(fact.person(), [&](pb::PersonView& person) {
      SetContent(fact.content(), *person.mutable_member());
      if (fact.relation() != reg::RELATION_UNSPECIFIED) person.mutable_member()->set_relation(fact.relation());
    });
  }

  template <typename Change>
  void ChangePerson(const std::string& id, Change change) {
    auto person = Get<pb::PersonView>(view_, PersonViewKey(city_, id));
    if (!person) return;
    const std::string before = person->household();
    change(*person);
    PutPerson(*person, before);
  }

  // Also in the household in which the person lives now, and no more in the one before.
  void PutPerson(const pb::PersonView& person, const std::string& before) {
    const pb::MemberView& member = person.member();
    Put(PersonViewKey(city_, member.person()), person);
    if (!before.empty() && before != person.household()) {
      ChangeHousehold(before, [&](pb::HouseholdView& household) { RemoveMember(member.person(), household); });
    }
    if (person.household().empty()) return;
    ChangeHousehold(person.household(), [&](pb::HouseholdView& household) { PutMember(member, household); });
  }

  static void RemoveMember(const std::string& person, pb::HouseholdView& household) {
    auto& members = *household.mutable_members();
    for (int i = 0; i < members.size(); ++i) {
      if (members[i].person() != person) continue;
      members.DeleteSubrange(i, 1);
      return;
    }
  }

  // Members stand in the order of their ids.
  static void PutMember(const pb::MemberView& member, pb::HouseholdView& household) {
    auto& members = *household.mutable_members();
    for (pb::MemberView& other : members) {
      if (other.person() != member.person()) continue;
      other = member;
      return;
    }
    *members.Add() = member;
    for (int i = members.size() - 1; i > 0 && members[i].person() < members[i - 1].person(); --i) {
      members.SwapElements(i, i - 1);
    }
  }

  void TakeTokens(const std::string& person, const reg::PersonContent& content) {
    for (const reg::Token& token : content.nik_tokens()) view_.Put(TokenViewKey(token.token()), person);
    for (const reg::Token& token : content.other_nik_tokens()) view_.Put(TokenViewKey(token.token()), person);
  }

  // A token that somebody else has by now stays that one's.
  void DropTokens(const std::string& person, const google::protobuf::RepeatedPtrField<reg::Token>& tokens) {
    for (const reg::Token& token : tokens) {
      std::string holder;
      const std::string key = TokenViewKey(token.token());
      if (view_.Get(key, &holder) && holder == person) view_.Delete(key);
    }
  }

  const CityNumber city_;
  Txn& view_;
};

void TouchHouseholds(const reg::Fact& fact, const store::Reader& tables, std::set<std::string>& households) {
  const auto touch_home = [&](const std::string& person) {
    const auto view = Get<pb::PersonView>(tables, PersonViewKey(fact.city(), person));
    if (view && !view->household().empty()) households.insert(view->household());
  };
  switch (fact.kind_case()) {
    case reg::Fact::kHouseholdRegistered:
      households.insert(fact.household_registered().household());
      return;
    case reg::Fact::kHouseholdMoved:
      households.insert(fact.household_moved().household());
      return;
    case reg::Fact::kHouseholdsMerged:
      households.insert(fact.households_merged().household());
      households.insert(fact.households_merged().into());
      return;
    case reg::Fact::kFamilyMoved:
      households.insert(fact.family_moved().from_household());
      households.insert(fact.family_moved().household());
      return;
    case reg::Fact::kHouseholdVerificationChanged:
      households.insert(fact.household_verification_changed().household());
      return;
    case reg::Fact::kHouseholdVerificationExpired:
      households.insert(fact.household_verification_expired().household());
      return;
    case reg::Fact::kDesilRecorded:
      households.insert(fact.desil_recorded().household());
      return;
    case reg::Fact::kCriteriaAnswered:
      households.insert(fact.criteria_answered().household());
      return;
    case reg::Fact::kMembershipEnded:
      households.insert(fact.membership_ended().household());
      return;
    case reg::Fact::kPersonRegistered:
      return touch_home(fact.person_registered().person());
    case reg::Fact::kPersonUpdated:
      return touch_home(fact.person_updated().person());
    case reg::Fact::kMembershipBegan:
      return touch_home(fact.membership_began().person());
    default:
      return;
  }
}

}  // namespace

absl::Status FoldRegistryRow(const journal::Row& row, store::Txn& view) {
  std::vector<reg::Fact> facts(static_cast<std::size_t>(row.facts_size()));
  for (int i = 0; i < row.facts_size(); ++i) {
    const absl::Status parsed = Parse(row.facts(i), facts[static_cast<std::size_t>(i)]);
    if (!parsed.ok()) return parsed;
  }
  for (const reg::Fact& fact : facts) Fold(fact.city(), view).Take(fact);
  if (const auto time = TimeOf(row)) view.Put(RegistryTimeKey(), TimeValue(*time));
  return absl::OkStatus();
}

std::map<CityNumber, Touched> TouchedBy(const journal::Row& row, const store::Reader& tables) {
  std::map<CityNumber, Touched> touched;
  for (const std::string& bytes : row.facts()) {
    reg::Fact fact;
    PADU_CHECK(Parse(bytes, fact).ok());  // the view has folded it
    Touched& of_city = touched[fact.city()];
    if (fact.has_programme_saved()) of_city.programmes = true;
    if (fact.has_household_registered()) of_city.registered.insert(fact.household_registered().household());
    TouchHouseholds(fact, tables, of_city.households);
  }
  return touched;
}

std::optional<UnixMicros> TimeOf(const journal::Row& row) {
  for (const common::v1::EngineFact& fact : row.engine_facts()) {
    if (fact.has_time_passed()) return fact.time_passed().input_time();
  }
  return std::nullopt;
}

}  // namespace padu::matching
