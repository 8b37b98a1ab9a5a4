// Runs the owner of one partition on a thread of its own, and is the door to it for the API.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "common/journal/last_word.h"
#include "common/journal/mailbox.h"
#include "common/journal/owner.h"
#include "common/journal/ports.h"

namespace padu::journal {

// Where a partition's store lives. Any thread.
class StoreHome {
 public:
  virtual ~StoreHome() = default;
  // Opens the partition's store; one marked as corrupt is set aside first.
  virtual absl::StatusOr<std::shared_ptr<store::Store>> Open(int partition) = 0;
  // Keeps the closed store of the partition apart, so that Open gives an empty one.
  virtual absl::Status SetAside(int partition) = 0;
};

// What operators are shown of a partition.
struct PartitionStatus {
  int partition = 0;
  std::string stage;
  std::string waits_for;  // what keeps it from serving, if it can be named
  Epoch epoch;
  Sequence committed = 0;
  Sequence confirmed = 0;
  bool in_contact = false;
  absl::Duration since_contact;
  UnixMicros time = 0;
  bool clock_step_refused = false;
  bool gap_alarm = false;
  std::vector<InputStatus> inputs;
  std::string problem;
};

class PartitionThread final : public Partition {
 public:
  struct Parts {
    const Machine& machine;
    stream::Log& log;
    const Clock& clock;
    ClusterWatch& cluster;
    StoreHome& home;
    std::function<std::uint64_t()> draw_life;
    // Called on the partition's thread when it can only be helped by a new start of the process.
    std::function<void(Owner::Stop why, const std::string& problem)> on_end;
  };

  PartitionThread(Parts parts, OwnerOptions options);
  ~PartitionThread() override;

  void Start();
  // Takes no more, waits until all is confirmed or `patience` is over, then ends the thread.
  void Stop(absl::Duration patience);

  void Submit(Command command, absl::Time deadline, Done done) override;
  absl::Status Read(const std::optional<Position>& at_least, absl::Time deadline,
                    const std::function<absl::Status(const store::Reader&, const Freshness&)>& read) override;
  absl::StatusOr<std::vector<Row>> Watch(Sequence from, int max_rows, absl::Time deadline) override;
  // Has the owner do what an operator asks of it: `what` is one of Owner's commands for operators. `done` as for
  // Submit.
  void Operate(std::function<void(Owner&, OperatorCall)> what, const std::string& caller, absl::Time deadline,
               Done done);

  PartitionStatus status() const;

 private:
  // What the thread leaves for others to read, under mutex_.
  struct Shared {
    std::shared_ptr<store::Store> store;
    bool serving = false;
    EpochLine line;  // of the accepted rows
    Sequence confirmed = 0;
    std::int64_t contact_boot = 0;
    UnixMicros time = 0;
    PartitionStatus status;
  };
  using Letter = std::function<void(Owner&)>;

  void Run();
  // One life of an owner; false: no other is to follow.
  bool Live();
  void TakeLetters(Owner& owner);
  void Share(Owner& owner);
  void Post(Letter letter, const Done& done);
  std::int64_t BootOf(absl::Time moment) const;
  Freshness FreshnessOf(const store::Reader& tables) const;

  const Parts parts_;
  const OwnerOptions options_;
  LastWord last_word_;
  mutable std::mutex mutex_;
  std::condition_variable letters_wake_;
  mutable std::condition_variable confirmed_wake_;
  std::deque<Letter> letters_;
  Shared shared_;
  std::int64_t inputs_shared_boot_ = 0;  // the thread's: when the inputs' status was last shared
  bool running_ = false;                 // a live owner takes letters
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

}  // namespace padu::journal
