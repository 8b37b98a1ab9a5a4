#include "services/notification/channels/dispatcher.h"

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/city.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "services/notification/api/names.h"
#include "services/notification/api/submit.h"
#include "services/notification/api/token.h"
#include "services/notification/channels/templates.h"
#include "services/notification/channels/webhook.h"
#include "services/notification/domain/routing.h"
#include "services/notification/domain/status.h"

namespace padu::notification {
namespace {

constexpr int kWorkers = 4;              // of each channel
constexpr std::size_t kJobsMax = 100;    // that wait for them
constexpr std::size_t kLookedAt = 5000;  // deliveries, in one look
constexpr std::chrono::milliseconds kPause(200);
constexpr absl::Duration kDeadline = absl::Seconds(10);
constexpr int kReports = 6;  // about a minute: then it is sent again
constexpr char kCaller[] = "services/notification";

// Every channel has its workers, one that is not set up too: its deliveries fail until they are given up.
constexpr v1::Channel kChannels[] = {v1::CHANNEL_EMAIL, v1::CHANNEL_WEBHOOK, v1::CHANNEL_MESSAGE};

}  // namespace

Dispatcher::Dispatcher(Parts parts)
    : parts_(std::move(parts)),
      attempts_(parts_.metrics.AddCounter("padu_notification_attempts_total", "attempts to send a message",
                                          {"channel", "result"})) {}

Dispatcher::~Dispatcher() { Stop(); }

void Dispatcher::Start() {
  threads_.emplace_back([this] { Look(); });
  for (const v1::Channel channel : kChannels) {
    for (int i = 0; i < kWorkers; ++i) threads_.emplace_back([this, channel] { Work(channel); });
  }
}

void Dispatcher::Stop() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Dispatcher::Look() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    for (journal::Partition* partition : parts_.partitions) FindJobs(*partition);
    lock.lock();
    wake_.wait_for(lock, kPause, [this] { return stopping_; });
  }
}

UnixMicros Dispatcher::NowOf(const journal::Partition& partition, UnixMicros time) {
  const std::int64_t boot = parts_.clock.BootNow();
  Heard& heard = heard_[&partition];
  if (time > heard.time) heard = {.time = time, .boot = boot};
  return heard.time + (boot - heard.boot);
}

// What is due. A delivery that was begun and is not in hand here was begun by one who died.
void Dispatcher::FindJobs(journal::Partition& partition) {
  const auto find = [&](const store::Reader& tables, const journal::Freshness& fresh) {
    std::size_t looked_at = 0;
    auto at = tables.Scan(OpenDeliveryPrefix(), OpenDeliveryAfter(NowOf(partition, fresh.time)));
    for (; at->Valid() && looked_at < kLookedAt; at->Next(), ++looked_at) Take(ReadOpenDeliveryKey(at->key()), tables);
    return absl::OkStatus();
  };
  // A partition that does not serve yet has nothing to send.
  (void)partition.Read(std::nullopt, absl::Now() + absl::Seconds(1), find);
}

void Dispatcher::Take(const OpenDeliveryParts& open, const store::Reader& tables) {
  Job job{.city = open.city, .delivery = open.delivery, .key = DeliveryKey(open.city, open.delivery)};
  const std::lock_guard<std::mutex> lock(mutex_);
  auto& jobs = jobs_[open.delivery.channel()];
  if (jobs.size() >= kJobsMax || in_hand_.contains(job.key)) return;
  const auto row = Get<v1::DeliveryRow>(tables, job.key);
  if (!row) return;
  job.attempts = row->attempts();
  in_hand_.insert(job.key);
  jobs.push_back(std::move(job));
  wake_.notify_all();
}

void Dispatcher::Work(v1::Channel channel) {
  std::unique_lock<std::mutex> lock(mutex_);
  std::deque<Job>& jobs = jobs_[channel];
  for (;;) {
    wake_.wait(lock, [&] { return stopping_ || !jobs.empty(); });
    if (stopping_) return;
    const Job job = std::move(jobs.front());
    jobs.pop_front();
    lock.unlock();
    Deliver(job);
    lock.lock();
    in_hand_.erase(job.key);
  }
}

void Dispatcher::Deliver(const Job& job) {
  auto begin = std::make_shared<v1::Command>();
  begin->set_city(job.city);
  *begin->mutable_begin_attempt()->mutable_delivery() = job.delivery;
  begin->mutable_begin_attempt()->set_attempts(job.attempts);
  v1::DigestRow digest;
  // Refused: somebody else has it. Not confirmed: it is looked for again.
  if (!Command(job, "BeginAttempt", std::move(begin), &digest).ok()) return;
  const Outcome outcome = Send(job, digest);
  const bool sent = outcome.outcome == v1::EndAttempt::OUTCOME_SENT;
  attempts_.With({v1::Channel_Name(job.delivery.channel()), outcome.detail}).Add();
  Log(sent ? Severity::kInfo : Severity::kWarn, sent ? "message sent" : "message not sent",
      {{"delivery", DeliveryName(job.city, job.delivery)}, {"attempt", job.attempts + 1}, {"detail", outcome.detail}});
  Report(job, outcome);
}

