// Writes into letter boxes, and tells who waits when the broker has it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/stream/stream.h"

namespace padu::gateway {

// One writer on one thread for all boxes, so that each box keeps the order in which it was given. `log` outlives it.
class Boxes {
 public:
  using Written = std::function<void(absl::StatusOr<std::vector<stream::Offset>>)>;

  explicit Boxes(stream::Log& log);
  ~Boxes();  // what waits gets UNAVAILABLE
  Boxes(const Boxes&) = delete;
  Boxes& operator=(const Boxes&) = delete;

  // Hands records to a box; `written` gets their offsets, once, when the broker has all of them in all its replicas.
  // NOT_FOUND: there is no such box. RESOURCE_EXHAUSTED: too many wait. UNAVAILABLE: not known to be written within
  // kEventsTimeout; some may be. Any thread; `written` comes on the writer's, or at once.
  void Write(std::string box, std::vector<stream::OutRecord> records, Written written);

 private:
  struct Job {
    std::string box;
    std::vector<stream::OutRecord> records;
    Written written;
    absl::Time deadline;
    std::vector<stream::Offset> offsets;
    std::size_t sent = 0;  // records produced
  };

  void Run();
  bool TakeNew();
  void Produce();
  void Deliver(const stream::Delivery& delivery);
  void Expire();
  void FailAll(const absl::Status& why);
  void Finish(std::uint64_t number, absl::StatusOr<std::vector<stream::Offset>> result);
  absl::Status Known(const std::string& box);

  stream::Log& log_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::shared_ptr<Job>> inbox_;
  std::map<std::string, int> waiting_;  // records, by box; of inbox and under way
  int waiting_all_ = 0;
  bool stopping_ = false;

  // The writer's thread alone.
  std::unique_ptr<stream::Writer> writer_;
  std::map<std::uint64_t, std::shared_ptr<Job>> jobs_;                   // by number, under way
  std::map<std::uint64_t, std::pair<std::uint64_t, std::size_t>> sent_;  // record id -> job, index
  std::uint64_t last_job_ = 0;
  std::uint64_t last_record_ = 0;
  std::set<std::string> known_;
  absl::Time known_at_ = absl::InfinitePast();

  std::thread thread_;
};

}  // namespace padu::gateway
