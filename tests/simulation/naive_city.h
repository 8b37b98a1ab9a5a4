// The city as the registry's rows tell it, folded in the most naive way and with none of the services' code: what the
// oracles of both services go by. Throws Broken when the rows contradict each other.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "padu/common/v1/journal.pb.h"
#include "padu/registry/v1/facts.pb.h"

namespace padu::simulation {

struct Stay {
  std::string household;
  std::string family;
  int from = 0;
  std::optional<int> until;  // the first day no more
  bool Covers(int day) const { return from <= day && (!until.has_value() || day < *until); }
};

struct Person {
  std::vector<Stay> stays;  // as they came
  std::set<std::string> tokens;
  std::optional<int> died;
  bool erased = false;
  std::string merged_into;
  // The stay that stands; nullptr: none.
  const Stay* Standing() const;
};

struct Family {
  std::vector<Stay> stays;
};

struct Household {
  std::map<int, std::string> kelurahan;  // from this day on
  std::string merged_into;
  int merged_day = 0;
  registry::v1::VerificationState verification = registry::v1::VERIFICATION_STATE_UNVERIFIED;
  std::string proposer;
  std::optional<int> expires_day;
  // On that day; before the first one, the first.
  std::string KelurahanOn(int day) const;
};

class NaiveCity {
 public:
  // The next row.
  void Fold(const common::v1::Row& row);

  std::map<std::string, Person> persons;
  std::map<std::string, Family> families;
  std::map<std::string, Household> households;
  std::map<std::string, registry::v1::StakeholderSaved> stakeholders;
  std::map<std::string, registry::v1::ProgrammeContent> programmes;
  std::map<std::string, std::string> holders;    // token -> person
  std::map<std::string, std::uint64_t> touched;  // id -> the row that last changed it
  int members(const std::string& household) const;
  // Who a record stands for: itself, or the one that it was merged into.
  std::string PersonOf(std::string person) const;

  // The stay by which aid given on `day` counts; nullptr if there are none. The last begun of those that cover the day;
  // else the last begun before it; else the first.
  static const Stay* StayOn(const std::vector<Stay>& stays, int day);
  // Where a household's aid of that day counts: mergers that had happened are followed.
  std::string Survivor(std::string household, int day) const;

 private:
  void Fold(const registry::v1::Fact& fact, const std::string& caller);
  void Merge(const registry::v1::PersonsMerged& fact);
  void FoldPerson(const registry::v1::Fact& fact);
  void Begin(const std::string& person, const registry::v1::Membership& membership);
  void End(const registry::v1::MembershipEnded& fact);
  void TakeTokens(const std::string& person, const registry::v1::PersonContent& content);
  void DropTokens(const std::string& person);
  void Verify(const registry::v1::HouseholdVerificationChanged& fact, const std::string& caller);
  void Expire(const registry::v1::HouseholdVerificationExpired& fact);
  Person& PersonAt(const std::string& id);
  Household& HouseholdAt(const std::string& id);
};

// Ids of what a fact changes.
std::set<std::string> Touched(const registry::v1::Fact& fact);

}  // namespace padu::simulation
