#include "services/paductl/sample/to_registry.h"

#include <gtest/gtest.h>

#include <set>

#include "services/paductl/sample/bontang.h"

namespace padu::sample {
namespace {

namespace pb = registry::v1;

const Reference& RealReference() {
  static const Reference& reference = *new Reference(*LoadReference("deploy/data"));
  return reference;
}

TEST(ToRegistryTest, EveryCodeOfTheReferenceIsUnderstood) {
  for (const auto& request : RegionRequests(RealReference())) {
    EXPECT_NE(request.region().level(), pb::REGION_LEVEL_UNSPECIFIED) << request.region_id();
  }
  for (const auto& request : StakeholderRequests(RealReference())) {
    EXPECT_NE(request.stakeholder().kind(), pb::STAKEHOLDER_KIND_UNSPECIFIED) << request.stakeholder_id();
  }
  for (const auto& request : OfficerRequests(RealReference())) {
    EXPECT_NE(request.officer().role(), pb::OFFICER_ROLE_UNSPECIFIED) << request.officer_id();
  }
  for (const auto& request : ProgrammeRequests(RealReference())) {
    const pb::Programme& programme = request.programme();
    EXPECT_NE(programme.assistance_unit(), pb::ASSISTANCE_UNIT_UNSPECIFIED) << request.programme_id();
    EXPECT_NE(programme.benefit_type(), pb::BENEFIT_TYPE_UNSPECIFIED) << request.programme_id();
    EXPECT_NE(programme.interval(), pb::BENEFIT_INTERVAL_UNSPECIFIED) << request.programme_id();
    EXPECT_EQ(programme.unit().empty(), programme.benefit_type() == pb::BENEFIT_TYPE_MONEY) << request.programme_id();
  }
}

TEST(ToRegistryTest, RantangKasihKeepsItsRules) {
  for (const auto& request : ProgrammeRequests(RealReference())) {
    if (request.programme_id() != "rantang-kasih") continue;
    const pb::Programme& programme = request.programme();
    EXPECT_EQ(programme.stakeholder(), "cities/64.74/stakeholders/dinsos-pm");
    EXPECT_EQ(programme.recipients_max(), 88);
    EXPECT_EQ(programme.quantity(), 2);
    EXPECT_EQ(programme.interval(), pb::BENEFIT_INTERVAL_DAY);
    EXPECT_EQ(programme.value_rupiah(), 30'000);
    EXPECT_EQ(programme.eligibility().age_min(), 60);
    std::int64_t quotas = 0;
    for (const pb::ProgrammeQuota& quota : programme.quotas()) quotas += quota.recipients_max();
    EXPECT_EQ(quotas, 88);
    return;
  }
  FAIL() << "no rantang-kasih";
}

TEST(ToRegistryTest, RowsHoldTheWholeHouseholdAndIdsAreTheirOwn) {
  const City city = *MakeCity(RealReference());
  std::set<std::string> ids;
  int persons = 0;
  for (const Household& household : city.households) {
    const pb::ImportHouseholdsRequest row = ImportRow(household, RealReference(), kDefaultSeed);
    EXPECT_TRUE(ids.insert(row.request_id()).second);
    EXPECT_LE(row.request_id().size(), 64U);
    EXPECT_EQ(row.household().criteria().answers_size(), 8);
    EXPECT_TRUE(row.household().has_latitude() && row.household().has_longitude());
    for (const pb::FamilyIntake& family : row.household().families()) {
      persons += family.persons_size();
      EXPECT_EQ(family.persons(0).relation(), pb::RELATION_HEAD);
    }
  }
  EXPECT_EQ(persons, 16'384);
  EXPECT_NE(ImportRow(city.households[0], RealReference(), 1).request_id(),
            ImportRow(city.households[0], RealReference(), 2).request_id());
  EXPECT_LT(FindLate(city).birth_month, "1956");
}

}  // namespace
}  // namespace padu::sample
