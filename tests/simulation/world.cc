#include "tests/simulation/world.h"

#include <algorithm>
#include <limits>

#include "common/base/check.h"
#include "common/base/crypto.h"
#include "common/base/status.h"
#include "tests/simulation/refolded.h"

namespace padu::simulation {
namespace {

constexpr std::size_t kStoryLength = 80;

const char* NameOf(journal::Owner::Stop why) {
  using Stop = journal::Owner::Stop;
  switch (why) {
    case Stop::kNone:
      return "for nothing";
    case Stop::kDrained:
      return "drained";
    case Stop::kFenced:
      return "fenced";
    case Stop::kLostTail:
      return "for a lost tail";
    case Stop::kDiverged:
      return "diverged";
    case Stop::kStuck:
      return "stuck";
  }
  return "";
}

}  // namespace

World::World(std::uint64_t seed, Services& services) : services_(services), chance_(seed) {
  Troubles& t = troubles_;
  for (int service = 0; service < kServices; ++service) {
    t.tails[service] = chance_.Percent(25);
    t.two_owners[service] = !t.tails[service] && chance_.Percent(50);
    t.disks[service] = !t.tails[service] && chance_.Percent(40);
  }
  t.crashes = chance_.Percent(70);
  t.pauses = chance_.Percent(50);
  t.network = chance_.Percent(60);
  t.boxes = chance_.Percent(40);
  t.clocks = chance_.Percent(30);
  t.folds = chance_.Percent(15);
  t.full_disks = chance_.Percent(10);
  t.percent = static_cast<int>(chance_.Below(6));
  if (chance_.Percent(20)) poison_ = Poison(5);
  if (chance_.Percent(50)) broker_.SetFetchedAhead(static_cast<std::size_t>(1 + chance_.Below(10)));
  for (const Service service : {kUp, kDown}) {
    PADU_CHECK(nodes_.empty() || service == kDown);
    stream::FakeLog admin(broker_);
    PADU_CHECK(admin.CreateTopic({.name = Topic(service).topic}, absl::Seconds(1)).ok());
    for (int i = 0; i <= (t.two_owners[service] ? 1 : 0); ++i) {
      auto node = std::make_unique<Node>(broker_, time_);
      node->service = service;
      node->instance = services_.Name(service) + "-" + std::to_string(i);
      node->disk = std::make_unique<store::FakeStore>(store::FakeStoreOptions{.journal_tag = 1});
      node->beside = services_.NewBeside(service, broker_, node->log, node->clock, time_, chance_.Next());
      nodes_.push_back(std::move(node));
    }
  }
}

World::~World() {
  for (auto& node : nodes_) {
    node->beside->Die(chance_);
    node->owner.reset();
  }
}

void World::Run(int rounds) {
  for (int round = 0; round < rounds; ++round) Round();
  EndTroubles();
  Quiesce();
}

void World::Note(const std::string& what) {
  story_.push_back(std::to_string(events_) + " " + std::to_string(time_.now % (1000 * kMicrosPerSecond)) + " " + what);
  if (story_.size() > kStoryLength) story_.pop_front();
}

void World::Count(std::string_view kind, const std::string& of) {
  coverage_.Count(kind);
  Note(std::string(kind) + (of.empty() ? "" : ": " + of));
}

std::string World::Story() const {
  std::string story;
  for (const std::string& line : story_) story += "  " + line + "\n";
  return story;
}

void World::Round() {
  for (auto& node : nodes_) {
    if (chance_.Percent(70)) Step(*node);
  }
  PassTime();
  if (chance_.Percent(30)) Command();
  if (chance_.Percent(25)) Letter();
  if (chance_.Percent(troubles_.percent)) Trouble();
}

void World::PassTime() {
  const std::int64_t kind = chance_.Below(1000);
  std::int64_t most = 20 * kMicrosPerMilli;
  if (kind < 50) most = kMicrosPerSecond;
  if (kind < 5) most = 70 * kMicrosPerSecond;
  time_.now += chance_.Below(most);
  if (broker_away_for_ > 0 && --broker_away_for_ == 0) broker_.SetAway(false);
  if (policy_for_ > 0 && --policy_for_ == 0) broker_.SetPolicy(nullptr);
}

void World::Start(Node& node, bool take_over) {
  node.store = std::make_unique<CrashingStore>(*node.disk);
  node.store->SetDelay(static_cast<int>(chance_.Below(4)));
  node.watch = std::make_unique<journal::DirectWatch>(node.log, node.clock);
  node.machine =
      std::make_unique<Refolded>(std::make_unique<Poisoned>(services_.NewMachine(node.service), poison_), node.refolds);
  journal::OwnerOptions options;
  options.service = services_.Name(node.service);
  options.instance = node.instance;
  options.life = chance_.Next();
  options.take_over = take_over;
  options.time_row_us = time_row_us_;
  options.short_patience_us = std::numeric_limits<std::int64_t>::max();  // what is lost here is published again
  if (node.service == kDown) {
    options.intake = &services_.intake();
    options.box_prefix = services_.BoxPrefix();
    options.owns_box = [](const std::string&) { return true; };
  }
  Note("start " + node.instance + (take_over ? " taking over" : ""));
  node.owner = std::make_unique<journal::Owner>(
      *node.machine, journal::Ports{node.log, *node.store, node.clock, *node.watch}, std::move(options));
  node.confirmed = 0;
  node.beside->Start(*node.owner, *node.store);
}

// The process dies, and with it what its disk had not synced.
void World::Kill(Node& node) {
  node.beside->Die(chance_);
  if (node.store != nullptr) node.store->Abandon(chance_.Percent(50));
  node.owner.reset();
  const auto unsynced = static_cast<std::int64_t>(node.disk->unsynced());
  node.disk->Crash(static_cast<std::size_t>(chance_.Below(unsynced + 1)));
  node.away_for = static_cast<int>(chance_.Below(quiet_ ? 1 : 60));
}

void World::Step(Node& node) {
  if (node.cut_for > 0 && --node.cut_for == 0) node.log.SetCut(false);
  if (node.full_for > 0 && --node.full_for == 0) node.disk->SetFreeBytes(1'000'000);
  if (node.paused_for > 0) {
    --node.paused_for;
    return;
  }
  if (node.owner == nullptr) {
    if (node.away_for-- > 0) return;
    Start(node, quiet_ || chance_.Percent(50));
    return;
  }
  const auto before = node.owner->phase();
  const journal::Sequence committed = node.owner->committed();
  const stream::Offset end = broker_.BoundsOf(Topic(node.service)).end;
  try {
    node.busy = node.owner->Step();
    events_ += node.busy ? 1 : 0;
  } catch (const Crashed&) {
    Count("dies in a commit", node.instance);
    Kill(node);
    return;
  }
  if (lose_unread_[node.service]) LoseUnread(node.service, end);
  if (node.owner->phase() == journal::Owner::Phase::kServing) {
    if (before != node.owner->phase()) {
      Note("serves: " + node.instance + " in epoch " + std::to_string(node.owner->epoch().number) + " from row " +
           std::to_string(node.owner->committed()));
      for (const auto& [input, why] : node.owner->stopped_inputs()) Note("  without " + input + ": " + why);
    } else {
      PADU_MUST(node.owner->confirmed() >= node.confirmed, "confirmed rows of " + node.instance + " shrink");
      events_ += node.owner->committed() - committed;
    }
    node.confirmed = node.owner->confirmed();
  }
  node.beside->Step();
  if (node.owner->phase() == journal::Owner::Phase::kStopped) AfterStop(node);
}

void World::AfterStop(Node& node) {
  using Stop = journal::Owner::Stop;
  const Stop why = node.owner->stop();
  Count(std::string("stops ") + NameOf(why), node.instance + " " + node.owner->problem());
  PADU_MUST(why != Stop::kStuck, "stuck: " + node.owner->problem());
  if (why == Stop::kDrained) {
    PADU_MUST(node.owner->epoch().number == 0 || node.owner->confirmed() == node.owner->committed(),
              "drained with unconfirmed rows");
  }
  Kill(node);
  if (why == Stop::kDiverged) {
    PADU_MUST(!troubles_.tails[node.service], "the only disk diverged");
    node.disk = std::make_unique<store::FakeStore>(store::FakeStoreOptions{.journal_tag = 1});
  }
}

World::Node* World::Serving(Service service) {
  std::vector<Node*> serving;
  for (auto& node : nodes_) {
    const bool up = node->service == service && node->owner != nullptr && node->paused_for == 0;
    if (up && node->owner->phase() == journal::Owner::Phase::kServing) serving.push_back(node.get());
  }
  if (serving.empty()) return nullptr;
  return serving[static_cast<std::size_t>(chance_.Below(static_cast<std::int64_t>(serving.size())))];
}

void World::Command() {
  const Service service = chance_.Percent(60) ? kUp : kDown;
  Node* node = Serving(service);
  if (node == nullptr) return;
  if (!ops_.empty() && chance_.Percent(30)) {
    const auto recent = std::min<std::int64_t>(static_cast<std::int64_t>(ops_.size()), 20);
    Op again = ops_[ops_.size() - 1 - static_cast<std::size_t>(chance_.Below(recent))];
    if (again.service != service) return;
    if (!again.command.cause.request_id().empty() && chance_.Percent(10)) {  // another under the same id
      const journal::Command other = services_.NextCommand(service, time_.now, chance_);
      if (other.cause.method() == again.command.cause.method()) again.command.request = other.request;
      return Send(*node, std::move(again), false);
    }
    return Submit(*node, again);
  }
  Send(*node, {service, services_.NextCommand(service, time_.now, chance_)}, true);
}

// Prepared by the process that it goes to; a fresh one may be sent again later.
void World::Send(Node& node, Op op, bool fresh) {
  node.beside->Prepare(op.command, [this, &node, service = op.service, fresh](journal::Command ready) {
    if (fresh) ops_.push_back({service, ready});
    Submit(node, {service, std::move(ready)});
  });
}

void World::Submit(Node& node, const Op& op) {
  ++events_;
  journal::Command command = op.command;
  command.cause.mutable_digest()->set_key_version(1);
  command.cause.mutable_digest()->set_hmac(Sha256(command.request->SerializeAsString()));
  const std::int64_t deadline = node.clock.BootNow() + 100 * kMicrosPerMilli + chance_.Below(20 * kMicrosPerSecond);
  node.owner->Submit(std::move(command), deadline,
                     [this, op, &node](const absl::StatusOr<journal::Answer>& answer) { Hear(node, op, answer); });
}

void World::Hear(Node& node, const Op& op, const absl::StatusOr<journal::Answer>& answer) {
  if (!answer.ok()) return HearRefusal(op, answer.status());
  const std::string bytes = answer->row.SerializeAsString();
  const journal::Sequence row = answer->row.sequence();
  // At this moment any reader has accepted the row, or had before the topic lost its tail.
  const auto has = [&](const std::vector<std::string>& rows) { return row < rows.size() && rows[row] == bytes; };
  PADU_MUST(has(accepted_[op.service].bytes()) || has(before_cut_[op.service]),
            "an answer left before its row " + std::to_string(row) + " was confirmed");
  PADU_MUST(answer->position.next == row + 1, "an answer's position");
  coverage_.Count(answer->replayed ? "answers replayed" : "answers");
  answered_.push_back({op, row, bytes});
  node.beside->Hear(answer->row);
  services_.Hear(op.service, answer->row);
}

// A refusal may rest on rows too: that an id is taken is told once any reader knows by whom.
void World::HearRefusal(const Op& op, const absl::Status& why) {
  const auto refusal = RefusalOf(why);
  coverage_.Count("refusals");
  if (!refusal.has_value() || refusal->reason != "REQUEST_ID_REUSED") return;
  coverage_.Count("refusals of a request id that is taken");
  PADU_MUST(accepted_[op.service].HadRequest(op.command.cause), "a refusal left before what it rests on was confirmed");
}

void World::Letter() {
  if (boxes_.empty() || (boxes_.size() < 4 && chance_.Percent(1))) {
    boxes_.push_back(services_.BoxName(boxes_.size()));
    stream::FakeLog admin(broker_);
    if (!admin.CreateTopic({.name = boxes_.back()}, absl::Seconds(1)).ok()) {
      boxes_.pop_back();
      return;
    }
  }
  const std::string& box = boxes_[static_cast<std::size_t>(chance_.Below(static_cast<std::int64_t>(boxes_.size())))];
  broker_.Append({box, 0}, services_.NextLetter(box, time_.now, chance_));
  ++events_;
}

}  // namespace padu::simulation
