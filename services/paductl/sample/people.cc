#include "services/paductl/sample/people.h"

#include <algorithm>
#include <utility>

#include "services/paductl/sample/names.h"

namespace padu::sample {
namespace {

constexpr int kGenerationLeast = 18;  // years between parent and child, at least

Person Draw(Sex sex, Relation relation, int age, absl::CivilDay today, Dice& dice) {
  Person person;
  person.name = DrawName(sex, dice);
  person.sex = sex;
  person.relation = relation;
  // Between the day after the birthday that makes `age` + 1, and the one that makes `age`.
  person.birth = absl::CivilDay(today.year() - age, today.month(), std::min(today.day(), 28)) - dice.Below(365);
  return person;
}

Sex DrawSex(Dice& dice) { return dice.Chance(513) ? Sex::kMale : Sex::kFemale; }

// Grown-ups first (one or two), then `children` of them.
Family DrawCouple(int grown_ups, int children, int age, absl::CivilDay today, Dice& dice) {
  Family family;
  // A single head with children is mostly a mother.
  const bool man = grown_ups == 2 || dice.Chance(children > 0 ? 250 : 450);
  family.persons.push_back(Draw(man ? Sex::kMale : Sex::kFemale, Relation::kHead, age, today, dice));
  int younger = age;
  if (grown_ups == 2) {
    younger = std::max(kGenerationLeast + 1, age - dice.Between(0, 6));
    family.persons.push_back(Draw(Sex::kFemale, Relation::kWife, younger, today, dice));
  }
  // What a mother's age leaves: no child beyond 24 at home, none born after she was 45.
  constexpr int kChildAgeMax = 24;
  constexpr int kMotherAgeMax = 45;
  const int oldest = std::clamp(younger - kGenerationLeast, 0, kChildAgeMax);
  const int youngest = std::clamp(younger - kMotherAgeMax, 0, oldest);
  for (int i = 0; i < children; ++i) {
    family.persons.push_back(Draw(DrawSex(dice), Relation::kChild, dice.Between(youngest, oldest), today, dice));
  }
  return family;
}

Family DrawSmall(int size, absl::CivilDay today, Dice& dice) {
  if (size == 1) return DrawCouple(1, 0, dice.Chance(650) ? dice.Between(60, 88) : dice.Between(22, 59), today, dice);
  const int kind = dice.Below(10);
  if (kind < 3) return DrawCouple(2, 0, dice.Between(60, 84), today, dice);
  if (kind < 6) return DrawCouple(2, 0, dice.Between(22, 59), today, dice);
  return DrawCouple(1, 1, dice.Between(22, 52), today, dice);
}

Family DrawLarge(int size, absl::CivilDay today, Dice& dice) {
  const bool with_parent = size >= 4 && dice.Chance(150);
  const int grown_ups = dice.Chance(150) ? 1 : 2;
  // Many children take time: the more there are, the older their parents.
  const int children = size - grown_ups - (with_parent ? 1 : 0);
  const int age = dice.Between(std::min(24 + 2 * children, 42), 52);
  Family family = DrawCouple(grown_ups, children, age, today, dice);
  if (with_parent) {
    const int parent_age = std::min(age + dice.Between(kGenerationLeast + 2, 34), 92);
    family.persons.push_back(
        Draw(dice.Chance(300) ? Sex::kMale : Sex::kFemale, Relation::kParent, parent_age, today, dice));
  }
  return family;
}

}  // namespace

std::vector<int> DrawSizes(int persons, Dice& dice) {
  // Of 100 households, so many have 1, 2, ... persons.
  constexpr int kShares[kHouseholdSizeMax] = {10, 16, 22, 24, 15, 8, 3, 2};
  std::vector<int> sizes;
  while (persons > 0) {
    int draw = dice.Below(100);
    int size = 1;
    while (draw >= kShares[size - 1]) draw -= kShares[size++ - 1];
    sizes.push_back(std::min(size, persons));
    persons -= sizes.back();
  }
  return sizes;
}

std::vector<Family> DrawFamilies(int size, absl::CivilDay today, Dice& dice) {
  std::vector<Family> families;
  // In some larger households the young couple has a card of its own.
  if (size >= 5 && dice.Chance(250)) {
    const int young = dice.Between(2, 3);
    families.push_back(DrawLarge(size - young, today, dice));
    families.push_back(DrawCouple(2, young - 2, dice.Between(21, 30), today, dice));
  } else {
    families.push_back(size <= 2 ? DrawSmall(size, today, dice) : DrawLarge(size, today, dice));
  }
  return families;
}

}  // namespace padu::sample
