// A city in one process from one seed: a registry, a ledger, matching and notification, each dying and coming back,
// days that pass while one of them is down, boxes that stop. At the end what matching's tables hold must be what the
// naive model works out from the accepted rows. Run() throws Broken when it is not.
#pragma once

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/journal/owner.h"
#include "common/stream/fake_log.h"
#include "services/intervention-ledger/api/intake.h"
#include "tests/simulation/city_events.h"
#include "tests/simulation/oracle.h"
#include "tests/simulation/parts.h"
#include "tests/simulation/registry_commands.h"

namespace padu::simulation {

class MatchingWorld {
 public:
  explicit MatchingWorld(std::uint64_t seed);
  ~MatchingWorld();

  void Run(int rounds);

  // Steps of owners and rows decided.
  std::uint64_t events() const { return events_; }
  // How often somebody was told of an alert.
  std::uint64_t told() const { return told_; }
  // What happened last, oldest first.
  std::string Story() const;

 private:
  enum Service { kRegistry, kLedger, kMatching, kNotification, kServices };

  struct Node {
    Node(stream::FakeBroker& broker, TrueTime& time) : clock(time), log(broker) {}
    std::string name;
    SkewedClock clock;
    stream::FakeLog log;
    std::unique_ptr<store::FakeStore> disk;
    // One life of the process.
    std::unique_ptr<CrashingStore> store;
    std::unique_ptr<journal::DirectWatch> watch;
    std::unique_ptr<journal::Machine> machine;
    std::unique_ptr<journal::Owner> owner;
    bool busy = false;
    int away_for = 0;  // rounds until it starts
  };

  void Round();
  void PassTime();
  void Start(Node& node);
  void Kill(Node& node);
  void Step(Service service);
  void Trouble();
  void Reopen();
  void Submit(Service service, journal::Command command);
  journal::Command NextSetting();
  // What officers and dispatchers do.
  std::optional<journal::Command> NextAnswer();
  void Letter();
  void Note(const std::string& what);
  void Settle();
  bool Settled();
  bool Serving(Service service);
  stream::TopicPartition Topic(Service service) const { return {journal::JournalTopic(nodes_[service]->name), 0}; }

  // Checks of the end.
  void CheckMatching();
  void CheckNotification();
  void CheckRebuild(Service service);

  Chance chance_;
  TrueTime time_;
  SkewedClock broker_clock_{time_};
  stream::FakeBroker broker_{broker_clock_};
  const CitySecrets& secrets_;
  ledger::Intake intake_;
  Folk folk_;
  RegistryCommands commands_;
  CityEvents letters_;
  std::array<std::unique_ptr<Node>, kServices> nodes_;
  std::vector<std::unique_ptr<AcceptedRows>> accepted_;
  std::vector<std::string> boxes_;
  std::uint64_t last_request_ = 0;
  int broker_away_for_ = 0;
  bool quiet_ = false;
  std::uint64_t events_ = 0;
  std::uint64_t told_ = 0;
  std::deque<std::string> story_;
};

}  // namespace padu::simulation
