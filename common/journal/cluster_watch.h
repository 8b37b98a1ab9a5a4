// What the cluster looked like when last asked: ends of partitions and names of topics. Asking blocks, so that it is
// done beside the deciding thread (ClusterPoller); a simulation asks on the spot (DirectWatch).
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "common/base/clock.h"
#include "common/stream/stream.h"

namespace padu::journal {

// One answered question.
struct SeenBounds {
  stream::Bounds bounds;
  std::int64_t asked_boot = 0;  // boot time just before the question
  UnixMicros asked_wall = 0;    // wall time just before the question
};

class ClusterWatch {
 public:
  virtual ~ClusterWatch() = default;
  // Asks for this partition's bounds from now on, each second.
  virtual void Track(const stream::TopicPartition& tp) = 0;
  virtual void Untrack(const stream::TopicPartition& tp) = 0;
  // The last answer; nullopt before the first.
  virtual std::optional<SeenBounds> Latest(const stream::TopicPartition& tp) = 0;
  // Topics whose names begin with `prefix`, as last listed (every few seconds); nullopt before the first answer.
  virtual std::optional<std::vector<std::string>> Topics(const std::string& prefix) = 0;
};

// Asks at the moment of the call, if the last answer is older than a second. One thread.
class DirectWatch final : public ClusterWatch {
 public:
  DirectWatch(stream::Log& log, const Clock& clock) : log_(log), clock_(clock) {}
  void Track(const stream::TopicPartition& tp) override { seen_.try_emplace(tp); }
  void Untrack(const stream::TopicPartition& tp) override { seen_.erase(tp); }
  std::optional<SeenBounds> Latest(const stream::TopicPartition& tp) override;
  std::optional<std::vector<std::string>> Topics(const std::string& prefix) override;

 private:
  stream::Log& log_;
  const Clock& clock_;
  std::map<stream::TopicPartition, std::optional<SeenBounds>> seen_;
};

// Asks on a thread of its own. Any thread.
class ClusterPoller final : public ClusterWatch {
 public:
  ClusterPoller(stream::Log& log, const Clock& clock);
  ~ClusterPoller() override;
  void Track(const stream::TopicPartition& tp) override;
  void Untrack(const stream::TopicPartition& tp) override;
  std::optional<SeenBounds> Latest(const stream::TopicPartition& tp) override;
  std::optional<std::vector<std::string>> Topics(const std::string& prefix) override;

 private:
  void Run();
  void AskBounds();
  void AskTopics();

  stream::Log& log_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stop_ = false;
  std::map<stream::TopicPartition, std::optional<SeenBounds>> seen_;
  std::map<std::string, std::optional<std::vector<std::string>>> topics_;
  std::thread thread_;  // last: starts when all else is there
};

}  // namespace padu::journal
