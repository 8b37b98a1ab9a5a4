#include "services/paductl/sample/plan.h"

#include <algorithm>
#include <map>
#include <utility>

namespace padu::sample {
namespace {

enum class Luck { kNothing, kSome, kMuch };

using absl::CivilDay;
using absl::CivilMonth;

class Planner {
 public:
  Planner(const Reference& reference, const City& city, CivilDay first, CivilDay last, const Dice& dice)
      : reference_(reference), first_(first), last_(last), dice_(dice.For("plan")) {
    Dice luck = dice.For("luck");
    std::map<std::pair<std::string, std::string>, bool> forgotten_rts;
    for (const Household& household : city.households) {
      const auto [rt, is_new] = forgotten_rts.try_emplace({household.kelurahan, household.rt});
      if (is_new) rt->second = luck.Chance(80);
      const int draw = luck.Below(100);
      if (!rt->second && draw >= 20) lucky_.emplace_back(&household, draw >= 75 ? Luck::kMuch : Luck::kSome);
    }
  }

  std::vector<Payment> Plan() {
    for (const ProgrammeRow& programme : reference_.programmes) {
      if (programme.id == "rantang-kasih") {
        Meals(programme);
      } else if (!programme.components.empty()) {
        Quarterly(programme);
      } else if (programme.id == "dokter-berkunjung") {
        Persons(programme, 120, true);
      } else if (programme.assistance_unit == "PERSON") {
        Persons(programme, programme.id == "tjsl-badak-lng" ? 300 : 150, false);
      } else if (programme.id == "kelompok-usaha") {
        Heads(programme, 60, 300, false);
      } else {
        Heads(programme, programme.assistance_unit == "HOUSEHOLD" ? 200 : 350, 1000, true);
      }
    }
    std::stable_sort(payments_.begin(), payments_.end(),
                     [](const Payment& a, const Payment& b) { return a.day < b.day; });
    return std::move(payments_);
  }

 private:
  bool Fits(const ProgrammeRow& programme, const Household& household) const {
    return programme.desil_max == 0 || household.desil <= programme.desil_max;
  }

  bool Fits(const ProgrammeRow& programme, const Person& person) const {
    const int age = AgeOn(person, first_);
    return !person.nik.empty() && (programme.age_min < 0 || age >= programme.age_min) &&
           (programme.age_max < 0 || age <= programme.age_max);
  }

  void Pay(const ProgrammeRow& programme, const Person& person, CivilDay day, std::int64_t rupiah) {
    if (day < first_ || day > last_) return;
    Payment payment{.programme = &programme, .nik = person.nik, .day = day, .period_from = day, .period_to = day};
    if (programme.benefit_type == "CASH") {
      payment.rupiah = rupiah;
    } else if (programme.benefit_type == "IN_KIND") {
      payment.quantity = programme.quantity;
    } else {
      payment.times = 1;
    }
    payments_.push_back(std::move(payment));
  }

  // Two meals a day, each day, to poor old people: so many in each kecamatan, drawn by lot.
  void Meals(const ProgrammeRow& programme) {
    constexpr int kPoor = 2;  // desil
    std::map<std::string, std::vector<const Person*>> candidates;
    for (const auto& [household, luck] : lucky_) {
      if (household->desil > kPoor) continue;
      std::vector<const Person*>& of_kecamatan =
          candidates[household->kelurahan.substr(0, household->kelurahan.rfind('.'))];
      for (const Person& person : household->families.front().persons) {
        if (Fits(programme, person)) of_kecamatan.push_back(&person);
      }
    }
    for (const auto& [kecamatan, places] : programme.recipients_by_region) {
      std::vector<const Person*>& lot = candidates[kecamatan];
      for (int left = places; left > 0 && !lot.empty(); --left) {
        std::swap(lot[static_cast<std::size_t>(dice_.Below(static_cast<int>(lot.size())))], lot.back());
        for (CivilDay day = first_; day <= last_; ++day) Pay(programme, *lot.back(), day, 0);
        lot.pop_back();
      }
    }
  }

