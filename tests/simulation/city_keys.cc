#include "tests/simulation/city_keys.h"

#include <utility>

#include "common/base/check.h"
#include "padu/registry/v1/commands.pb.h"
#include "padu/registry/v1/facts.pb.h"
#include "services/registry/api/key_shelf.h"
#include "services/registry/api/testing/key_world.h"
#include "services/registry/domain/tables.h"
#include "tests/simulation/oracle.h"

namespace padu::simulation {
namespace {

namespace reg = ::padu::registry::v1;

const stream::TopicPartition kTopic{registry::kKeysTopic, 0};
constexpr int kSettlePolls = 20;

const Secrets& OldSecrets() {
  static const Secrets secrets = registry::SecretsWith({1});
  return secrets;
}
const Secrets& BothSecrets() {
  static const Secrets secrets = registry::SecretsWith({1, 2});
  return secrets;
}
const Secrets& NewSecrets() {
  static const Secrets secrets = registry::SecretsWith({2});
  return secrets;
}

// What a command seals under keys of its own.
std::vector<reg::SealedFields*> SealedIn(reg::Command& command) {
  std::vector<reg::SealedFields*> sealed;
  if (command.has_add_person()) sealed.push_back(command.mutable_add_person()->mutable_person()->mutable_sealed());
  if (!command.has_register_household()) return sealed;
  sealed.push_back(command.mutable_register_household()->mutable_household()->mutable_sealed());
  for (auto& person : *command.mutable_register_household()->mutable_persons())
    sealed.push_back(person.mutable_sealed());
  return sealed;
}

// The keys that facts name: whether they are erased.
std::map<std::string, bool> KeysOf(const std::vector<common::v1::Row>& rows) {
  std::map<std::string, bool> erased;
  for (const common::v1::Row& row : rows) {
    for (const std::string& bytes : row.facts()) {
      reg::Fact fact;
      PADU_MUST(fact.ParseFromString(bytes), "a fact of the registry does not parse");
      if (fact.has_household_registered()) erased[fact.household_registered().sealed().key_id()];
      if (fact.has_person_registered()) erased[fact.person_registered().sealed().key_id()];
      for (const reg::ErasedKey& key : fact.person_erased().keys()) erased.at(key.key_id()) = true;
    }
  }
  return erased;
}

}  // namespace

// -- CityKeys

const Secrets& CityKeys::secrets() const { return rotated_ ? BothSecrets() : OldSecrets(); }

const std::string& CityKeys::DataKeyOf(const std::string& key_id) const {
  const auto found = given_.find(key_id);
  PADU_MUST(found != given_.end(), "a fact names key " + key_id + ", which nobody was given");
  return found->second;
}

void CityKeys::Trouble(stream::FakeBroker& broker, Chance& chance, Coverage& coverage) {
  for (const stream::Record& record : broker.Records(kTopic)) {
    if (record.value.has_value() && record.key != registry::kProbeKey) met_.try_emplace(record.key, *record.value);
  }
  if (chance.Percent(20)) {
    coverage.Count("keys: topic compacted");
    return Compact(broker, chance.Percent(50));
  }
  if (met_.empty()) return;
  const auto late = std::next(met_.begin(), chance.Below(static_cast<std::int64_t>(met_.size())));
  coverage.Count("keys: late record of a zombie");
  broker.Append(kTopic, {.key = late->first, .value = late->second, .headers = {}});
}

// As the broker does it: the last record of each key stays.
void CityKeys::Compact(stream::FakeBroker& broker, bool keep_tombstones) const {
  const std::vector<stream::Record> records = broker.Records(kTopic);
  const stream::Offset end = broker.BoundsOf(kTopic).end;
  std::map<std::string, stream::Offset> last;
  for (const stream::Record& record : records) last[record.key] = record.offset;
  broker.RecreateTopic(kTopic.topic);
  for (const stream::Record& record : records) {
    if (last[record.key] != record.offset || !(record.value.has_value() || keep_tombstones)) continue;
    broker.SkipOffsets(kTopic, record.offset - broker.BoundsOf(kTopic).end);
    broker.Append(kTopic, {.key = record.key, .value = record.value, .headers = {}});
  }
  broker.SkipOffsets(kTopic, end - broker.BoundsOf(kTopic).end);
}

// -- KeyDesk

KeyDesk::KeyDesk(CityKeys& keys, stream::FakeBroker& broker, stream::Log& log, SkewedClock& clock, TrueTime& time,
                 std::uint64_t seed)
    : keys_(keys), broker_(broker), log_(log), clock_(clock), time_(time), random_(seed) {
  PADU_CHECK(log.CreateTopic({.name = kTopic.topic}, absl::Seconds(1)).ok());
}

void KeyDesk::Open(const Secrets& secrets) {
  topic_ = std::make_unique<registry::KeyTopic>(
      registry::KeyPorts{.log = log_, .store = *disk_, .clock = clock_, .random = random_, .secrets = secrets}, 0,
      [this](const std::function<void(std::string_view)>& visit) {
        const bool serves = owner_->phase() == journal::Owner::Phase::kServing;
        if (!serves || owner_->confirmed() < owner_->committed()) return absl::UnavailableError("not all is confirmed");
        const std::string prefix = registry::ErasedKeyPrefix();
        for (auto at = tables_->Scan(prefix, PrefixEnd(prefix)); at->Valid(); at->Next()) {
          visit(at->key().substr(prefix.size()));
        }
        return absl::OkStatus();
      });
}

void KeyDesk::Start(const journal::Owner& owner, const store::Reader& tables) {
  owner_ = &owner;
  tables_ = &tables;
  Open(keys_.secrets());
  if (keys_.rotated()) topic_->Rewrap();
}

void KeyDesk::Step() {
  if (topic_ != nullptr) (void)topic_->Poll();
}

void KeyDesk::Die(Chance& chance) {
  if (topic_ == nullptr) return;
  topic_.reset();
  disk_->Crash(static_cast<std::size_t>(chance.Below(static_cast<std::int64_t>(disk_->unsynced()) + 1)));
}

void KeyDesk::LoseDisk() { disk_ = std::make_unique<store::FakeStore>(); }

void KeyDesk::RestoreDisk() {
  if (old_copy_ != nullptr) disk_ = old_copy_->Clone();
}

void KeyDesk::Prepare(journal::Command command, std::function<void(journal::Command)> submit) {
  auto filled = std::make_shared<reg::Command>(static_cast<const reg::Command&>(*command.request));
  const std::size_t count = SealedIn(*filled).size();
  if (count == 0) return submit(std::move(command));
  const CitySecrets* city = *keys_.secrets().ForCity(registry::kBontang);
  topic_->Draw(registry::DrawFreshKeys(*city, count, random_), clock_.BootNow() + 5 * kMicrosPerSecond,
               [this, command, filled, submit](const registry::Drawn& drawn) {
                 if (!drawn.ok()) return;
                 const auto sealed = SealedIn(*filled);
                 for (std::size_t i = 0; i < sealed.size(); ++i) {
                   keys_.Given((*drawn)[i]);
                   sealed[i]->set_key_id((*drawn)[i].key_id);
                 }
                 journal::Command ready = command;
                 ready.request = filled;
                 submit(std::move(ready));
               });
}

void KeyDesk::Hear(const common::v1::Row& row) {
  reg::Fact fact;
  PADU_CHECK(fact.ParseFromString(row.facts(0)));
  for (const reg::ErasedKey& key : fact.person_erased().keys()) topic_->Erase(key.key_id());
}

void KeyDesk::Poll(int times) {
  for (int i = 0; i < times; ++i) (void)topic_->Poll();
}

void KeyDesk::LetDaysPass() {
  for (int day = 0; day < 3; ++day) {
    time_.now += kMicrosPerDay;
    Poll(kSettlePolls);
  }
}

void KeyDesk::CheckEnd(const std::vector<common::v1::Row>& rows) {
  const std::map<std::string, bool> erased = KeysOf(rows);
  LetDaysPass();
  CheckKeys(erased, keys_.secrets());

  // From the topic alone, under a new master key, without the old one.
  topic_.reset();
  LoseDisk();
  Open(BothSecrets());
  topic_->Rewrap();
  LetDaysPass();
  PADU_MUST(topic_->ready() && !topic_->sweeping(), "the keys are not wrapped anew");
  topic_.reset();
  Open(NewSecrets());
  Poll(kSettlePolls);
  CheckKeys(erased, NewSecrets());
}

void KeyDesk::CheckKeys(const std::map<std::string, bool>& erased, const Secrets& secrets) const {
  for (const auto& [key_id, gone] : erased) {
    const auto found = registry::FindDataKey(*disk_, secrets, key_id);
    const stream::Record* newest = Newest(key_id);
    const bool in_topic = newest != nullptr && newest->value.has_value();
    if (gone) {
      PADU_MUST(!found.ok(), "the key of somebody erased is found: " + key_id);
      PADU_MUST(!in_topic, "the topic is left with the key of somebody erased: " + key_id);
    } else {
      PADU_MUST(found.ok() && *found == keys_.DataKeyOf(key_id), "a key is lost: " + key_id);
      PADU_MUST(in_topic, "the topic does not hold key " + key_id);
    }
  }
}

const stream::Record* KeyDesk::Newest(const std::string& key_id) const {
  const stream::Record* newest = nullptr;
  for (const stream::Record& record : broker_.Records(kTopic)) {
    if (record.key == key_id) newest = &record;
  }
  return newest;
}

}  // namespace padu::simulation
