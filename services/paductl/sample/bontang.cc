#include "services/paductl/sample/bontang.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "services/paductl/sample/dice.h"
#include "services/paductl/sample/names.h"
#include "services/paductl/sample/numbers.h"
#include "services/paductl/sample/people.h"
#include "services/paductl/sample/spread.h"

namespace padu::sample {
namespace {

constexpr int kPersonsPerRt = 35;  // of the poor ones; an RT has about 400 residents
constexpr int kRtMin = 4;
constexpr int kRtMax = 60;
constexpr int kOld = 70;                  // years
constexpr std::int32_t kRtReachE6 = 700;  // about 80 m

// One kelurahan while it is being filled.
struct Ground {
  std::string code;
  const Area* area;
  std::vector<Point> rts;  // the middle of RT 001, 002, ...
};

class Maker {
 public:
  Maker(const Reference& reference, std::uint64_t seed)
      : reference_(reference), places_(Dice(seed).For("places")), people_(Dice(seed).For("people")) {
    for (const auto& [code, persons] : reference.published.persons_by_kelurahan) kelurahan_codes_.push_back(code);
  }

  City Make(const std::vector<Ground>& grounds, const std::vector<int>& desils,
            const std::vector<std::vector<int>>& persons) {
    for (std::size_t g = 0; g < grounds.size(); ++g) {
      for (std::size_t d = 0; d < desils.size(); ++d) {
        for (const int size : DrawSizes(persons[g][d], people_)) Add(grounds[g], desils[d], size);
      }
    }
    return std::move(city_);
  }

  Ground MakeGround(const std::string& code, int persons) {
    Ground ground{code, &reference_.areas.at(code), {}};
    const int rts = std::clamp(persons / kPersonsPerRt, kRtMin, kRtMax);
    for (int i = 0; i < rts; ++i) ground.rts.push_back(ground.area->Somewhere(places_));
    return ground;
  }

 private:
  void Add(const Ground& ground, int desil, int size) {
    Household household;
    household.key = absl::StrFormat("h-%06d", city_.households.size() + 1);
    household.kelurahan = ground.code;
    const int rt = places_.Below(static_cast<int>(ground.rts.size()));
    household.rt = absl::StrFormat("%03d", rt + 1);
    household.point = ground.area->Near(ground.rts[static_cast<std::size_t>(rt)], kRtReachE6, places_);
    household.address = DrawStreet(people_);
    household.desil = desil;
    household.criteria = DrawCriteria(desil);
    household.families = DrawFamilies(size, kSampleDay, people_);
    for (Family& family : household.families) Number(ground, household.key, family);
    city_.households.push_back(std::move(household));
  }

  // Six of eight is very poor (fakir miskin): so is desil 1, and no other.
  Criteria DrawCriteria(int desil) {
    static constexpr std::pair<int, int> kYes[] = {{6, 8}, {4, 5}, {2, 3}, {0, 2}};
    const auto [least, most] = kYes[std::clamp(desil, 1, 4) - 1];
    Criteria criteria{};
    for (int left = people_.Between(least, most); left > 0;) {
      bool& answer = criteria[static_cast<std::size_t>(people_.Below(static_cast<int>(criteria.size())))];
      left -= answer ? 0 : 1;
      answer = true;
    }
    return criteria;
  }

  void Number(const Ground& ground, const std::string& household, Family& family) {
    family.key = absl::StrFormat("f-%06d", ++families_);
    family.kk_number = kk_numbers_.NextKkNumber(absl::CivilDay(2012, 1, 1) + people_.Below(365 * 13));
    // Some live elsewhere than their card says.
    family.registered = people_.Chance(30) ? people_.Pick(kelurahan_codes_) : ground.code;
    for (Person& person : family.persons) {
      person.key = absl::StrFormat("p-%06d", ++persons_);
      if (HasNik(person)) {
        person.nik = niks_.NextNik(person.birth, person.sex);
      } else if (city_.late.person.empty() && AgeOn(person, kSampleDay) >= kOld) {
        city_.late = {household, person.key, niks_.NextNik(person.birth, person.sex)};
      }
    }
  }

  // Many infants have none yet, some old people never had one.
  bool HasNik(const Person& person) {
    const int age = AgeOn(person, kSampleDay);
    return !people_.Chance(age < 1 ? 400 : age >= kOld ? 15 : 4);
  }

  const Reference& reference_;
  Dice places_;
  Dice people_;
  NumberBook niks_;
  NumberBook kk_numbers_;
  std::vector<std::string> kelurahan_codes_;
  City city_;
  int families_ = 0;
  int persons_ = 0;
};

}  // namespace

absl::StatusOr<City> MakeCity(const Reference& reference, std::uint64_t seed) {
  Maker maker(reference, seed);
  std::vector<Ground> grounds;
  std::vector<int> rows;
  for (const auto& [code, persons] : reference.published.persons_by_kelurahan) {
    if (!reference.areas.contains(code)) return absl::InvalidArgumentError("no polygon for kelurahan " + code);
    grounds.push_back(maker.MakeGround(code, persons));
    rows.push_back(persons);
  }
  std::vector<int> desils;
  std::vector<int> columns;
  for (const auto& [desil, persons] : reference.published.persons_by_desil) {
    desils.push_back(desil);
    columns.push_back(persons);
  }
  const int by_kelurahan = std::accumulate(rows.begin(), rows.end(), 0);
  const int by_desil = std::accumulate(columns.begin(), columns.end(), 0);
  if (by_kelurahan != by_desil || by_kelurahan <= 0) {
    return absl::InvalidArgumentError(
        absl::StrFormat("published: %d persons by kelurahan, %d by desil", by_kelurahan, by_desil));
  }
  return maker.Make(grounds, desils, Spread(rows, columns));
}

}  // namespace padu::sample
