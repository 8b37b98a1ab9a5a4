// One simulated city: a broker, one or two processes for each of two services, clients, letter boxes, and what goes
// wrong with them, all from one seed. Run() throws Broken when something that must hold does not.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/journal/owner.h"
#include "common/stream/fake_log.h"
#include "tests/simulation/coverage.h"
#include "tests/simulation/oracle.h"
#include "tests/simulation/parts.h"
#include "tests/simulation/poison.h"
#include "tests/simulation/services.h"

namespace padu::simulation {

class World {
 public:
  // `services` are this world's alone, and outlive it.
  World(std::uint64_t seed, Services& services);
  ~World();

  void Run(int rounds);

  // Steps of owners that did something, rows decided, and what befell them: commands, letters, troubles.
  std::uint64_t events() const { return events_; }
  const Coverage& coverage() const { return coverage_; }
  // What happened last, oldest first.
  std::string Story() const;

 private:
  // What may go wrong in this world. A journal topic that loses its tail and a disk that loses rows are never in one
  // world: rows that both have lost are lost.
  struct Troubles {
    bool two_owners[kServices] = {};
    bool disks[kServices] = {};
    bool tails[kServices] = {};
    bool crashes = false;
    bool pauses = false;
    bool network = false;
    bool boxes = false;
    bool clocks = false;
    bool folds = false;
    bool full_disks = false;
    int percent = 0;  // of rounds with a trouble
  };

  struct Node {
    Node(stream::FakeBroker& broker, TrueTime& time) : clock(time), log(broker) {}
    Service service = kUp;
    std::string instance;
    SkewedClock clock;
    stream::FakeLog log;
    std::unique_ptr<store::FakeStore> disk;
    std::unique_ptr<store::FakeStore> old_copy;
    std::unique_ptr<Beside> beside;
    std::uint32_t refolds = 0;  // how often its folds got another version
    // One life of the process.
    std::unique_ptr<CrashingStore> store;
    std::unique_ptr<journal::DirectWatch> watch;
    std::unique_ptr<journal::Machine> machine;
    std::unique_ptr<journal::Owner> owner;
    journal::Sequence confirmed = 0;
    bool busy = false;   // its last step did something
    int away_for = 0;    // rounds until it starts
    int paused_for = 0;  // rounds in which it is not run
    int cut_for = 0;
    int full_for = 0;
  };

  // A command and what its callers have heard.
  struct Op {
    Service service = kUp;
    journal::Command command;
  };
  struct Answered {
    Op op;
    journal::Sequence row;
    std::string bytes;
  };

  // world.cc
  void Round();
  void PassTime();
  void Start(Node& node, bool take_over);
  void Kill(Node& node);
  void Step(Node& node);
  void AfterStop(Node& node);
  void Command();
  void Send(Node& node, Op op, bool fresh);
  void Submit(Node& node, const Op& op);
  void Hear(Node& node, const Op& op, const absl::StatusOr<journal::Answer>& answer);
  void HearRefusal(const Op& op, const absl::Status& why);
  void Letter();
  void Note(const std::string& what);
  // The same, counted as `kind`.
  void Count(std::string_view kind, const std::string& of = "");
  Node* Serving(Service service);
  stream::TopicPartition Topic(Service service) const { return {journal::JournalTopic(services_.Name(service)), 0}; }

  // troubles.cc
  void Trouble();
  void TroubleNode(Node& node);
  void BeginAtOnce(Service service);
  void TroubleNetwork();
  void TroubleDisk(Node& node);
  void TroubleTail(Service service);
  void RebuildOnLess();
  void LoseUnread(Service service, stream::Offset end);
  void TroubleBox();
  void TroubleClock(Node& node);
  void Reopen(Node& node);
  void EndTroubles();

  // quiesce.cc
  void Quiesce();
  void Settle();
  bool Settled();
  void RestartStoppedInputs();
  void CheckJournal(Service service);
  void CheckAnswers();
  void CheckPoison(Service service);
  void CheckEnd();
  void CheckBoxes(const BoxFold& fold, bool reopened);
  void CheckRebuild(Service service);
  void CountTopics();
  void StepUntilIdle(journal::Owner& owner);
  Node& Last(Service service) { return *nodes_[last_[service]]; }

  Services& services_;
  Chance chance_;
  std::int64_t time_row_us_ = kMicrosPerMinute;
  TrueTime time_;
  SkewedClock broker_clock_{time_};
  stream::FakeBroker broker_{broker_clock_};
  Troubles troubles_;
  Poison poison_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::array<std::size_t, kServices> last_ = {};  // who is left at the end
  std::array<AcceptedRows, kServices> accepted_{AcceptedRows(broker_, Topic(kUp)), AcceptedRows(broker_, Topic(kDown))};
  std::array<std::vector<std::string>, kServices> before_cut_;  // rows that a topic had before it lost its tail
  std::vector<Op> ops_;
  std::vector<Answered> answered_;
  std::vector<std::string> boxes_;
  int unanswered_reopens_ = 0;
  std::array<bool, kServices> lose_unread_ = {};  // what is written next is lost before anybody reads it
  int broker_away_for_ = 0;
  int policy_for_ = 0;
  bool quiet_ = false;
  std::uint64_t events_ = 0;
  Coverage coverage_;
  std::deque<std::string> story_;
};

}  // namespace padu::simulation
