// Random histories of a city, seeded: what registry and ledger say, what operators set, time that passes, feeds that
// fall silent; taken by matching and by the naive model alike.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "services/matching/domain/testing/naive_feeds.h"
#include "services/matching/domain/testing/naive_matching.h"
#include "services/matching/domain/testing/world.h"

namespace padu::matching::testing {

inline constexpr const char* kStakeholders[] = {"dinsos", "baznas", "pupuk"};
inline constexpr const char* kProgrammes[] = {"sembako", "rantang", "blt", "pkh"};
inline constexpr const char* kNeeds[] = {"food", "meals", "any", "old"};
inline constexpr int kHouseholds = 8;
inline constexpr int kPersons = 20;

inline std::string Text(const char* prefix, int n) { return prefix + std::to_string(n); }

class History {
 public:
  explicit History(std::uint32_t seed) : engine_(seed) {
    for (const char* programme : kProgrammes) SaveProgramme(programme);
    Save("programme_rule { programme: 'sembako' aid_kind: 'food' }");
    Save("programme_rule { programme: 'rantang' aid_kind: 'meals' }");
    Save("programme_rule { programme: 'pkh' aid_kind: 'cash' }");
  }

  void Step() {
    const int what = Below(100);
    if (what < 30) return GiveAid();
    if (what < 38) return TakeAidBack();
    if (what < 48) return PassTime();
    if (what < 56) return MovePerson();
    if (what < 62) return MoveHousehold();
    if (what < 68) return Verify();
    if (what < 73) return NewHousehold();
    if (what < 78) return NewPerson();
    if (what < 80) return Merge();
    if (what < 83) return Desil();
    if (what < 88) return SaveSetting();
    if (what < 91) return SaveProgramme(kProgrammes[Below(4)]);
    if (what < 97) return Hear();
    return BreakBox();
  }

  // The day as of which things stand.
  int Today() const { return LocalDay(AsOf(world.tables()).value(), kBontang); }
  // Since when a household has been seen to have a need; nullopt: it does not have it.
  std::optional<int> QualifiedDay(const std::string& household, const std::string& need) const {
    const auto found = qualified_.find({household, need});
    return found != qualified_.end() ? std::optional<int>(found->second) : std::nullopt;
  }
  // Feeds that are silent, and the days for which they are relied on.
  std::map<std::string, int> Silent() const { return feeds_.Silent(); }

  World world;
  NaiveMatching naive;

 private:
  int Below(int n) { return static_cast<int>(engine_() % static_cast<std::uint32_t>(n)); }
  bool Percent(int percent) { return Below(100) < percent; }
  std::string Day(int most_ago) { return FormatDay(Today() - Below(most_ago)); }

  void Registry(const std::vector<std::string>& texts) {
    std::vector<registry::v1::Fact> facts;
    for (const std::string& text : texts) facts.push_back(Parse<registry::v1::Fact>(text));
    Take(facts);
  }
  void Take(const std::vector<registry::v1::Fact>& facts) {
    for (const registry::v1::Fact& fact : facts) naive.Take(fact);
    world.RegistryFacts(facts);
    world.Work();
    Seen();
  }

  // Since when each household has been seen to have each need.
  void Seen() {
    for (const std::string& household : naive.Households()) {
      for (const std::string& need : naive.Needs()) {
        const std::pair key(household, need);
        if (!naive.HasNeed(household, need, Today())) {
          qualified_.erase(key);
        } else {
          qualified_.try_emplace(key, Today());
        }
      }
    }
  }

