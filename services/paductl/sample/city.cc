#include "services/paductl/sample/city.h"

#include "services/paductl/sample/dice.h"

namespace padu::sample {
namespace {

void Add(Fingerprint& print, const Person& person) {
  print.Add(person.key).Add(person.name).Add(static_cast<int>(person.sex)).Add(person.birth - absl::CivilDay());
  print.Add(person.nik).Add(static_cast<int>(person.relation));
}

void Add(Fingerprint& print, const Household& household) {
  print.Add(household.key).Add(household.kelurahan).Add(household.rt).Add(household.address);
  print.Add(household.point.latitude_e6).Add(household.point.longitude_e6).Add(household.desil);
  for (const bool answer : household.criteria) print.Add(answer);
  for (const Family& family : household.families) {
    print.Add(family.key).Add(family.kk_number).Add(family.registered);
    for (const Person& person : family.persons) Add(print, person);
  }
}

}  // namespace

int Household::size() const {
  int size = 0;
  for (const Family& family : families) size += static_cast<int>(family.persons.size());
  return size;
}

int City::persons() const {
  int sum = 0;
  for (const Household& household : households) sum += household.size();
  return sum;
}

int AgeOn(const Person& person, absl::CivilDay day) {
  const int years = static_cast<int>(day.year() - person.birth.year());
  const bool had_birthday = std::pair(day.month(), day.day()) >= std::pair(person.birth.month(), person.birth.day());
  return had_birthday ? years : years - 1;
}

std::uint64_t FingerprintOf(const City& city) {
  Fingerprint print;
  for (const Household& household : city.households) Add(print, household);
  print.Add(city.late.household).Add(city.late.person).Add(city.late.nik);
  return print.value();
}

}  // namespace padu::sample
