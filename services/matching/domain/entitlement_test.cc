// What is due and what came: the underserved, and needs of recipients.

#include <gtest/gtest.h>

#include "services/matching/domain/testing/food_city.h"

namespace padu::matching {
namespace {

using testing::DayAt;

class EntitlementTest : public testing::FoodCity {
 protected:
  // Two meals a day for each person, of which four fifths must come.
  EntitlementTest() {
    world.AddProgramme("rantang",
                       "assistance_unit: ASSISTANCE_UNIT_PERSON benefit_type: BENEFIT_TYPE_GOODS unit: 'meal'"
                       " eligibility { age_min: 60 }");
    world.MustSave("programme_rule { programme: 'rantang' aid_kind: 'meals' }");
    world.MustSave(
        "need { need: 'meals' name_id: 'M' name_en: 'M' aid_kinds: 'meals' days: 10"
        " entitlement { unit: 'meal' per_day_e2: 200 least_percent: 80 } }");
    world.AddHousehold("hh-1");
    world.AddPerson("hh-1", "pe-old", 1950);
  }
  std::string Meals() const { return world.How("hh-1", "meals"); }
  AidId Eat(const std::string& day, std::int64_t meals) {
    return world.Give(
        {.programme = "rantang", .day = day, .person = "pe-old", .rupiah = 0, .quantity = meals, .unit = "meal"});
  }
};

TEST_F(EntitlementTest, LessThanIsDueIsUnderserved) {
  EXPECT_EQ(Meals(), "UNSERVED since 2026-03-15");
  Eat("2026-03-15", 2);
  EXPECT_EQ(Meals(), "SERVED") << "nothing more is due before the day is over";
  world.GoTo("2026-03-16");
  EXPECT_EQ(Meals(), "SERVED");
  world.GoTo("2026-03-17");
  EXPECT_EQ(Meals(), "UNDERSERVED since 2026-03-17") << "2 of 4";
  EXPECT_EQ(world.Standing("hh-1", "meals")->received_e2(), 200);
  EXPECT_EQ(world.Standing("hh-1", "meals")->due_e2(), 400);
  Eat("2026-03-17", 2);
  EXPECT_EQ(Meals(), "UNDERSERVED since 2026-03-17");
  const AidId late = Eat("2026-03-16", 2);
  EXPECT_EQ(Meals(), "SERVED");
  world.TakeBack(late);
  EXPECT_EQ(Meals(), "UNDERSERVED since 2026-03-17");
  world.ExpectRefold();
}

TEST_F(EntitlementTest, TimeAloneMakesAmendsAndMore) {
  Eat("2026-03-15", 2);
  Eat("2026-03-17", 20);  // counts once its day is over
  world.GoTo("2026-03-17");
  EXPECT_EQ(Meals(), "UNDERSERVED since 2026-03-17");
  world.GoTo("2026-03-18");
  EXPECT_EQ(Meals(), "SERVED");
  world.GoTo("2026-03-26");
  EXPECT_EQ(Meals(), "SERVED") << "20 of 20";
  world.GoTo("2026-03-27");
  EXPECT_EQ(Meals(), "UNSERVED since 2026-03-27") << "ten days without anything";
}

TEST_F(EntitlementTest, DueToEachWhoMayReceive) {
  Eat("2026-03-15", 2);
  Eat("2026-03-16", 2);
  world.GoTo("2026-03-17");
  EXPECT_EQ(Meals(), "SERVED");
  world.AddPerson("hh-1", "pe-older", 1940);
  EXPECT_EQ(Meals(), "UNDERSERVED since 2026-03-16") << "4 of 8";
  world.AddPerson("hh-1", "pe-young", 2010);
  EXPECT_EQ(world.Standing("hh-1", "meals")->due_e2(), 800);
}

TEST_F(EntitlementTest, ANeedOfRecipientsIsTheirsAlone) {
  world.AddPerson("hh-1", "pe-older", 1940);
  world.MustSave(
      "need { need: 'meals' name_id: 'M' name_en: 'M' aid_kinds: 'meals' days: 10 recipients_days: 30"
      " entitlement { unit: 'meal' per_day_e2: 200 least_percent: 80 } }");
  EXPECT_EQ(Meals(), "-") << "no place was given to anybody";
  Eat("2026-03-15", 2);
  EXPECT_EQ(Meals(), "SERVED");
  EXPECT_EQ(world.Standing("hh-1", "meals")->qualified_day(), DayAt("2026-03-15"));
  Eat("2026-03-16", 2);
  world.GoTo("2026-03-17");
  EXPECT_EQ(Meals(), "SERVED") << "due to the one who receives, not to all who may";
  world.GoTo("2026-03-18");
  EXPECT_EQ(Meals(), "UNDERSERVED since 2026-03-18") << "4 of 6";
  world.GoTo("2026-03-26");
  EXPECT_EQ(Meals(), "UNSERVED since 2026-03-26");
  world.GoTo("2026-04-15");
  EXPECT_EQ(Meals(), "UNSERVED since 2026-03-26");
  world.GoTo("2026-04-16");
  EXPECT_EQ(Meals(), "-") << "a recipient no more";
  world.ExpectRefold();
}

TEST_F(EntitlementTest, ARecipientIsDueFromTheFirstTimeOn) {
  world.AddPerson("hh-1", "pe-older", 1940);
  world.MustSave(
      "need { need: 'meals' name_id: 'M' name_en: 'M' aid_kinds: 'meals' days: 10 recipients_days: 30"
      " entitlement { unit: 'meal' per_day_e2: 200 least_percent: 100 } }");
  for (const char* day : {"2026-03-15", "2026-03-16", "2026-03-17"}) Eat(day, 2);
  world.Give({.programme = "rantang", .day = "2026-03-17", .person = "pe-older", .quantity = 2, .unit = "meal"});
  world.GoTo("2026-03-18");
  EXPECT_EQ(Meals(), "SERVED") << "8 of 8: the second since the third day";
}

}  // namespace
}  // namespace padu::matching