  void GiveAid() {
    Gift gift{.household = Text("hh-", Below(kHouseholds)),
              .programme = kProgrammes[Below(4)],
              .day = Day(Percent(50) ? 3 : 70),
              .stakeholder = kStakeholders[Below(3)]};
    if (gift.programme == "rantang") {
      gift.quantity = 1 + Below(12);
      gift.unit = "meal";
    }
    if (Percent(40)) gift.person = Text("pe-", Below(4));
    if (Percent(30)) gift.family = Text("fa-", Below(2));
    if (Percent(20)) gift.period_to = FormatDay(DayAt(gift.day) + Below(40));
    given_.push_back(world.Give(gift));
    ledger::v1::Fact fact;
    fact.mutable_posted()->mutable_head()->set_stakeholder(gift.stakeholder);
    auto& entry = *fact.mutable_posted()->add_entries();
    entry.set_household(gift.household);
    entry.set_programme(gift.programme);
    entry.set_day(DayAt(gift.day));
    entry.set_person(gift.person);
    entry.set_family(gift.family);
    entry.set_quantity(gift.quantity);
    entry.set_unit(gift.unit);
    if (!gift.period_to.empty()) {
      entry.set_period_from(entry.day());
      entry.set_period_to(DayAt(gift.period_to));
    }
    naive.Take(given_.back().sequence, fact);
    feeds_.Heard(gift.stakeholder, world.now);
    Seen();
  }

  void TakeAidBack() {
    if (given_.empty()) return;
    const auto at = given_.begin() + Below(static_cast<int>(given_.size()));
    world.TakeBack(*at);
    ledger::v1::Fact fact;
    auto& entry = *fact.mutable_posted()->add_entries();
    entry.set_reverses_sequence(at->sequence);
    naive.Take(0, fact);
    const std::string stakeholder = world.StakeholderOf(*at);
    feeds_.Heard(stakeholder, world.now);
    given_.erase(at);
    Seen();
  }

  void PassTime() {
    world.Work();
    const int days = Percent(70) ? Below(3) : Percent(70) ? Below(40) : Below(200);
    const UnixMicros time = world.now + days * kMicrosPerDay + Below(24 * 60) * kMicrosPerMinute;
    // One upstream comes first, and events between.
    world.now = time;
    if (Percent(50)) {
      world.RegistryReaches(time);
      if (Percent(50)) GiveAid();
      world.LedgerReaches(time);
    } else {
      world.LedgerReaches(time);
      if (Percent(50)) Desil();
      world.RegistryReaches(time);
    }
    feeds_.Judge(time);
    if (Percent(30)) GiveAid();  // before the day's work is done
    world.Work();
    Seen();
  }

  std::string HouseholdPlace() { return Percent(50) ? "64.74.03.1002" : "64.74.03.1001"; }

  void NewHousehold() {
    if (households_ == kHouseholds) return Verify();
    const std::string id = Text("hh-", households_++);
    Registry({"household_registered { household: '" + id + "' domicile { kelurahan: '" + HouseholdPlace() +
                  "' } from_day: " + std::to_string(Today() - Below(10)) + " }",
              NewPersonIn(id), Verification(id)});
  }

  std::string NewPersonIn(const std::string& household) {
    const std::string id = Text("pe-", persons_++);
    homes_[id] = household;
    return "person_registered { person: '" + id + "' membership { household: '" + household + "' family: '" +
           (Percent(70) ? Text("fa-", Below(3)) : "") +
           "' from_day: 20000 } content { birth_month: " + std::to_string((1930 + Below(90)) * 12 + Below(12)) + " } }";
  }

  void NewPerson() {
    if (households_ == 0 || persons_ >= kPersons) return;
    const std::string household = Text("hh-", Below(households_));
    if (merged_.count(household) == 0) Registry({NewPersonIn(household)});
  }

  // Away, dead, or to another household.
  void MovePerson() {
    if (persons_ == 0) return;
    const std::string person = Text("pe-", Below(persons_));
    std::vector<std::string> facts;
    std::string& home = homes_[person];
    if (!home.empty()) {
      facts.push_back("membership_ended { person: '" + person + "' household: '" + home + "' until_day: 20527 }");
      home.clear();
    }
    const std::string to = Text("hh-", Below(households_));
    if (Percent(70) && merged_.count(to) == 0) {
      facts.push_back("membership_began { person: '" + person + "' membership { household: '" + to +
                      "' from_day: 20527 } }");
      home = to;
    }
    if (!facts.empty()) Registry(facts);
  }

  void MoveHousehold() {
    if (households_ == 0) return;
    Registry({"household_moved { household: '" + Text("hh-", Below(households_)) + "' domicile { kelurahan: '" +
              HouseholdPlace() + "' } from_day: " + std::to_string(Today() + Below(7) - 3) + " }"});
  }