Outcome Dispatcher::Send(const Job& job, const v1::DigestRow& digest) {
  const auto channel = parts_.channels.find(job.delivery.channel());
  if (channel == parts_.channels.end()) return {.detail = "CHANNEL_NOT_SET_UP"};
  const auto secrets = parts_.doors.secrets.ForCity(CityCode(job.city));
  if (!secrets.ok()) return {.detail = "SECRETS_MISSING"};
  auto address = AddressOf(job, digest);
  if (address.ok()) return channel->second->Send(MessageOf(job, digest, **secrets, *std::move(address)));
  if (!absl::IsNotFound(address.status())) return {.detail = "ADDRESS_UNAVAILABLE"};
  return {.outcome = v1::EndAttempt::OUTCOME_DEAD, .detail = "ADDRESS_MISSING"};
}

absl::StatusOr<std::string> Dispatcher::AddressOf(const Job& job, const v1::DigestRow& digest) {
  const std::string& recipient = digest.digest().recipient();
  if (recipient.starts_with(kOfficerPrefix)) {
    const bool phone = job.delivery.channel() == v1::CHANNEL_MESSAGE;
    return parts_.addresses.Open(job.city, recipient,
                                 phone ? registry::v1::PERSONAL_FIELD_PHONE : registry::v1::PERSONAL_FIELD_EMAIL);
  }
  ASSIGN_OR_RETURN(journal::Partition* const partition, parts_.doors.partitions.ForCity(CityCode(job.city)));
  std::string address;
  RETURN_IF_ERROR(partition->Read(
      std::nullopt, absl::Now() + kDeadline, [&](const store::Reader& tables, const journal::Freshness&) {
        const auto row = Get<v1::SettingRow>(tables, SettingKey(v1::SettingRow::kContact, job.city, recipient));
        const bool mail = job.delivery.channel() == v1::CHANNEL_EMAIL;
        if (row) address = mail ? row->contact().email() : row->contact().webhook_url();
        return absl::OkStatus();
      }));
  if (address.empty()) return absl::NotFoundError("no address");
  return address;
}

Outgoing Dispatcher::MessageOf(const Job& job, const v1::DigestRow& digest, const CitySecrets& secrets,
                               std::string address) {
  const DigestLink link{.city = job.city, .digest = digest.digest().digest(), .until = digest.digest().link_until()};
  Rendered text = Render(job.city, digest, parts_.link_base + MakeToken(link, secrets));
  Outgoing message;
  message.id =
      absl::StrCat("padu-", job.city, "-", job.delivery.digest(), "-", static_cast<int>(job.delivery.channel()));
  message.address = std::move(address);
  message.subject = std::move(text.subject);
  message.text = std::move(text.text);
  message.short_text = std::move(text.short_text);
  message.json = std::move(text.json);
  message.composed_at = digest.composed_at();
  message.secrets = WebhookSecrets(secrets, digest.digest().recipient());
  return message;
}

void Dispatcher::Report(const Job& job, const Outcome& outcome) {
  for (int i = 0; i < kReports; ++i) {
    auto end = std::make_shared<v1::Command>();
    end->set_city(job.city);
    v1::EndAttempt& attempt = *end->mutable_end_attempt();
    *attempt.mutable_delivery() = job.delivery;
    attempt.set_attempt(job.attempts + 1);
    attempt.set_outcome(outcome.outcome);
    attempt.set_detail(outcome.detail);
    attempt.set_jitter(static_cast<std::uint32_t>(RandomU64(parts_.random) % 1'000'000));
    const absl::Status done = Command(job, "EndAttempt", std::move(end), nullptr);
    if (done.ok() || RefusalOf(done).value_or(Refusal()).reason == "DELIVERY_TAKEN") return;
    std::unique_lock<std::mutex> lock(mutex_);
    if (wake_.wait_for(lock, kPause, [this] { return stopping_; })) return;
  }
}

absl::Status Dispatcher::Command(const Job& job, const char* method, std::shared_ptr<v1::Command> command,
                                 v1::DigestRow* digest) {
  const Asked asked{.of_city = "",
                    .caller = kCaller,
                    .method = method,
                    .request_id = "",
                    .digested = "",
                    .deadline = absl::Now() + kDeadline};
  return Submit(parts_.doors, asked, std::move(command),
                [&](const store::Reader& tables, const journal::Answer&) -> absl::Status {
                  if (digest == nullptr) return absl::OkStatus();
                  const auto row = Get<v1::DigestRow>(tables, DigestKey(job.city, job.delivery.digest()));
                  PADU_CHECK(row.has_value());
                  *digest = *row;
                  return absl::OkStatus();
                });
}

}  // namespace padu::notification