  // A stage a quarter, to at most four persons of a family, each by age.
  void Quarterly(const ProgrammeRow& programme) {
    constexpr int kPersonsMax = 4;
    for (const auto& [household, luck] : lucky_) {
      if (!Fits(programme, *household) || !dice_.Chance(luck == Luck::kMuch ? 700 : 200)) continue;
      const CivilDay day = first_ + dice_.Below(static_cast<int>(last_ - first_) + 1);
      for (const Family& family : household->families) {
        int paid = 0;
        for (const Person& person : family.persons) {
          if (paid < kPersonsMax && PayComponent(programme, person, day)) ++paid;
        }
      }
    }
  }

  bool PayComponent(const ProgrammeRow& programme, const Person& person, CivilDay day) {
    const int age = AgeOn(person, first_);
    for (const ComponentRow& component : programme.components) {
      const bool by_age = component.age_min >= 0 || component.age_max >= 0;
      if (!by_age || age < component.age_min || (component.age_max >= 0 && age > component.age_max)) continue;
      if (person.nik.empty()) return false;
      Pay(programme, person, day, component.amount_rupiah);
      const CivilMonth quarter(day.year(), (day.month() - 1) / 3 * 3 + 1);
      payments_.back().period_from = CivilDay(quarter);
      payments_.back().period_to = CivilDay(quarter + 3) - 1;
      return true;
    }
    return false;
  }

  // Once to each of `count` persons, or each month.
  void Persons(const ProgrammeRow& programme, int count, bool monthly) {
    for (const auto& [household, luck] : lucky_) {
      if (!Fits(programme, *household) || !dice_.Chance(luck == Luck::kMuch ? 180 : 40)) continue;
      for (const Person& person : household->families.front().persons) {
        if (count == 0) return;
        if (!Fits(programme, person)) continue;
        --count;
        Repeat(programme, person, monthly);
        break;
      }
    }
  }

  // To the heads of families (or households, by their first family), up to the programme's cap.
  void Heads(const ProgrammeRow& programme, int some_per_mille, int much_per_mille, bool monthly) {
    int left = programme.recipients_max > 0 ? programme.recipients_max : static_cast<int>(lucky_.size()) * 2;
    for (const auto& [household, luck] : lucky_) {
      if (!Fits(programme, *household) || household->desil > 3) continue;
      if (!dice_.Chance(luck == Luck::kMuch ? much_per_mille : some_per_mille)) continue;
      for (const Family& family : household->families) {
        if (left == 0 || family.persons.front().nik.empty()) break;
        --left;
        Repeat(programme, family.persons.front(), monthly);
        if (programme.assistance_unit == "HOUSEHOLD") break;
      }
    }
  }

  void Repeat(const ProgrammeRow& programme, const Person& person, bool monthly) {
    if (!monthly) {
      Pay(programme, person, first_ + dice_.Below(static_cast<int>(last_ - first_) + 1), programme.amount_rupiah);
      return;
    }
    const int day_of_month = dice_.Between(1, 28);
    for (CivilMonth month(first_); month <= CivilMonth(last_); ++month) {
      const std::size_t before = payments_.size();
      Pay(programme, person, CivilDay(month) + (day_of_month - 1), programme.amount_rupiah);
      if (payments_.size() == before) continue;
      payments_.back().period_from = CivilDay(month);
      payments_.back().period_to = CivilDay(month + 1) - 1;
    }
  }

  const Reference& reference_;
  const CivilDay first_;
  const CivilDay last_;
  Dice dice_;
  std::vector<std::pair<const Household*, Luck>> lucky_;
  std::vector<Payment> payments_;
};

}  // namespace

std::vector<Payment> PlanAid(const Reference& reference, const City& city, absl::CivilDay first, absl::CivilDay last,
                             const Dice& dice) {
  return Planner(reference, city, first, last, dice).Plan();
}

}  // namespace padu::sample