  std::string Verification(const std::string& household) {
    std::string text = "household_verification_changed { household: '" + household + "' to: VERIFICATION_STATE_";
    text += Percent(70) ? (Percent(50) ? "ACTIVE" : "APPROVED") : (Percent(50) ? "PROPOSED" : "GRADUATED");
    if (Percent(40)) text += " expires_day: " + std::to_string(Today() + Below(60));
    return text + " }";
  }

  void Verify() {
    if (households_ > 0) Registry({Verification(Text("hh-", Below(households_)))});
  }

  void Merge() {
    if (households_ < 2) return;
    const std::string gone = Text("hh-", Below(households_));
    const std::string into = Text("hh-", Below(households_));
    if (gone == into || merged_.count(gone) + merged_.count(into) > 0) return;
    std::vector<std::string> facts;
    for (auto& [person, home] : homes_) {
      if (home != gone) continue;
      facts.push_back("membership_ended { person: '" + person + "' household: '" + gone + "' until_day: 20527 }");
      facts.push_back("membership_began { person: '" + person + "' membership { household: '" + into + "' } }");
      home = into;
    }
    facts.push_back("households_merged { household: '" + gone + "' into: '" + into + "' day: 20527 }");
    merged_.insert(gone);
    Registry(facts);
  }

  void Desil() {
    if (households_ == 0) return;
    Registry({"desil_recorded { household: '" + Text("hh-", Below(households_)) + "' desil: " +
              std::to_string(1 + Below(10)) + " as_of_day: " + std::to_string(20'000 + Below(50)) + " }"});
  }

  void SaveProgramme(const std::string& id) {
    static const char* const kUnits[] = {"PERSON", "FAMILY", "HOUSEHOLD"};
    std::string text = "programme_saved { programme: '" + id +
                       "' stakeholder: 'dinsos' benefit_type: BENEFIT_TYPE_MONEY"
                       " assistance_unit: ASSISTANCE_UNIT_" +
                       kUnits[id == "rantang" ? 0 : Below(3)];
    text += Percent(80) ? " region: '64.74'" : " region: '64.74.03.1001'";
    text += Percent(90) ? " active: true" : "";
    if (Percent(20)) text += " first_day: " + std::to_string(Today() + Below(30) - 10);
    if (Percent(20)) text += " last_day: " + std::to_string(Today() + Below(60) - 10);
    Registry({text + " }"});
  }

  // A rule that can be asked of a household, or of any.
  std::string Rule(bool of_person) {
    static const char* const kOfAny[] = {
        "compare { field: FIELD_DESIL comparator: COMPARATOR_LESS_OR_EQUAL number: 4 }",
        "compare { field: FIELD_MEMBERS comparator: COMPARATOR_GREATER_OR_EQUAL number: 2 }",
        "members { quantity: QUANTITY_AT_LEAST of { age_between { min: 60 } } }"};
    return of_person && Percent(60) ? "age_between { min: 60 }" : kOfAny[Below(3)];
  }

  void SaveSetting() {
    switch (Below(5)) {
      case 0: {
        static const char* const kKinds[] = {"food", "meals", "cash"};
        const std::string programme = kProgrammes[Below(4)];
        std::string text = "programme_rule { programme: '" + programme + "' aid_kind: '" +
                           (programme == "rantang" ? "meals" : kKinds[Below(3)]) + "'";
        const bool of_person = programme == "rantang";
        if (Percent(60)) text += " rule { " + (of_person ? Rule(true) : Rule(false)) + " }";
        return Save(text + " }");
      }
      case 1:
      case 2:
        return SaveNeed();
      case 3:
        if (Percent(50)) {
          return Save("ranking { parts { component: RANKING_COMPONENT_DAYS_WITHOUT weight: " +
                      std::to_string(1 + Below(5)) + " } parts { component: RANKING_COMPONENT_ELDERLY weight: 7 } }");
        }
        return SaveMatrix();
      default:
        return SaveFeed();
    }
  }

  void SaveNeed() {
    const std::string id = kNeeds[Below(4)];
    std::string text = "need { need: '" + id + "' name_id: 'x' name_en: 'x'";
    text += Percent(75) ? " days: " + std::to_string(1 + Below(45)) : " month {}";
    if (id == "food") text += Percent(70) ? " aid_kinds: 'food'" : " aid_kinds: ['food', 'cash']";
    if (id == "meals") {
      text += " aid_kinds: 'meals' entitlement { unit: 'meal' per_day_e2: " + std::to_string(10 + Below(60)) +
              " least_percent: " + std::to_string(1 + Below(100)) + " }";
    }
    if (id == "meals" && Percent(50)) text += " recipients_days: " + std::to_string(20 + Below(60));
    if (id == "old") text += " rule { " + Rule(false) + " }";
    if (Percent(5)) text += " retired: true";
    if (world.Save(text + " }").ok()) Saved();  // refused: no programme has the kind by now
  }

  void SaveMatrix() {
    static const char* const kScopes[] = {"PERSON", "FAMILY", "HOUSEHOLD"};
    std::string text = "compatibility {";
    text += " lines { programme_a: 'blt' programme_b: 'pkh' scope: OVERLAP_SCOPE_HOUSEHOLD days: " +
            std::to_string(Below(20)) + " verdict: COMPATIBILITY_VERDICT_ALLOWED }";
    text += std::string(" lines { programme_a: 'sembako' scope: OVERLAP_SCOPE_") + kScopes[Below(3)] +
            (Percent(50) ? " same_month: true" : " days: " + std::to_string(21 + Below(20))) +
            " verdict: COMPATIBILITY_VERDICT_NOT_ALLOWED note_id: 'x' note_en: 'x'" +
            (Percent(50) ? " different_stakeholders: true }" : " }");
    if (Percent(50)) {
      text +=
          " lines { scope: OVERLAP_SCOPE_HOUSEHOLD different_stakeholders: true days: 45"
          " verdict: COMPATIBILITY_VERDICT_ALLOWED_WITH_NOTE note_id: 'x' note_en: 'x' }";
    }
    Save(text + " }");
  }

  void SaveFeed() {
    const std::string stakeholder = kStakeholders[Below(2)];
    const NaiveFeeds::Expectation feed = {.silent_after = Percent(80) ? kMicrosPerDay * (1 + Below(20)) : 0,
                                          .relied_on_days = 1 + Below(60),
                                          .settle = Percent(50) ? Below(3) * kMicrosPerDay : 0,
                                          .since = world.now};
    feeds_.Expect(stakeholder, feed);
    Save("feed_expectation { stakeholder: '" + stakeholder +
         "' silent_after_s: " + std::to_string(feed.silent_after / kMicrosPerSecond) + " relied_on_days: " +
         std::to_string(feed.relied_on_days) + " settle_s: " + std::to_string(feed.settle / kMicrosPerSecond) + " }");
  }

  void Save(const std::string& text) {
    const absl::Status status = world.Save(text);
    ASSERT_TRUE(status.ok()) << text << " " << status;
    Saved();
  }
  void Saved() {
    for (const pb::Fact& fact : world.last()) naive.Take(fact);
    world.Work();
    Seen();
  }

  void Hear() {
    const std::string stakeholder = kStakeholders[Below(3)];
    ledger::v1::Fact fact;
    fact.mutable_duplicated()->mutable_head()->set_city(kBontang);
    fact.mutable_duplicated()->mutable_head()->set_stakeholder(stakeholder);
    world.Ledger(fact);
    feeds_.Heard(stakeholder, world.now);
  }

  void BreakBox() {
    const std::string stakeholder = kStakeholders[Below(3)];
    const std::string box = "box: 'padu.aid.submitted.v1.6474." + stakeholder + "'";
    if (feeds_.Open(stakeholder, world.now)) {
      world.LedgerEngine("box_opened { " + box + " generation: 2 }");
    } else {
      world.LedgerEngine("box_stopped { " + box + " reason: 'BOX_TRUNCATED' }");
      feeds_.Stop(stakeholder);
      feeds_.Judge(AsOf(world.tables()).value());
    }
    world.Work();
  }

  std::mt19937 engine_;
  NaiveFeeds feeds_;
  int households_ = 0;
  int persons_ = 0;
  std::map<std::string, std::string> homes_;
  std::set<std::string> merged_;
  std::vector<AidId> given_;
  std::map<std::pair<std::string, std::string>, int> qualified_;
};

}  // namespace padu::matching::testing
