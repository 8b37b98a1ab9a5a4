#include "common/journal/cluster_watch.h"

#include <chrono>

namespace padu::journal {
namespace {

constexpr auto kPeriod = std::chrono::seconds(1);
constexpr int kRoundsPerListing = 3;
constexpr absl::Duration kAskTimeout = absl::Seconds(1);

std::optional<SeenBounds> Ask(stream::Log& log, const Clock& clock, const stream::TopicPartition& tp) {
  SeenBounds seen{.bounds = {}, .asked_boot = clock.BootNow(), .asked_wall = clock.WallNow()};
  const auto bounds = log.QueryBounds(tp, kAskTimeout);
  if (!bounds.ok()) return std::nullopt;
  seen.bounds = *bounds;
  return seen;
}

std::optional<std::vector<std::string>> List(stream::Log& log, const std::string& prefix) {
  const auto listed = log.ListTopics(prefix, kAskTimeout);
  if (!listed.ok()) return std::nullopt;
  std::vector<std::string> names;
  for (const stream::TopicInfo& topic : *listed) names.push_back(topic.name);
  return names;
}

}  // namespace

std::optional<SeenBounds> DirectWatch::Latest(const stream::TopicPartition& tp) {
  std::optional<SeenBounds>& last = seen_[tp];
  if (last.has_value() && clock_.BootNow() - last->asked_boot < kMicrosPerSecond) return last;
  if (auto seen = Ask(log_, clock_, tp)) last = seen;
  return last;
}

std::optional<std::vector<std::string>> DirectWatch::Topics(const std::string& prefix) { return List(log_, prefix); }

ClusterPoller::ClusterPoller(stream::Log& log, const Clock& clock)
    : log_(log), clock_(clock), thread_([this] { Run(); }) {}

ClusterPoller::~ClusterPoller() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void ClusterPoller::Track(const stream::TopicPartition& tp) {
  const std::lock_guard lock(mutex_);
  seen_.try_emplace(tp);
  wake_.notify_all();
}

void ClusterPoller::Untrack(const stream::TopicPartition& tp) {
  const std::lock_guard lock(mutex_);
  seen_.erase(tp);
}

std::optional<SeenBounds> ClusterPoller::Latest(const stream::TopicPartition& tp) {
  const std::lock_guard lock(mutex_);
  const auto found = seen_.find(tp);
  return found == seen_.end() ? std::nullopt : found->second;
}

std::optional<std::vector<std::string>> ClusterPoller::Topics(const std::string& prefix) {
  const std::lock_guard lock(mutex_);
  return topics_[prefix];
}

void ClusterPoller::Run() {
  for (int round = 0;; ++round) {
    AskBounds();
    if (round % kRoundsPerListing == 0) AskTopics();
    std::unique_lock lock(mutex_);
    if (wake_.wait_for(lock, kPeriod, [this] { return stop_; })) return;
  }
}

void ClusterPoller::AskBounds() {
  std::vector<stream::TopicPartition> asked;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [tp, seen] : seen_) asked.push_back(tp);
  }
  for (const auto& tp : asked) {
    const auto seen = Ask(log_, clock_, tp);
    const std::lock_guard lock(mutex_);
    if (stop_) return;
    const auto found = seen_.find(tp);
    if (seen.has_value() && found != seen_.end()) found->second = seen;
  }
}

void ClusterPoller::AskTopics() {
  std::vector<std::string> prefixes;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [prefix, names] : topics_) prefixes.push_back(prefix);
  }
  for (const std::string& prefix : prefixes) {
    auto names = List(log_, prefix);
    const std::lock_guard lock(mutex_);
    if (names.has_value()) topics_[prefix] = std::move(names);
  }
}

}  // namespace padu::journal
