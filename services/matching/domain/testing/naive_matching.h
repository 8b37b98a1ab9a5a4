// What matching must come to, worked out from the facts in the most naive way, with none of the machine's code: by the
// property test and the simulation. It looks at everything anew each time, and knows the few kinds of rules that they
// use: a household's desil and members, a member's age.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "padu/ledger/v1/facts.pb.h"
#include "padu/matching/v1/facts.pb.h"
#include "padu/registry/v1/facts.pb.h"

namespace padu::matching::testing {

class NaiveMatching {
 public:
  void Take(const registry::v1::Fact& fact);
  // Of the ledger's row of this sequence.
  void Take(std::uint64_t sequence, const ledger::v1::Fact& fact);
  // Settings; others of matching's facts say nothing.
  void Take(const v1::Fact& fact);

  struct Expected {
    v1::StandingStatus status = v1::STANDING_STATUS_NOT_CONCERNED;
    std::string kelurahan;
    int since = 0;
    std::optional<int> covered_until;
    std::int64_t rank = 0;
    std::vector<std::string> silent;
    bool operator==(const Expected&) const = default;
  };
  // On `day`; the household has been seen to have the need since `qualified`. `silent`: stakeholders, with the days for
  // which they are relied on.
  Expected Judge(const std::string& household, const std::string& need, int day, int qualified,
                 const std::map<std::string, int>& silent) const;
  bool HasNeed(const std::string& household, const std::string& need, int day) const;

  // Both disbursements of each overlap, and the verdict.
  using AidNumber = std::pair<std::uint64_t, std::uint32_t>;
  using Overlap = std::tuple<std::string, AidNumber, AidNumber, v1::CompatibilityVerdict>;
  std::set<Overlap> Overlaps() const;

  std::vector<std::string> Households() const;
  std::vector<std::string> Needs() const;

 private:
  struct Person {
    std::string home;
    std::string family;
    int birth_month = 0;
  };
  struct House {
    std::map<int, std::string> places;  // from this day on
    registry::v1::VerificationState state = registry::v1::VERIFICATION_STATE_UNVERIFIED;
    std::optional<int> expires;
    std::optional<std::pair<int, int>> desil;  // as of, desil
    std::string into;
  };
  struct Gift {
    std::string household, stakeholder, programme, person, family;
    int day = 0;
    std::optional<int> period_to;
    std::int64_t quantity = 0;
    std::string unit;
  };

  std::string PlaceOn(const House& house, int day) const;
  // Of the family only, unless it is empty.
  std::vector<const Person*> Members(const std::string& household, const std::string& family = "") const;
  bool Meets(const v1::Expression& rule, const std::string& household, const Person* person, int day,
             const std::string& family = "") const;
  std::string KindOf(const std::string& programme) const;
  bool Serves(const v1::Need& need, const Gift& gift) const;
  bool MayReceive(const registry::v1::ProgrammeContent& programme, const std::string& household, int day) const;
  bool Runs(const registry::v1::ProgrammeContent& programme, const std::string& household, int day) const;
  std::vector<const Gift*> GiftsOf(const std::string& household) const;
  bool IsShort(const v1::Need& need, const std::string& household, int day, int judged_on, int qualified) const;
  // Whether one, or somebody, received aid of the need of late.
  bool IsRecipient(const v1::Need& need, const std::string& household, const std::string& person, int day) const;
  // The registry has told of it.
  bool IsKnown(const std::string& household) const;
  // On `due`, as it is on `day`.
  int Entitled(const v1::Need& need, const std::string& household, int day, int due) const;
  const v1::CompatibilityLine* LineOf(const Gift& a, const Gift& b) const;

  std::map<std::string, Person> persons_;
  std::map<std::string, House> houses_;
  std::map<AidNumber, Gift> gifts_;
  std::map<std::string, registry::v1::ProgrammeContent> programmes_;
  std::map<std::string, v1::ProgrammeRule> rules_;
  std::map<std::string, v1::Need> needs_;
  v1::Ranking ranking_;
  v1::Compatibility matrix_;
};

}  // namespace padu::matching::testing
