#include "services/gateway/events/boxes.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/city.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "services/gateway/http/limits.h"

namespace padu::gateway {
namespace {

constexpr absl::Duration kPollWait = absl::Milliseconds(5);  // a new request waits so long at most
constexpr absl::Duration kListTimeout = absl::Seconds(1);
constexpr absl::Duration kListEvery = absl::Seconds(1);  // unknown names cause no more than this

absl::Status Unavailable() {
  return Refuse(
      absl::StatusCode::kUnavailable,
      {.reason = "BROKER_UNAVAILABLE",
       .text_id = "Kejadian belum pasti tersimpan. Kirim lagi dengan id yang sama; tidak akan tercatat dua kali.",
       .text_en = "The events are not known to be stored. Send them again with the same ids: nothing is "
                  "recorded twice.",
       .metadata = {{"retry_ms", "2000"}}});
}

absl::Status TooMany() {
  return Refuse(absl::StatusCode::kResourceExhausted,
                {.reason = "BOX_BUSY",
                 .text_id = "Terlalu banyak kejadian sedang menunggu. Coba lagi sebentar lagi.",
                 .text_en = "Too many events are waiting. Try again in a moment."});
}

absl::Status NoBox(const std::string& box) {
  return Refuse(absl::StatusCode::kNotFound, {.reason = "BOX_UNKNOWN",
                                              .text_id = "Tidak ada kotak surat untuk lembaga ini di kota ini.",
                                              .text_en = "There is no letter box for this stakeholder in this city.",
                                              .metadata = {{"box", box}}});
}

}  // namespace

Boxes::Boxes(stream::Log& log) : log_(log), thread_([this] { Run(); }) {}

Boxes::~Boxes() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Boxes::Write(std::string box, std::vector<stream::OutRecord> records, Written written) {
  const int count = static_cast<int>(records.size());
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    int& waiting = waiting_[box];
    if (!stopping_ && waiting + count <= kEventsPendingPerBoxMax && waiting_all_ + count <= kEventsPendingMax) {
      waiting += count;
      waiting_all_ += count;
      inbox_.push_back(std::make_shared<Job>(Job{.box = std::move(box),
                                                 .records = std::move(records),
                                                 .written = std::move(written),
                                                 .deadline = absl::Now() + kEventsTimeout}));
      wake_.notify_all();
      return;
    }
    if (waiting == 0) waiting_.erase(box);
  }
  written(TooMany());
}

void Boxes::Run() {
  while (TakeNew()) {
    Produce();
    if (writer_ != nullptr) {
      for (const stream::Delivery& delivery : writer_->Poll(sent_.empty() ? absl::ZeroDuration() : kPollWait)) {
        Deliver(delivery);
      }
    }
    Expire();
  }
  FailAll(Unavailable());
}

// Takes what is new, waiting for it while nothing is under way. False: it is time to stop.
bool Boxes::TakeNew() {
  std::unique_lock<std::mutex> lock(mutex_);
  if (jobs_.empty()) wake_.wait(lock, [this] { return stopping_ || !inbox_.empty(); });
  while (!inbox_.empty()) {
    jobs_[++last_job_] = std::move(inbox_.front());
    inbox_.pop_front();
  }
  return !stopping_;
}

void Boxes::Produce() {
  std::vector<std::pair<std::uint64_t, absl::Status>> refused;
  for (const auto& [number, job] : jobs_) {
    if (job->sent == job->records.size()) continue;
    if (job->sent == 0) {
      if (const absl::Status known = Known(job->box); !known.ok()) {
        refused.emplace_back(number, known);
        continue;
      }
    }
    if (writer_ == nullptr) writer_ = log_.OpenWriter();
    job->offsets.resize(job->records.size(), -1);
    while (job->sent < job->records.size()) {
      const std::uint64_t id = ++last_record_;
      if (!writer_->Produce({job->box, 0}, job->records[job->sent], id)) break;  // full: after the next poll
      sent_[id] = {number, job->sent++};
    }
    if (job->sent < job->records.size()) break;
  }
  for (const auto& [number, status] : refused) Finish(number, status);
}

void Boxes::Deliver(const stream::Delivery& delivery) {
  const auto sent = sent_.find(delivery.id);
  if (sent == sent_.end()) return;
  const auto [number, index] = sent->second;
  sent_.erase(sent);
  if (!delivery.status.ok()) {
    Log(Severity::kWarn, "a letter box could not be written", {{"status", delivery.status}});
    FailAll(Unavailable());
    return;
  }
  const auto job = jobs_.find(number);
  if (job == jobs_.end()) return;  // answered already: it took too long
  job->second->offsets[index] = delivery.offset;
  if (index + 1 == job->second->records.size()) Finish(number, std::move(job->second->offsets));
}

void Boxes::Expire() {
  const absl::Time now = absl::Now();
  while (!jobs_.empty() && jobs_.begin()->second->deadline <= now) Finish(jobs_.begin()->first, Unavailable());
}

// After a failure the writer is of no more use; nothing is known of what it had.
void Boxes::FailAll(const absl::Status& why) {
  writer_.reset();
  sent_.clear();
  known_.clear();
  while (!jobs_.empty()) Finish(jobs_.begin()->first, why);
  std::deque<std::shared_ptr<Job>> never;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (stopping_) never.swap(inbox_);
  }
  for (const auto& job : never) job->written(why);
}

void Boxes::Finish(std::uint64_t number, absl::StatusOr<std::vector<stream::Offset>> result) {
  const std::shared_ptr<Job> job = std::move(jobs_.at(number));
  jobs_.erase(number);
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    const int count = static_cast<int>(job->records.size());
    waiting_all_ -= count;
    if ((waiting_[job->box] -= count) == 0) waiting_.erase(job->box);
  }
  job->written(std::move(result));
}

// OK if the box is there. The list is asked for again when a name is not in it.
absl::Status Boxes::Known(const std::string& box) {
  if (known_.contains(box)) return absl::OkStatus();
  const absl::Time now = absl::Now();
  if (now - known_at_ < kListEvery) return known_.empty() ? Unavailable() : NoBox(box);
  known_at_ = now;
  const auto topics = log_.ListTopics(kBoxPrefix, kListTimeout);
  if (!topics.ok()) return Unavailable();
  known_.clear();
  for (const stream::TopicInfo& topic : *topics) known_.insert(topic.name);
  return known_.contains(box) ? absl::OkStatus() : NoBox(box);
}

}  // namespace padu::gateway
