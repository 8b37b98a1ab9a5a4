// The sample's people: plain values, so that what they are turned into (requests, records, texts) lives elsewhere.
// All of them are invented; their numbers begin with 647499, which no real number does.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/paductl/sample/geo.h"

namespace padu::sample {

enum class Sex { kMale, kFemale };

// Relation to the head of the family (SHDK 1, 2, 3, 4, 7).
enum class Relation { kHead, kHusband, kWife, kChild, kParent };

struct Person {
  std::string key;  // "p-000123": unique in the city, the same in each run
  std::string name;
  Sex sex = Sex::kMale;
  absl::CivilDay birth;
  std::string nik;  // 16 digits; empty: has none
  Relation relation = Relation::kHead;
};

struct Family {
  std::string key;              // "f-000045"
  std::string kk_number;        // 16 digits
  std::string registered;       // kelurahan on the card; mostly the one lived in
  std::vector<Person> persons;  // the head first
};

// The eight answers of Kepmensos 262/HUK/2022, in its order.
using Criteria = std::array<bool, 8>;

struct Household {
  std::string key;        // "h-000012"
  std::string kelurahan;  // where it lives
  std::string rt;         // "002"
  std::string address;
  Point point;
  int desil = 0;  // 1 is the poorest
  Criteria criteria{};
  std::vector<Family> families;

  int size() const;
  const Person& head() const { return families.front().persons.front(); }
};

// Somebody old who never had a NIK and gets one: offices know it before the registry does.
struct LateNik {
  std::string household;  // keys
  std::string person;
  std::string nik;
};

struct City {
  std::vector<Household> households;
  LateNik late;
  int persons() const;
};

// Completed years on `day`.
int AgeOn(const Person& person, absl::CivilDay day);

// Covers every value of every person: equal for equal cities.
std::uint64_t FingerprintOf(const City& city);

}  // namespace padu::sample
