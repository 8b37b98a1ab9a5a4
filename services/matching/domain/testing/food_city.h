// A city for tests: one programme of food for everybody, and the need of food in 30 days.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "services/matching/domain/testing/world.h"

namespace padu::matching::testing {

class FoodCity : public ::testing::Test {
 protected:
  FoodCity() {
    world.AddProgramme("sembako");
    world.MustSave("programme_rule { programme: 'sembako' aid_kind: 'food' }");
    world.MustSave("need { need: 'food' name_id: 'Pangan' name_en: 'Food' aid_kinds: 'food' days: 30 }");
  }
  std::string How(const std::string& household = "hh-1") const { return world.How(household, "food"); }
  Day CheckDay() const { return world.Standing("hh-1", "food")->check_day(); }

  World world;
};

}  // namespace padu::matching::testing
