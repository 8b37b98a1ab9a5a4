#include <algorithm>

#include "common/base/check.h"
#include "tests/simulation/world.h"

namespace padu::simulation {
namespace {

constexpr int kStepsToAnnounce = 30;

}  // namespace

void World::Trouble() {
  ++events_;
  Node& node = *nodes_[static_cast<std::size_t>(chance_.Below(static_cast<std::int64_t>(nodes_.size())))];
  switch (chance_.Below(9)) {
    case 0:
    case 1:
      return TroubleNode(node);
    case 2:
      return TroubleNetwork();
    case 3:
      if (troubles_.disks[node.service]) TroubleDisk(node);
      return;
    case 4:
      if (troubles_.tails[node.service]) TroubleTail(node.service);
      return;
    case 5:
      if (troubles_.boxes) TroubleBox();
      return;
    case 6:
      if (troubles_.clocks) TroubleClock(node);
      return;
    case 7:
      return services_.Trouble(broker_, chance_, coverage_);
    default:
      if (Node* down = Serving(kDown)) Reopen(*down);
  }
}

void World::TroubleNode(Node& node) {
  const int kind = static_cast<int>(chance_.Below(7));
  if (troubles_.pauses && kind == 0) {
    node.paused_for = 20 + static_cast<int>(chance_.Below(600));
    Count("paused", node.instance);
  }
  if (kind == 6 && troubles_.two_owners[node.service]) return BeginAtOnce(node.service);
  if (node.owner == nullptr) return;
  if (troubles_.crashes && kind == 1) {
    Count("dies", node.instance);
    Kill(node);
  }
  if (troubles_.crashes && (kind == 2 || kind == 3)) {
    node.store->DieInCommit(1 + static_cast<int>(chance_.Below(6)), chance_.Percent(50));
  }
  if (kind == 4) {
    Note("is to drain: " + node.instance);
    node.owner->Drain();
  }
  if (kind == 5 && troubles_.folds) {
    ++node.refolds;
    Count("new folds", node.instance);
    Kill(node);
  }
  if (kind == 5 && troubles_.full_disks) {
    Count("disk full", node.instance);
    node.disk->SetFreeBytes(0);
    node.full_for = static_cast<int>(chance_.Below(100)) + 1;
  }
}

// Whoever owns the service is gone, and its processes begin in the same moment.
void World::BeginAtOnce(Service service) {
  Count("two begin at once", services_.Name(service));
  for (auto& node : nodes_) {
    if (node->service != service) continue;
    Kill(*node);
    node->away_for = node->paused_for = 0;
    Start(*node, true);
  }
  for (int step = 0; step < kStepsToAnnounce; ++step) {
    for (auto& node : nodes_) {
      if (node->service == service) Step(*node);
    }
  }
}

void World::TroubleNetwork() {
  if (!troubles_.network) return;
  const int rounds = 1 + static_cast<int>(chance_.Below(150));
  const std::int64_t kind = chance_.Below(4);
  if (kind == 0) {
    Count("broker away");
    broker_.SetAway(true);
    broker_away_for_ = rounds;
  } else if (kind == 1) {
    Node& node = *nodes_[static_cast<std::size_t>(chance_.Below(static_cast<std::int64_t>(nodes_.size())))];
    Count("cut off", node.instance);
    node.log.SetCut(true);
    node.cut_for = rounds;
  } else {
    Count("records late and failing");
    const int delay = static_cast<int>(chance_.Below(100));
    const int fail = static_cast<int>(chance_.Below(20));
    broker_.SetPolicy([this, delay, fail](const stream::InFlight& record) {
      if (chance_.Percent(record.orphan ? 98 : delay)) return stream::Fate::kDelay;
      if (!chance_.Percent(fail)) return stream::Fate::kAppend;
      return chance_.Percent(50) ? stream::Fate::kAppendThenFail : stream::Fate::kLoseThenFail;
    });
    policy_for_ = rounds;
  }
}

void World::TroubleDisk(Node& node) {
  const std::int64_t kind = chance_.Below(4);
  if (kind < 2 || node.old_copy == nullptr) {
    node.old_copy = node.disk->Clone();
    node.beside->CopyDisk();
    return;
  }
  Kill(node);
  if (kind == 2) {
    Count("old disk back", node.instance);
    node.disk = node.old_copy->Clone();
    node.beside->RestoreDisk();
  } else {
    Count("disk lost", node.instance);
    node.disk = std::make_unique<store::FakeStore>(store::FakeStoreOptions{.journal_tag = 1});
    node.beside->LoseDisk();
  }
}

// Records that were acknowledged and that nobody has read.
void World::LoseUnread(Service service, stream::Offset end) {
  if (broker_.BoundsOf(Topic(service)).end <= end) return;
  Count("lost unread", Topic(service).topic + " ends at " + std::to_string(end));
  lose_unread_[service] = false;
  broker_.Truncate(Topic(service), end);
  accepted_[service].Reset();
}

// Of the journal topic; what is in flight may land right after.
void World::TroubleTail(Service service) {
  if (chance_.Percent(30)) {
    lose_unread_[service] = true;
    return;
  }
  const auto topic = Topic(service);
  const auto bounds = broker_.BoundsOf(topic);
  const auto& rows = accepted_[service].bytes();
  if (rows.size() > before_cut_[service].size()) before_cut_[service] = rows;
  const std::int64_t lost = std::min(chance_.Below(12) + 1, bounds.end - bounds.begin);
  Count("lost tail", topic.topic + " ends at " + std::to_string(bounds.end - lost));
  broker_.Truncate(topic, bounds.end - lost);
  accepted_[service].Reset();
  if (service == kUp && chance_.Percent(50)) RebuildOnLess();
}

// `down` begins from nothing while the topic of `up`, which does not run meanwhile, is shorter than it was.
void World::RebuildOnLess() {
  for (auto& node : nodes_) {
    if (node->service == kUp) node->paused_for = 100 + static_cast<int>(chance_.Below(200));
    if (node->service != kDown || !troubles_.disks[kDown]) continue;
    Count("disk lost", node->instance + " while " + services_.Name(kUp) + " is short");
    Kill(*node);
    node->away_for = 0;
    node->disk = std::make_unique<store::FakeStore>(store::FakeStoreOptions{.journal_tag = 1});
    node->beside->LoseDisk();
  }
}

void World::TroubleBox() {
  if (boxes_.empty()) return;
  const std::string& box = boxes_[static_cast<std::size_t>(chance_.Below(static_cast<std::int64_t>(boxes_.size())))];
  const auto bounds = broker_.BoundsOf({box, 0});
  const std::int64_t held = bounds.end - bounds.begin;
  const std::int64_t lost = std::min(chance_.Below(8), held);
  switch (chance_.Below(4)) {
    case 0:
      Count("box truncated", box);
      broker_.Truncate({box, 0}, bounds.end - lost);
      break;
    case 1:
      Count("box made anew", box);
      broker_.RecreateTopic(box);
      break;
    default:
      Count("box expired", box);
      broker_.RaiseBegin({box, 0}, bounds.begin + chance_.Below(held + 1));
      return;
  }
  // It may have grown past the old end before anybody looks.
  for (std::int64_t more = chance_.Below(16); more > 0; --more) {
    broker_.Append({box, 0}, services_.NextLetter(box, time_.now, chance_));
  }
}

void World::TroubleClock(Node& node) {
  constexpr std::int64_t kSkews[] = {0,
                                     5 * kMicrosPerMinute,
                                     -10 * kMicrosPerMinute,
                                     3 * kMicrosPerHour,
                                     -3 * kMicrosPerHour,
                                     40 * kMicrosPerDay,
                                     -40 * kMicrosPerDay};
  node.clock.skew = kSkews[chance_.Below(std::size(kSkews))];
  Count("clock jump", node.instance + " is off by " + std::to_string(node.clock.skew / kMicrosPerSecond) + " s");
}

// An operator re-opens the letter boxes that were stopped.
void World::Reopen(Node& node) {
  for (const auto& [topic, why] : node.owner->stopped_inputs()) {
    if (!topic.starts_with(services_.BoxPrefix())) continue;
    Count("box re-opened", topic + ", was " + why);
    ++unanswered_reopens_;
    try {
      node.owner->ReopenBox({.topic = topic, .offset = broker_.BoundsOf({topic, 0}).begin},
                            {.caller = "operator",
                             .deadline_boot = node.clock.BootNow() + kMicrosPerSecond,
                             .done = [this](const auto& answer) { unanswered_reopens_ -= answer.ok() ? 1 : 0; }});
    } catch (const Crashed&) {
      return Kill(node);
    }
  }
}

void World::EndTroubles() {
  Note("the troubles end");
  quiet_ = true;
  broker_away_for_ = policy_for_ = 0;
  lose_unread_ = {};
  broker_.SetAway(false);
  broker_.SetPolicy(nullptr);
  for (const Service service : {kUp, kDown}) {
    std::vector<std::size_t> candidates;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (nodes_[i]->service == service) candidates.push_back(i);
    }
    last_[service] = candidates[static_cast<std::size_t>(chance_.Below(static_cast<std::int64_t>(candidates.size())))];
  }
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    Node& node = *nodes_[i];
    node.paused_for = node.cut_for = node.full_for = node.away_for = 0;
    node.log.SetCut(false);
    node.clock.skew = 0;
    node.disk->SetFreeBytes(1'000'000);
    if (node.store != nullptr) node.store->DieInCommit(0, false);
    if (i != last_[node.service]) Kill(node);
  }
}

}  // namespace padu::simulation
