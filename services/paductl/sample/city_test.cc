#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "absl/strings/numbers.h"
#include "services/paductl/sample/bontang.h"
#include "services/paductl/sample/numbers.h"

namespace padu::sample {
namespace {

// The whole city of the default seed, made once.
struct Sample {
  Reference reference;
  City city;

  static const Sample& Get() {
    static const Sample sample = [] {
      absl::StatusOr<Reference> reference = LoadReference("deploy/data");
      if (!reference.ok()) ADD_FAILURE() << reference.status();
      absl::StatusOr<City> city = MakeCity(*reference);
      if (!city.ok()) ADD_FAILURE() << city.status();
      return Sample{*std::move(reference), *std::move(city)};
    }();
    return sample;
  }
};

template <typename Visit>
void ForEachPerson(const City& city, Visit visit) {
  for (const Household& household : city.households) {
    for (const Family& family : household.families) {
      for (const Person& person : family.persons) visit(household, family, person);
    }
  }
}

TEST(BontangTest, PersonsPerKelurahanAsPublished) {
  const std::map<std::string, int> published = {
      {"64.74.01.1001", 609},  {"64.74.01.1002", 415},  {"64.74.01.1003", 3409}, {"64.74.01.1004", 420},
      {"64.74.01.1005", 156},  {"64.74.01.1006", 725},  {"64.74.02.1001", 2642}, {"64.74.02.1002", 2245},
      {"64.74.02.1003", 2281}, {"64.74.02.1004", 205},  {"64.74.02.1005", 381},  {"64.74.02.1006", 643},
      {"64.74.03.1001", 471},  {"64.74.03.1002", 1001}, {"64.74.03.1003", 781}};
  std::map<std::string, int> made;
  for (const Household& household : Sample::Get().city.households) made[household.kelurahan] += household.size();
  EXPECT_EQ(made, published);
  EXPECT_EQ(Sample::Get().city.persons(), 16'384);
}

TEST(BontangTest, PersonsPerDesilAsPublished) {
  std::map<int, int> made;
  for (const Household& household : Sample::Get().city.households) made[household.desil] += household.size();
  EXPECT_EQ(made, (std::map<int, int>{{1, 2397}, {2, 4679}, {3, 5160}, {4, 4148}}));
}

TEST(BontangTest, SameSeedSameCityForEver) {
  // Changes only with the reference data or the generator: then the sample of every city changes, so say so.
  EXPECT_EQ(FingerprintOf(Sample::Get().city), 0x6227d589f18f3f2eU);
  const absl::StatusOr<City> again = MakeCity(Sample::Get().reference);
  const absl::StatusOr<City> other = MakeCity(Sample::Get().reference, kDefaultSeed + 1);
  ASSERT_TRUE(again.ok() && other.ok());
  EXPECT_EQ(FingerprintOf(*again), FingerprintOf(Sample::Get().city));
  EXPECT_NE(FingerprintOf(*other), FingerprintOf(Sample::Get().city));
}

TEST(BontangTest, HouseholdsStandInTheirKelurahan) {
  std::map<std::string, std::set<std::string>> rts;
  for (const Household& household : Sample::Get().city.households) {
    EXPECT_TRUE(Sample::Get().reference.areas.at(household.kelurahan).Contains(household.point)) << household.key;
    rts[household.kelurahan].insert(household.rt);
  }
  for (const auto& [kelurahan, names] : rts) EXPECT_GE(names.size(), 4U) << kelurahan;
}

// The rules of a NIK, written a second time.
void ExpectValidNik(const Person& person) {
  int day = 0, month = 0, year = 0, serial = 0;
  ASSERT_EQ(person.nik.size(), 16U);
  ASSERT_THAT(person.nik, testing::MatchesRegex("[0-9]*"));
  ASSERT_TRUE(absl::SimpleAtoi(person.nik.substr(6, 2), &day) && absl::SimpleAtoi(person.nik.substr(8, 2), &month) &&
              absl::SimpleAtoi(person.nik.substr(10, 2), &year) && absl::SimpleAtoi(person.nik.substr(12, 4), &serial));
  EXPECT_TRUE(person.nik.starts_with(kSyntheticPrefix));
  EXPECT_EQ(day > 40, person.sex == Sex::kFemale);
  const absl::CivilDay birth(person.birth.year() / 100 * 100 + year, month, day > 40 ? day - 40 : day);
  EXPECT_EQ(birth, person.birth) << person.key;
  EXPECT_GE(serial, 1);
}

TEST(BontangTest, EveryNikIsValidUniqueAndSynthetic) {
  std::set<std::string> niks;
  int missing = 0;
  ForEachPerson(Sample::Get().city, [&](const Household&, const Family&, const Person& person) {
    if (person.nik.empty()) {
      ++missing;
      return;
    }
    ExpectValidNik(person);
    EXPECT_TRUE(niks.insert(person.nik).second) << person.key;
  });
  EXPECT_THAT(missing, testing::AllOf(testing::Ge(50), testing::Le(500)));
  EXPECT_TRUE(niks.insert(Sample::Get().city.late.nik).second);
}

TEST(BontangTest, EveryFamilyHasOneHeadAndACardOfItsOwn) {
  std::set<std::string> cards;
  for (const Household& household : Sample::Get().city.households) {
    for (const Family& family : household.families) {
      EXPECT_TRUE(family.kk_number.starts_with(kSyntheticPrefix) && family.kk_number.size() == 16);
      EXPECT_TRUE(cards.insert(family.kk_number).second);
      EXPECT_EQ(family.persons.front().relation, Relation::kHead);
      int heads = 0;
      for (const Person& person : family.persons) heads += person.relation == Relation::kHead ? 1 : 0;
      EXPECT_EQ(heads, 1);
      EXPECT_GE(AgeOn(family.persons.front(), kSampleDay), 18);
    }
  }
}

TEST(BontangTest, AgesArePlausible) {
  int children = 0, old = 0, alone = 0;
  ForEachPerson(Sample::Get().city, [&](const Household& household, const Family& family, const Person& person) {
    const int age = AgeOn(person, kSampleDay);
    EXPECT_THAT(age, testing::AllOf(testing::Ge(0), testing::Le(95))) << person.key;
    children += age < 18 ? 1 : 0;
    old += age >= 60 ? 1 : 0;
    alone += household.size() == 1 ? 1 : 0;
    if (person.relation == Relation::kChild) {
      EXPECT_GE(AgeOn(family.persons.front(), kSampleDay) - age, 16) << person.key;
    }
  });
  EXPECT_THAT(children, testing::AllOf(testing::Ge(16'384 / 4), testing::Le(16'384 / 2)));
  EXPECT_THAT(old, testing::AllOf(testing::Ge(16'384 / 20), testing::Le(16'384 / 4)));
  EXPECT_GT(alone, 100);
}

TEST(BontangTest, OnlyTheFirstDesilIsVeryPoorByTheEightAnswers) {
  constexpr int kVeryPoor = 6;
  for (const Household& household : Sample::Get().city.households) {
    int yes = 0;
    for (const bool answer : household.criteria) yes += answer ? 1 : 0;
    EXPECT_EQ(yes >= kVeryPoor, household.desil == 1) << household.key;
  }
}

}  // namespace
}  // namespace padu::sample
