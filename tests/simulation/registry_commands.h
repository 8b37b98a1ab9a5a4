// What operators and officers of a simulated city ask of the registry: valid commands mostly, stale and wrong ones too.
#pragma once

#include <map>
#include <string>

#include "common/base/secrets.h"
#include "common/journal/machine.h"
#include "padu/registry/v1/commands.pb.h"
#include "tests/simulation/parts.h"

namespace padu::simulation {

inline constexpr std::uint32_t kBontang = 6474;

// How many have been thought of so far: hh-1, hh-2, ..., with a family fa-n each; pe-1, ... Not all are registered.
struct Folk {
  int households = 0;
  int persons = 0;
};

// The NIK of somebody: there are kNiks.
inline constexpr int kNiks = 60;
std::string NikOf(int n);

class RegistryCommands {
 public:
  // `secrets` and `folk` outlive it.
  RegistryCommands(const CitySecrets& secrets, Folk& folk) : secrets_(secrets), folk_(folk) {}

  journal::Command Next(UnixMicros now, Chance& chance);
  // A command was answered with this row: etags are taken from it.
  void Hear(const common::v1::Row& row);

 private:
  registry::v1::Command Change(Chance& chance);
  registry::v1::Command ChangePerson(Chance& chance);
  registry::v1::Command ChangeHousehold(Chance& chance);
  registry::v1::Command Reference(Chance& chance);
  void Register(Chance& chance, registry::v1::RegisterHousehold& command);
  void NewPerson(Chance& chance, registry::v1::SealedPerson& person);
  void Nik(Chance& chance, registry::v1::PersonContent& content);
  void Verify(Chance& chance, registry::v1::TakeVerificationStep& step);
  std::string Household(Chance& chance) const;
  std::string Person(Chance& chance) const;

  const CitySecrets& secrets_;
  Folk& folk_;
  int today_ = 0;
  std::size_t reference_ = 0;
  std::uint64_t last_request_ = 0;
  std::map<std::string, std::uint64_t> etags_;                           // as last heard
  std::map<std::string, registry::v1::VerificationState> verification_;  // as last heard
};

}  // namespace padu::simulation
