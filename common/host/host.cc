#include "common/host/host.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "common/base/check.h"
#include "common/base/city.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "common/host/crash_hook.h"
#include "common/ops/admin.h"
#include "common/stream/partitioner.h"

namespace padu::host {
namespace {

constexpr absl::Duration kFetchWait = absl::Seconds(2);
constexpr absl::Duration kFetchSlice = absl::Milliseconds(100);
// A partition that is not ready holds up the announcement of others for so long.
constexpr std::int64_t kAnnouncePatienceUs = 10 * kMicrosPerSecond;
constexpr auto kReadinessPeriod = std::chrono::milliseconds(100);

std::uint64_t DrawLife(Random& random) {
  std::uint64_t life = 0;
  for (const char c : RandomBytes(random, 8)) life = life << 8 | static_cast<std::uint8_t>(c);
  return life;
}

std::string InputJson(const journal::InputStatus& input, UnixMicros now) {
  std::string json = "{\"topic\":" + ops::JsonText(input.topic) + ",\"next\":" + std::to_string(input.next);
  if (input.end.has_value()) {
    json += ",\"end\":" + std::to_string(*input.end) + ",\"lag_records\":" + std::to_string(LagOf(input));
  }
  if (input.read_up_to > 0) {
    const auto behind = std::max<std::int64_t>(0, now - input.read_up_to);
    json += ",\"lag_seconds\":" + std::to_string(behind / kMicrosPerSecond);
  }
  return json + ",\"stopped\":" + ops::JsonText(input.stopped) + "}";
}

std::string PartitionJson(const journal::PartitionStatus& status, UnixMicros now) {
  const auto boolean = [](bool b) { return b ? "true" : "false"; };
  std::string json =
      "{\"partition\":" + std::to_string(status.partition) + ",\"stage\":" + ops::JsonText(status.stage) +
      ",\"epoch\":" + std::to_string(status.epoch.number) + ",\"committed\":" + std::to_string(status.committed) +
      ",\"confirmed\":" + std::to_string(status.confirmed) + ",\"in_contact\":" + boolean(status.in_contact) +
      ",\"since_contact_ms\":" + std::to_string(absl::ToInt64Milliseconds(status.since_contact)) +
      ",\"time\":" + std::to_string(status.time / kMicrosPerSecond) +
      ",\"clock_step_refused\":" + boolean(status.clock_step_refused) + ",\"gap_alarm\":" + boolean(status.gap_alarm) +
      ",\"waits_for\":" + ops::JsonText(status.waits_for) + ",\"problem\":" + ops::JsonText(status.problem) +
      ",\"inputs\":[";
  for (std::size_t i = 0; i < status.inputs.size(); ++i) {
    json += (i == 0 ? "" : ",") + InputJson(status.inputs[i], now);
  }
  return json + "]}";
}

}  // namespace

absl::StatusOr<stream::Record> FetchBoxRecord(stream::Log& log, const std::string& box, stream::Offset offset) {
  const auto reader = log.OpenReader({box, 0}, offset);
  const absl::Time until = absl::Now() + kFetchWait;
  stream::Polled polled;
  // A poll may come back with nothing before its time: a fresh reader meets passing troubles first.
  while (polled.records.empty() && polled.error.ok() && absl::Now() < until) polled = reader->Poll(1, kFetchSlice);
  if (absl::IsOutOfRange(polled.error)) return absl::NotFoundError("the letter box no longer holds this record");
  RETURN_IF_ERROR(polled.error);
  if (polled.records.empty()) return absl::UnavailableError("the record could not be fetched now");
  if (polled.records[0].offset != offset) return absl::NotFoundError("the letter box has no such record");
  return std::move(polled.records[0]);
}

Host::Host(Parts parts)
    : parts_(std::move(parts)),
      crash_hook_(CrashHookFromEnvironment(parts_.machine)),
      home_(parts_.settings, parts_.clock),
      cluster_(parts_.log, parts_.clock),
      order_(*parts_.settings.OwnPartitions(), kAnnouncePatienceUs),
      metrics_(parts_.metrics) {
  const ServiceSettings& settings = parts_.settings;
  const std::vector<int> own = *settings.OwnPartitions();
  for (const int partition : own) {
    journal::OwnerOptions options;
    options.service = parts_.service;
    options.partition = partition;
    options.instance = settings.instance.empty() ? parts_.service : settings.instance;
    options.take_over = settings.take_over;
    options.intake = parts_.intake;
    options.observer = &metrics_.ObserverOf(partition);
    options.one_in_hand = &one_in_hand_;
    options.order = &order_;
    options.box_prefix = kBoxPrefix;
    options.owns_box = [partition, all = static_cast<int>(settings.partitions)](const std::string& topic) {
      const auto owner = ParseBox(topic);
      return owner.has_value() && stream::PartitionOfCity(CityCode(owner->city), all) == partition;
    };
    partitions_[partition] = std::make_unique<journal::PartitionThread>(
        journal::PartitionThread::Parts{
            .machine = crash_hook_ == nullptr ? parts_.machine : *crash_hook_,
            .log = parts_.log,
            .clock = parts_.clock,
            .cluster = cluster_,
            .home = home_,
            .draw_life = [this] { return DrawLife(parts_.random); },
            .on_end = [this, partition](journal::Owner::Stop why,
                                        const std::string& problem) { OnEnd(partition, why, problem); }},
        std::move(options));
  }
  parts_.metrics.OnScrape([this] { metrics_.Refresh(statuses(), parts_.clock.WallNow()); });
}

Host::~Host() { Stop(); }

void Host::Start() {
  parts_.life.MoveTo(ops::LifeState::kRecovering);
  for (auto& [number, partition] : partitions_) partition->Start();
  readiness_ = std::thread([this] { WatchReadiness(); });
}

void Host::Stop() {
  if (stopping_.exchange(true)) return;
  if (readiness_.joinable()) readiness_.join();
  for (auto& [number, partition] : partitions_) partition->Stop(parts_.settings.drain_patience);
}

void Host::OnEnd(int partition, journal::Owner::Stop why, const std::string& problem) {
  const bool fenced = why == journal::Owner::Stop::kFenced;
  Log(Severity::kError, "partition ends the process",
      {{"partition", partition}, {"why", fenced ? "fenced" : "stuck"}, {"problem", problem}});
  exit_code_ = fenced ? kExitFenced : kExitStuck;
  parts_.stop.Request(fenced ? "fenced" : "stuck");
}

bool Host::Ready() {
  bool all = true;
  for (const journal::PartitionStatus& status : statuses()) {
    const bool serving = status.stage == "serving";
    all &= serving;
    std::string waits = serving ? "" : status.stage;
    if (!status.waits_for.empty()) waits += ": " + status.waits_for;
    parts_.life.SetWaiting("partition " + std::to_string(status.partition), std::move(waits));
  }
  for (const auto& [name, check] : checks_) {
    const bool ready = check();
    all &= ready;
    parts_.life.SetWaiting(name, ready ? "" : "not ready");
  }
  return all;
}

// Serving begins when all is ready once; afterwards each partition speaks for itself.
void Host::WatchReadiness() {
  while (!stopping_) {
    if (Ready() && parts_.life.state() == ops::LifeState::kRecovering) parts_.life.MoveTo(ops::LifeState::kServing);
    std::this_thread::sleep_for(kReadinessPeriod);
  }
}

absl::StatusOr<journal::PartitionThread*> Host::ThreadForCity(std::string_view city) {
  return Thread(stream::PartitionOfCity(city, static_cast<int>(parts_.settings.partitions)));
}

absl::StatusOr<journal::PartitionThread*> Host::Thread(int partition) {
  const auto found = partitions_.find(partition);
  if (found != partitions_.end()) return found->second.get();
  return Refuse(absl::StatusCode::kFailedPrecondition, {.reason = "NOT_OWNER",
                                                        .text_id = "Kota atau partisi ini dilayani oleh proses lain.",
                                                        .text_en = "Another process serves this city or partition.",
                                                        .metadata = {{"partition", std::to_string(partition)}}});
}

absl::StatusOr<journal::Partition*> Host::ForCity(std::string_view city) {
  ASSIGN_OR_RETURN(journal::PartitionThread* const thread, ThreadForCity(city));
  return thread;
}

std::vector<journal::PartitionStatus> Host::statuses() const {
  std::vector<journal::PartitionStatus> statuses;
  for (const auto& [number, partition] : partitions_) statuses.push_back(partition->status());
  return statuses;
}

std::string Host::StatusJson() const {
  const UnixMicros now = parts_.clock.WallNow();
  std::string json = "{\"service\":" + ops::JsonText(parts_.service) + ",\"partitions\":[";
  bool first = true;
  for (const journal::PartitionStatus& status : statuses()) {
    json += (first ? "" : ",") + PartitionJson(status, now);
    first = false;
  }
  return json + "]}";
}

}  // namespace padu::host
