#include "tests/simulation/city_services.h"

#include "padu/ledger/v1/facts.pb.h"
#include "padu/registry/v1/facts.pb.h"
#include "services/intervention-ledger/domain/machine.h"
#include "services/registry/domain/machine.h"
#include "tests/simulation/ledger_oracle.h"
#include "tests/simulation/registry_oracle.h"

namespace padu::simulation {
namespace {

// Each fact by its kind.
template <typename Fact>
void CoverFacts(const std::string& service, const std::vector<common::v1::Row>& rows, Coverage& coverage) {
  for (const common::v1::Row& row : rows) {
    for (const std::string& bytes : row.facts()) {
      Fact fact;
      PADU_MUST(fact.ParseFromString(bytes), "a fact does not parse");
      const auto* kind =
          fact.GetReflection()->GetOneofFieldDescriptor(fact, Fact::descriptor()->FindOneofByName("kind"));
      coverage.Count(service + ": " + (kind == nullptr ? "nothing" : kind->name()));
    }
  }
}

}  // namespace

std::unique_ptr<journal::Machine> CityServices::NewMachine(Service service) const {
  // What is approved ends at once: there is due work.
  if (service == kUp) return std::make_unique<registry::RegistryMachine>(registry::Rules{.verification_days = 0});
  return std::make_unique<ledger::LedgerMachine>();
}

journal::Command CityServices::NextCommand(Service service, UnixMicros now, Chance& chance) {
  return service == kUp ? commands_.Next(now, chance) : events_.NextCommand(now, chance);
}

stream::OutRecord CityServices::NextLetter(const std::string& box, UnixMicros now, Chance& chance) {
  return events_.NextLetter(box.substr(box.rfind('.') + 1), now, chance);
}

void CityServices::Hear(Service service, const common::v1::Row& row) {
  if (service == kUp) commands_.Hear(row);
  if (service == kDown) events_.Hear(row);
}

std::unique_ptr<Beside> CityServices::NewBeside(Service service, stream::FakeBroker& broker, stream::Log& log,
                                                SkewedClock& clock, TrueTime& time, std::uint64_t seed) {
  if (service == kDown) return std::make_unique<Beside>();
  return std::make_unique<KeyDesk>(keys_, broker, log, clock, time, seed);
}

void CityServices::Trouble(stream::FakeBroker& broker, Chance& chance, Coverage& coverage) {
  if (chance.Percent(10) && !keys_.rotated()) {
    keys_.Rotate();
    coverage.Count("keys: a new master key");
  }
  keys_.Trouble(broker, chance, coverage);
}

void CityServices::CheckAnswer(Service service, const journal::Command& command, const common::v1::Row& row,
                               const std::vector<common::v1::Row>& rows) const {
  if (service == kUp) CheckRegistryAnswer(command, row, rows);
  if (service == kDown) CheckLedgerAnswer(command, row);
}

void CityServices::CheckEnd(const Remains& up, const Remains& down) const {
  CheckRegistry(up);
  CheckLedger(up.rows, down);
}

void CityServices::Cover(const Remains& up, const Remains& down, Coverage& coverage) const {
  CoverFacts<registry::v1::Fact>("registry", up.rows, coverage);
  CoverFacts<ledger::v1::Fact>("ledger", down.rows, coverage);
  for (const common::v1::Row& row : down.rows) {
    ledger::v1::Fact fact;
    if (row.facts().empty() || !fact.ParseFromString(row.facts(0)) || !fact.has_posted()) continue;
    if (row.cause().has_due()) coverage.Count("ledger: posted after it was parked");
    if (row.cause().has_command() && fact.posted().head().has_first_sequence()) {
      coverage.Count("ledger: posted after it was rejected");
    }
    if (fact.posted().entries_size() == 2) coverage.Count("ledger: corrected");
    if (fact.posted().entries(0).has_reverses_sequence()) coverage.Count("ledger: reversed");
  }
}

std::vector<std::string> CityServices::MustCover() const {
  std::vector<std::string> must = {"ledger: posted after it was parked",
                                   "ledger: posted after it was rejected",
                                   "ledger: corrected",
                                   "ledger: reversed",
                                   "keys: a new master key",
                                   "keys: late record of a zombie",
                                   "keys: topic compacted"};
  for (const char* fact : {"household_registered", "person_registered", "person_updated", "membership_began",
                           "membership_ended", "household_moved", "households_merged", "person_died", "person_erased",
                           "household_verification_changed", "desil_recorded", "sealed_opened"}) {
    must.push_back(std::string("registry: ") + fact);
  }
  for (const char* fact :
       {"posted", "duplicated", "conflicted", "rejected", "parked", "unreadable", "quarantined", "wait_ended"}) {
    must.push_back(std::string("ledger: ") + fact);
  }
  return must;
}

}  // namespace padu::simulation
