// What stakeholders of a simulated city send to the ledger: events in their letter boxes in every encoding, and the
// same by gRPC. Sent twice, with another content, before what they refer to, about people not yet registered, and
// damaged.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/base/secrets.h"
#include "common/journal/machine.h"
#include "common/stream/stream.h"
#include "padu/ledger/v1/submission.pb.h"
#include "tests/simulation/parts.h"
#include "tests/simulation/registry_commands.h"

namespace padu::simulation {

// Those who have letter boxes. The last one is never registered.
inline constexpr const char* kStakeholders[] = {"dinsos", "baznas", "pupuk", "asing"};

class CityEvents {
 public:
  // `secrets` and `folk` outlive it.
  CityEvents(const CitySecrets& secrets, const Folk& folk) : secrets_(secrets), folk_(folk) {}

  stream::OutRecord NextLetter(const std::string& stakeholder, UnixMicros now, Chance& chance);
  journal::Command NextCommand(UnixMicros now, Chance& chance);
  // A command was answered with this row: what is rejected may be decided again.
  void Hear(const common::v1::Row& row);

 private:
  struct Event {
    std::string id;
    std::string type;
    std::shared_ptr<const google::protobuf::Message> content;
  };
  Event Next(const std::string& stakeholder, UnixMicros now, Chance& chance);
  std::shared_ptr<const google::protobuf::Message> NewContent(const std::string& stakeholder, int number, int today,
                                                              Chance& chance, std::string* type) const;
  void Disburse(const std::string& stakeholder, int today, Chance& chance,
                ledger::v1::DisbursementRecorded& disbursement) const;
  void Benefit(const std::string& programme, Chance& chance, ledger::v1::Benefit& benefit) const;
  void Beneficiary(const std::string& programme, Chance& chance, ledger::v1::Beneficiary& who) const;
  journal::Command Redecide(Chance& chance);

  const CitySecrets& secrets_;
  const Folk& folk_;
  std::map<std::string, std::vector<Event>> sent_;  // by stakeholder
  std::vector<std::pair<std::string, std::uint64_t>> rejected_;
  std::uint64_t last_request_ = 0;
};

}  // namespace padu::simulation
