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
#include "services/notification/domain/routing.h"
#include "services/notification/domain/status.h"

namespace padu::notification {
namespace {

constexpr int kWorkers = 4;
constexpr std::size_t kJobsMax = 200;
constexpr std::chrono::milliseconds kPause(200);
constexpr absl::Duration kDeadline = absl::Seconds(10);
constexpr int kReports = 6;  // about a minute: then it is sent again
constexpr char kCaller[] = "services/notification";

Outcome OutcomeOf(const absl::Status& status) {
  if (absl::IsNotFound(status)) return {.outcome = v1::EndAttempt::OUTCOME_DEAD, .detail = "ADDRESS_MISSING"};
  return {.detail = "REGISTRY_UNAVAILABLE"};
}

}  // namespace

Dispatcher::Dispatcher(Parts parts)
    : parts_(std::move(parts)),
      attempts_(parts_.metrics.AddCounter("padu_notification_attempts_total", "attempts to send a message",
                                          {"channel", "result"})) {}

Dispatcher::~Dispatcher() { Stop(); }

void Dispatcher::Start() {
  threads_.emplace_back([this] { Look(); });
  for (int i = 0; i < kWorkers; ++i) threads_.emplace_back([this] { Work(); });
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
    const bool room = jobs_.size() < kJobsMax;
    lock.unlock();
    if (room) {
      for (journal::Partition* partition : parts_.partitions) FindJobs(*partition);
    }
    lock.lock();
    wake_.wait_for(lock, kPause, [this] { return stopping_; });
  }
}

// What is due by this machine's clock. A delivery that was begun and is not in hand here was begun by one who died.
void Dispatcher::FindJobs(journal::Partition& partition) {
  const auto find = [this](const store::Reader& tables, const journal::Freshness&) {
    std::size_t found = 0;
    auto at = tables.Scan(OpenDeliveryPrefix(), OpenDeliveryAfter(parts_.clock.WallNow()));
    for (; at->Valid() && found < kJobsMax; at->Next(), ++found) {
      const OpenDeliveryParts open = ReadOpenDeliveryKey(at->key());
      Job job{.city = open.city, .delivery = open.delivery, .key = DeliveryKey(open.city, open.delivery)};
      const auto row = Get<v1::DeliveryRow>(tables, job.key);
      if (!row || !parts_.channels.contains(open.delivery.channel())) continue;
      job.attempts = row->attempts();
      const std::lock_guard<std::mutex> lock(mutex_);
      if (!in_hand_.insert(job.key).second) continue;
      jobs_.push_back(std::move(job));
      wake_.notify_one();
    }
    return absl::OkStatus();
  };
  // A partition that does not serve yet has nothing to send.
  (void)partition.Read(std::nullopt, absl::Now() + absl::Seconds(1), find);
}

void Dispatcher::Work() {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (stopping_) return;
    const Job job = std::move(jobs_.front());
    jobs_.pop_front();
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
  const auto message = MessageOf(job, digest);
  const Outcome outcome =
      message.ok() ? parts_.channels.at(job.delivery.channel())->Send(*message) : OutcomeOf(message.status());
  const bool sent = outcome.outcome == v1::EndAttempt::OUTCOME_SENT;
  attempts_.With({v1::Channel_Name(job.delivery.channel()), outcome.detail}).Add();
  Log(sent ? Severity::kInfo : Severity::kWarn, sent ? "message sent" : "message not sent",
      {{"delivery", DeliveryName(job.city, job.delivery)}, {"attempt", job.attempts + 1}, {"detail", outcome.detail}});
  Report(job, outcome);
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

absl::StatusOr<Outgoing> Dispatcher::MessageOf(const Job& job, const v1::DigestRow& digest) {
  ASSIGN_OR_RETURN(const CitySecrets* const secrets, parts_.doors.secrets.ForCity(CityCode(job.city)));
  ASSIGN_OR_RETURN(std::string address, AddressOf(job, digest));
  const DigestLink link{.city = job.city, .digest = digest.digest().digest(), .until = digest.digest().link_until()};
  Rendered text = Render(job.city, digest, parts_.link_base + MakeToken(link, *secrets));
  Outgoing message;
  message.id =
      absl::StrCat("padu-", job.city, "-", job.delivery.digest(), "-", static_cast<int>(job.delivery.channel()));
  message.address = std::move(address);
  message.subject = std::move(text.subject);
  message.text = std::move(text.text);
  message.short_text = std::move(text.short_text);
  message.json = std::move(text.json);
  message.composed_at = digest.composed_at();
  message.secret = secrets->Digest("webhook", digest.digest().recipient()).digest;
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
