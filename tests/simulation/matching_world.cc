#include "tests/simulation/matching_world.h"

#include <google/protobuf/text_format.h>

#include "common/base/check.h"
#include "common/base/crypto.h"
#include "padu/matching/v1/commands.pb.h"
#include "padu/notification/v1/commands.pb.h"
#include "services/intervention-ledger/domain/machine.h"
#include "services/matching/domain/machine.h"
#include "services/notification/domain/machine.h"
#include "services/notification/domain/tables.h"
#include "services/registry/domain/machine.h"
#include "tests/simulation/test_secrets.h"

namespace padu::simulation {
namespace {

constexpr std::size_t kStoryLength = 80;
constexpr int kSettleRounds = 20'000;
constexpr int kIdleRounds = 40;

constexpr const char* kNames[] = {"registry", "ledger", "matching", "notification"};

// What operators set, again and again: a rule comes and goes, periods change.
constexpr const char* kSettings[] = {
    "programme_rule { programme: 'beras' aid_kind: 'food' }",
    "programme_rule { programme: 'blt' aid_kind: 'cash' rule { compare { field: FIELD_MEMBERS"
    " comparator: COMPARATOR_GREATER_OR_EQUAL number: 2 } } }",
    "programme_rule { programme: 'blt' aid_kind: 'cash' }",
    "programme_rule { programme: 'pkh' aid_kind: 'cash' }",
    "need { need: 'food' name_id: 'x' name_en: 'x' aid_kinds: 'food' month {} }",
    "need { need: 'food' name_id: 'x' name_en: 'x' aid_kinds: 'food' days: 20 }",
    "need { need: 'any' name_id: 'x' name_en: 'x' days: 7 }",
    "need { need: 'any' name_id: 'x' name_en: 'x' days: 40 rule { compare { field: FIELD_MEMBERS"
    " comparator: COMPARATOR_GREATER_OR_EQUAL number: 2 } } }",
    "need { need: 'cash' name_id: 'x' name_en: 'x' aid_kinds: 'cash' days: 30 recipients_days: 60 }",
    "ranking { parts { component: RANKING_COMPONENT_DAYS_WITHOUT weight: 2 } }",
    "compatibility { lines { programme_a: 'blt' programme_b: 'beras' scope: OVERLAP_SCOPE_HOUSEHOLD days: 30"
    " verdict: COMPATIBILITY_VERDICT_ALLOWED } lines { scope: OVERLAP_SCOPE_HOUSEHOLD different_stakeholders: true"
    " same_month: true verdict: COMPATIBILITY_VERDICT_NOT_ALLOWED note_id: 'x' note_en: 'x' } }",
    "compatibility { lines { kind_a: 'cash' kind_b: 'cash' scope: OVERLAP_SCOPE_FAMILY days: 10"
    " verdict: COMPATIBILITY_VERDICT_NOT_ALLOWED note_id: 'x' note_en: 'x' } }",
    "feed_expectation { stakeholder: 'baznas' silent_after_s: 172800 relied_on_days: 60 settle_s: 3600 }",
    "feed_expectation { stakeholder: 'dinsos' silent_after_s: 864000 relied_on_days: 90 }",
};

// What a city sets for notification: quick, so that much happens.
constexpr const char* kPolicies[] = {
    "save_policy { group_wait_s: 5 district_after_s: 3600 city_after_s: 7200 acknowledged_for_s: 7200 "
    "promise_days_max: 9"
    " link_valid_s: 60 officer_channels: CHANNEL_EMAIL give_up_after_s: 600 }",
    "save_contact { recipient: 'operations' email: 'a@b.example' }",
    "save_absence { officer: 'telihan-kesra' from_day: 20520 until_day: 20530 }",
    "save_absence { officer: 'telihan-kesra' from_day: 1 until_day: 0 }",
};

}  // namespace

MatchingWorld::MatchingWorld(std::uint64_t seed)
    : chance_(seed),
      secrets_(**TestSecrets().ForCity("64.74")),
      intake_(TestSecrets()),
      commands_(secrets_, folk_),
      letters_(secrets_, folk_) {
  for (int service = 0; service < kServices; ++service) {
    nodes_[service] = std::make_unique<Node>(broker_, time_);
    Node& node = *nodes_[service];
    node.name = kNames[service];
    node.disk = std::make_unique<store::FakeStore>(store::FakeStoreOptions{.journal_tag = 1});
    stream::FakeLog admin(broker_);
    PADU_CHECK(admin.CreateTopic({.name = Topic(static_cast<Service>(service)).topic}, absl::Seconds(1)).ok());
    accepted_.push_back(std::make_unique<AcceptedRows>(broker_, Topic(static_cast<Service>(service))));
  }
}

MatchingWorld::~MatchingWorld() {
  for (auto& node : nodes_) node->owner.reset();
}

void MatchingWorld::Run(int rounds) {
  for (int round = 0; round < rounds; ++round) Round();
  Note("the troubles end");
  quiet_ = true;
  broker_.SetAway(false);
  for (auto& node : nodes_) {
    node->away_for = 0;
    if (node->store != nullptr) node->store->DieInCommit(0, false);
  }
  Settle();
  Reopen();
  Settle();
  // The upstreams' time comes to where everything is.
  for (int i = 0; i < 3; ++i) {
    time_.now += 6 * kMicrosPerMinute;
    Settle();
  }
  CheckMatching();
  CheckNotification();
  CheckRebuild(kNotification);
  CheckRebuild(kMatching);
}

void MatchingWorld::Note(const std::string& what) {
  story_.push_back(std::to_string(events_) + " day " + std::to_string(time_.now / kMicrosPerDay) + " " + what);
  if (story_.size() > kStoryLength) story_.pop_front();
}

std::string MatchingWorld::Story() const {
  std::string story;
  for (const std::string& line : story_) story += "  " + line + "\n";
  return story;
}

void MatchingWorld::Round() {
  for (int service = 0; service < kServices; ++service) {
    if (chance_.Percent(70)) Step(static_cast<Service>(service));
  }
  PassTime();
  if (chance_.Percent(30) && Serving(kRegistry)) Submit(kRegistry, commands_.Next(time_.now, chance_));
  if (chance_.Percent(6) && Serving(kLedger)) Submit(kLedger, letters_.NextCommand(time_.now, chance_));
  if (chance_.Percent(4) && Serving(kMatching)) Submit(kMatching, NextSetting());
  if (chance_.Percent(30) && Serving(kNotification)) {
    if (auto answer = NextAnswer()) Submit(kNotification, *std::move(answer));
  }
  if (chance_.Percent(25)) Letter();
  if (chance_.Percent(2)) Trouble();
}

// Mostly moments; hours and days too.
void MatchingWorld::PassTime() {
  const std::int64_t kind = chance_.Below(1000);
  std::int64_t most = 20 * kMicrosPerMilli;
  if (kind < 60) most = 2 * kMicrosPerMinute;
  if (kind < 15) most = 12 * kMicrosPerHour;
  if (kind < 2) most = 20 * kMicrosPerDay;
  time_.now += chance_.Below(most);
  if (broker_away_for_ > 0 && --broker_away_for_ == 0) broker_.SetAway(false);
}

void MatchingWorld::Start(Node& node) {
  node.store = std::make_unique<CrashingStore>(*node.disk);
  node.watch = std::make_unique<journal::DirectWatch>(node.log, node.clock);
  journal::OwnerOptions options;
  options.service = node.name;
  options.instance = node.name + "-0";
  options.life = chance_.Next();
  options.take_over = true;
  if (node.name == kNames[kRegistry]) node.machine = std::make_unique<registry::RegistryMachine>();
  if (node.name == kNames[kMatching]) node.machine = std::make_unique<matching::MatchingMachine>();
  if (node.name == kNames[kNotification]) node.machine = std::make_unique<notification::NotificationMachine>();
  if (node.name == kNames[kLedger]) {
    node.machine = std::make_unique<ledger::LedgerMachine>();
    options.intake = &intake_;
    options.box_prefix = "padu.aid.submitted.v1.";
    options.owns_box = [](const std::string&) { return true; };
  }
  Note("start " + node.name);
  node.owner = std::make_unique<journal::Owner>(
      *node.machine, journal::Ports{node.log, *node.store, node.clock, *node.watch}, std::move(options));
}

void MatchingWorld::Kill(Node& node) {
  if (node.store != nullptr) node.store->Abandon(chance_.Percent(50));
  node.owner.reset();
  node.disk->Crash(static_cast<std::size_t>(chance_.Below(static_cast<std::int64_t>(node.disk->unsynced()) + 1)));
  node.away_for = static_cast<int>(chance_.Below(quiet_ ? 1 : chance_.Percent(20) ? 800 : 40));
  Note("gone: " + node.name);
}

void MatchingWorld::Step(Service service) {
  Node& node = *nodes_[service];
  if (node.owner == nullptr) {
    if (node.away_for-- <= 0) Start(node);
    return;
  }
  ++events_;
  const journal::Sequence committed = node.owner->committed();
  try {
    node.busy = node.owner->Step();
  } catch (const Crashed&) {
    return Kill(node);
  }
  if (node.owner->phase() == journal::Owner::Phase::kStopped) {
    PADU_MUST(node.owner->stop() == journal::Owner::Stop::kDrained, node.name + " stops: " + node.owner->problem());
    return Kill(node);
  }
  if (node.owner->committed() > committed) events_ += node.owner->committed() - committed;
}

bool MatchingWorld::Serving(Service service) {
  const Node& node = *nodes_[service];
  return node.owner != nullptr && node.owner->serving();
}

void MatchingWorld::Trouble() {
  Node& node = *nodes_[static_cast<std::size_t>(chance_.Below(kServices))];
  switch (chance_.Below(6)) {
    case 0:
      if (node.owner != nullptr) Kill(node);
      return;
    case 1:
    case 2:
      if (node.owner != nullptr) node.store->DieInCommit(1 + static_cast<int>(chance_.Below(6)), chance_.Percent(50));
      return;
    case 3:
      Note("the broker is away");
      broker_.SetAway(true);
      broker_away_for_ = 1 + static_cast<int>(chance_.Below(100));
      return;
    case 4:
      if (boxes_.empty()) return;
      Note("truncated: " + boxes_[0]);
      broker_.Truncate({boxes_[0], 0}, std::max(broker_.BoundsOf({boxes_[0], 0}).begin,
                                                broker_.BoundsOf({boxes_[0], 0}).end - chance_.Below(8)));
      return;
    default:
      Reopen();
  }
}

void MatchingWorld::Reopen() {
  Node& node = *nodes_[kLedger];
  if (!Serving(kLedger)) return;
  for (const auto& [topic, why] : node.owner->stopped_inputs()) {
    if (!topic.starts_with("padu.aid.")) continue;
    Note("re-opened: " + topic);
    try {
      node.owner->ReopenBox(
          {.topic = topic, .offset = broker_.BoundsOf({topic, 0}).begin},
          {.caller = "operator", .deadline_boot = node.clock.BootNow() + kMicrosPerSecond, .done = [](const auto&) {}});
    } catch (const Crashed&) {
      return Kill(node);
    }
  }
}

void MatchingWorld::Submit(Service service, journal::Command command) {
  command.cause.mutable_digest()->set_key_version(1);
  command.cause.mutable_digest()->set_hmac(Sha256(command.request->SerializeAsString()));
  Node& node = *nodes_[service];
  node.owner->Submit(std::move(command), node.clock.BootNow() + 20 * kMicrosPerSecond,
                     [this, service](const absl::StatusOr<journal::Answer>& answer) {
                       if (!answer.ok()) return;
                       if (service == kRegistry) commands_.Hear(answer->row);
                       if (service == kLedger) letters_.Hear(answer->row);
                     });
}

journal::Command MatchingWorld::NextSetting() {
  journal::Command command;
  command.cause.set_caller("operators/ani");
  command.cause.set_method("Save");
  command.cause.set_request_id("s" + std::to_string(++last_request_));
  auto request = std::make_shared<matching::v1::SaveCommand>();
  const auto n = static_cast<std::size_t>(chance_.Below(std::size(kSettings)));
  PADU_CHECK(google::protobuf::TextFormat::ParseFromString(kSettings[n], request.get()));
  request->set_city(kBontang);
  command.request = std::move(request);
  return command;
}

// A delivery is begun, or ended, by whoever looks; an alert is answered by an operator; now and then something is set.
std::optional<journal::Command> MatchingWorld::NextAnswer() {
  namespace pb = notification::v1;
  const store::Reader& tables = *nodes_[kNotification]->disk;
  journal::Command command;
  command.cause.set_caller("operators/ani");
  command.cause.set_method("Answer");
  auto request = std::make_shared<pb::Command>();
  request->set_city(kBontang);
  const std::int64_t kind = chance_.Below(100);
  if (kind < 10) {
    const auto n = static_cast<std::size_t>(chance_.Below(std::size(kPolicies)));
    PADU_CHECK(google::protobuf::TextFormat::MergeFromString(kPolicies[n], request.get()));
  } else if (kind < 40) {
    const std::string prefix = notification::AlertIndexPrefix(kBontang, false);
    const auto at = tables.Scan(prefix, PrefixEnd(prefix));
    if (!at->Valid()) return std::nullopt;
    *request->mutable_answer_alert()->mutable_alert() = notification::ReadAlertIndexKey(at->key());
    if (kind < 25) {
      request->mutable_answer_alert()->set_promised_day(LocalDay(time_.now, kBontang) +
                                                        static_cast<Day>(chance_.Below(4)));
    }
  } else {
    const auto at = tables.Scan(notification::OpenDeliveryPrefix(), PrefixEnd(notification::OpenDeliveryPrefix()));
    if (!at->Valid()) return std::nullopt;
    const pb::DeliveryId id = notification::ReadOpenDeliveryKey(at->key()).delivery;
    const auto row = notification::Get<pb::DeliveryRow>(tables, notification::DeliveryKey(kBontang, id));
    PADU_MUST(row.has_value(), "an open delivery is none");
    if (kind < 70) {
      *request->mutable_begin_attempt()->mutable_delivery() = id;
      request->mutable_begin_attempt()->set_attempts(row->attempts());
    } else {
      *request->mutable_end_attempt()->mutable_delivery() = id;
      request->mutable_end_attempt()->set_attempt(row->attempts());
      request->mutable_end_attempt()->set_outcome(static_cast<pb::EndAttempt::Outcome>(1 + chance_.Below(3)));
      request->mutable_end_attempt()->set_jitter(static_cast<std::uint32_t>(chance_.Below(1'000'000)));
    }
  }
  command.request = std::move(request);
  return command;
}

void MatchingWorld::Letter() {
  if (boxes_.size() < 3 && chance_.Percent(5)) {
    boxes_.push_back(std::string("padu.aid.submitted.v1.6474.") + kStakeholders[boxes_.size()]);
    stream::FakeLog admin(broker_);
    if (!admin.CreateTopic({.name = boxes_.back()}, absl::Seconds(1)).ok()) boxes_.pop_back();
  }
  if (boxes_.empty()) return;
  const auto n = static_cast<std::size_t>(chance_.Below(static_cast<std::int64_t>(boxes_.size())));
  broker_.Append({boxes_[n], 0}, letters_.NextLetter(kStakeholders[n], time_.now, chance_));
}

bool MatchingWorld::Settled() {
  for (int service = 0; service < kServices; ++service) {
    const Node& node = *nodes_[service];
    if (!Serving(static_cast<Service>(service)) || node.busy) return false;
    if (node.owner->confirmed() != node.owner->committed() || !node.owner->in_contact()) return false;
  }
  return true;
}

void MatchingWorld::Settle() {
  std::array<journal::Sequence, kServices> rows = {};
  int idle = 0;
  for (int round = 0; round < kSettleRounds; ++round) {
    for (int service = 0; service < kServices; ++service) Step(static_cast<Service>(service));
    time_.now += 30 * kMicrosPerMilli;
    bool still = Settled();
    for (int service = 0; service < kServices; ++service) {
      const journal::Sequence now = nodes_[service]->owner == nullptr ? 0 : nodes_[service]->owner->committed();
      still = still && now == rows[service];
      rows[service] = now;
    }
    idle = still ? idle + 1 : 0;
    if (idle >= kIdleRounds) return;
  }
  throw Broken("it does not come to rest");
}

}  // namespace padu::simulation
