#include "services/registry/api/testing/key_world.h"

#include <stdlib.h>
#include <unistd.h>

#include <cstdio>

#include "common/base/status.h"

namespace padu::registry {
namespace {

class DeafReader final : public stream::Reader {
 public:
  DeafReader(std::unique_ptr<stream::Reader> reader, const bool& deaf) : reader_(std::move(reader)), deaf_(deaf) {}
  stream::Polled Poll(int max_records, absl::Duration wait) override {
    return deaf_ ? stream::Polled() : reader_->Poll(max_records, wait);
  }

 private:
  const std::unique_ptr<stream::Reader> reader_;
  const bool& deaf_;
};

}  // namespace

std::unique_ptr<stream::Reader> DeafLog::OpenReader(const stream::TopicPartition& tp, stream::Offset from) {
  return std::make_unique<DeafReader>(log_.OpenReader(tp, from), deaf);
}

Secrets SecretsWith(const std::vector<std::uint32_t>& master_versions) {
  std::string lines = std::string(kBontang) + " hmac 1 " + Base64Url(Sha256("hmac")) + "\n";
  for (const std::uint32_t version : master_versions) {
    const std::string number = std::to_string(version);
    lines += std::string(kBontang) + " master " + number + " " + Base64Url(Sha256("master" + number)) + "\n";
  }
  char path[] = "/tmp/padu-secrets-XXXXXX";
  const int fd = mkstemp(path);  // mode 0600
  PADU_CHECK(fd >= 0 && ::write(fd, lines.data(), lines.size()) == static_cast<ssize_t>(lines.size()));
  ::close(fd);
  auto secrets = Secrets::Load(path);
  std::remove(path);
  PADU_CHECK(secrets.ok());
  return *std::move(secrets);
}

std::string ReasonOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal.has_value() ? refusal->reason : "none";
}

KeyWorld::KeyWorld(std::uint64_t seed) : random(seed) {
  PADU_CHECK(
      log.CreateTopic({.name = kKeysTopic, .partitions = 1, .replication = 1, .config = {}}, absl::Seconds(1)).ok());
  RestartWith(SecretsWith({1}));
  Poll();
}

void KeyWorld::Restart() {
  topic.reset();
  topic = std::make_unique<KeyTopic>(
      KeyPorts{.log = log, .store = *store, .clock = clock, .random = random, .secrets = *secrets}, 0,
      [this](const std::function<void(std::string_view)>& visit) {
        if (!tables_can_be_read.ok()) return tables_can_be_read;
        for (const std::string& key_id : erased) visit(key_id);
        return absl::OkStatus();
      });
}

void KeyWorld::RestartWith(Secrets given) {
  topic.reset();
  secrets = std::make_unique<Secrets>(std::move(given));
  Restart();
}

void KeyWorld::Crash(std::size_t survive) {
  topic.reset();
  store->disk().Crash(survive);
}

void KeyWorld::LoseDisk() {
  topic.reset();
  store = std::make_unique<CompactedStore>();
}

void KeyWorld::Poll(int times) {
  for (int i = 0; i < times; ++i) (void)topic->Poll();
}

void KeyWorld::Draw(std::size_t count, std::optional<Drawn>* out, std::int64_t timeout_us) {
  const CitySecrets* city = *secrets->ForCity(kBontang);
  topic->Draw(DrawFreshKeys(*city, count, random), clock.BootNow() + timeout_us,
              [out](Drawn drawn) { out->emplace(std::move(drawn)); });
}

DrawnKey KeyWorld::DrawOne() {
  std::optional<Drawn> drawn;
  Draw(1, &drawn);
  Poll();
  PADU_CHECK(drawn.has_value() && drawn->ok());
  return (**drawn)[0];
}

std::size_t KeyWorld::Count(std::string_view key_id, bool values) const {
  return static_cast<std::size_t>(std::count_if(Records().begin(), Records().end(), [&](const stream::Record& record) {
    return record.key == key_id && record.value.has_value() == values;
  }));
}

std::optional<KeyRecord> KeyWorld::Newest(std::string_view key_id) const {
  std::optional<KeyRecord> newest;
  for (const stream::Record& record : Records()) {
    if (record.key != key_id) continue;
    newest = record.value.has_value() ? DecodeKeyRecord(*record.value) : std::nullopt;
  }
  return newest;
}

std::string KeyWorld::ValueOf(std::string_view key_id) const {
  for (const stream::Record& record : Records()) {
    if (record.key == key_id && record.value.has_value()) return *record.value;
  }
  PADU_FATAL("the topic holds no value of this key");
}

void KeyWorld::CompactTopic(bool keep_tombstones) {
  const std::vector<stream::Record> records = Records();
  const stream::Offset end = broker.BoundsOf(kTopic).end;
  std::map<std::string, stream::Offset> last;
  for (const stream::Record& record : records) last[record.key] = record.offset;
  broker.RecreateTopic(kKeysTopic);
  for (const stream::Record& record : records) {
    if (last[record.key] != record.offset || !(record.value.has_value() || keep_tombstones)) continue;
    broker.SkipOffsets(kTopic, record.offset - broker.BoundsOf(kTopic).end);
    broker.Append(kTopic, {.key = record.key, .value = record.value, .headers = {}});
  }
  broker.SkipOffsets(kTopic, end - broker.BoundsOf(kTopic).end);
}

}  // namespace padu::registry
