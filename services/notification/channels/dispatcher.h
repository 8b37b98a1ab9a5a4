// Sends deliveries: beside the partitions, on threads of its own for each channel, so that a receiver that hangs holds
// no other channel up. A delivery is taken by a command, and sent once that is confirmed; what became of it is a
// command too. Whatever dies between, it is sent again under the same message id.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/ops/metrics.h"
#include "services/notification/api/writes.h"
#include "services/notification/channels/address_book.h"
#include "services/notification/channels/channel.h"
#include "services/notification/domain/tables.h"

namespace padu::notification {

class Dispatcher {
 public:
  struct Parts {
    Doors doors;
    std::vector<journal::Partition*> partitions;
    std::map<v1::Channel, const Channel*> channels;
    AddressBook& addresses;
    const Clock& clock;
    Random& random;
    ops::Metrics& metrics;
    std::string link_base;  // "http://127.0.0.1:17080/n/"
  };

  explicit Dispatcher(Parts parts);
  ~Dispatcher();

  void Start();
  // Takes no more, and waits for what is being sent.
  void Stop();

 private:
  // How far a journal was at which time since boot: pauses are reckoned by its time, which never jumps, and which
  // stands between rows.
  struct Heard {
    UnixMicros time = 0;
    std::int64_t boot = 0;
  };

  struct Job {
    std::uint32_t city = 0;
    v1::DeliveryId delivery;
    std::uint32_t attempts = 0;
    std::string key;  // of the delivery, for in_hand_
  };

  void Look();
  void FindJobs(journal::Partition& partition);
  UnixMicros NowOf(const journal::Partition& partition, UnixMicros time);
  void Take(const OpenDeliveryParts& open, const store::Reader& tables);
  void Work(v1::Channel channel);
  void Deliver(const Job& job);
  Outcome Send(const Job& job, const v1::DigestRow& digest);
  Outgoing MessageOf(const Job& job, const v1::DigestRow& digest, const CitySecrets& secrets, std::string address);
  // NOT_FOUND: there is none, for good.
  absl::StatusOr<std::string> AddressOf(const Job& job, const v1::DigestRow& digest);
  void Report(const Job& job, const Outcome& outcome);
  absl::Status Command(const Job& job, const char* method, std::shared_ptr<v1::Command> command, v1::DigestRow* digest);

  Parts parts_;
  const ops::CounterFamily attempts_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::map<v1::Channel, std::deque<Job>> jobs_;
  std::set<std::string> in_hand_;
  std::map<const journal::Partition*, Heard> heard_;  // Look's alone
  std::vector<std::thread> threads_;
};

}  // namespace padu::notification
