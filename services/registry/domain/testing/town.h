// A small town for tests of the registry, made by commands, and commands written as text.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/days.h"
#include "common/testing/given_when_then.h"
#include "padu/registry/v1/commands.pb.h"
#include "services/registry/domain/machine.h"
#include "services/registry/domain/tables.h"

namespace padu::registry::testing {

inline constexpr CityNumber kBontang = 6474;
inline constexpr std::string_view kOperator = "operators/ani";
inline constexpr std::string_view kOfficer = "officers/telihan-kesra";
inline constexpr std::string_view kLurah = "officers/telihan-lurah";

// A message from protobuf's text format; a text that does not parse ends the test.
template <typename T>
T Parse(std::string_view text);
// The name of a NIK's token: 32 bytes that differ for different letters.
std::string TokenOf(char letter);

// Regions: the city, Bontang Barat 64.74.03, Gunung Telihan 64.74.03.1002, Belimbing 64.74.03.1001.
// Stakeholders dinsos-pm and baznas; programme rantang-kasih of dinsos-pm.
// Officers telihan-kesra, telihan-lurah (Telihan), belimbing-kesra (Belimbing), mantan (Telihan, released).
// hh-1 in Telihan: family fa-1 with pe-1 (head, NIK a) and pe-2 (wife, NIK b); pe-3 without KK.
// hh-2 in Belimbing: family fa-2 with pe-4 (head, NIK d), pe-6 (died), pe-7 (erased, had NIK g), pe-8 (left the city),
// pe-10 (merged into pe-4).
// hh-3 in Belimbing: merged into hh-2, with pe-5 and fa-3. hh-4 in Telihan: empty since pe-9 died.
class Town {
 public:
  Town() : Town(Default()) {}
  // The machine must outlive the town.
  explicit Town(const RegistryMachine& machine);

  // Decides a command written as text, without its city: "record_death { person: 'pe-1' day: 20000 }".
  Town& When(std::string_view command, std::string_view caller = kOperator);
  Town& When(v1::Command command, std::string_view caller = kOperator);
  // The same, and it must not be refused.
  Town& Do(std::string_view command, std::string_view caller = kOperator);

  // Time passes to the begin of this day.
  Town& On(Day day);
  // Works off the first due entry: false if none is due. Or puts it aside.
  bool RunDue() { return test_.RunDue(); }
  bool SkipDue() { return test_.SkipDue(); }

  std::string Refusal() const { return test_.Refusal(); }
  const absl::Status& status() const { return test_.status(); }
  std::vector<v1::Fact> Facts() const { return test_.Facts<v1::Fact>(); }
  // The names of the facts, in order: "membership_ended membership_began".
  std::string FactNames() const;
  const store::Reader& tables() const { return test_.tables(); }

  pb::PersonRow Person(std::string_view id) const;
  pb::HouseholdRow Household(std::string_view id) const;
  pb::FamilyRow Family(std::string_view id) const;

 private:
  static const RegistryMachine& Default();

  padu::testing::GivenWhenThen test_;
};

// The day of padu::testing::kTestNow in Bontang: 2026-03-15.
inline constexpr Day kToday = 20'527;

}  // namespace padu::registry::testing
