#include "common/journal/answers.h"

#include <utility>

#include "common/base/check.h"
#include "common/base/status.h"

namespace padu::journal {

absl::Status NotConfirmed() {
  return Refuse(absl::StatusCode::kUnavailable,
                {.reason = "NOT_CONFIRMED",
                 .text_id = "Belum dapat dipastikan tersimpan. Ulangi dengan request_id yang sama.",
                 .text_en = "Could not be confirmed yet. Retry with the same request_id.",
                 .metadata = {}});
}

absl::Status NotServing(const char* reason) {
  return Refuse(absl::StatusCode::kUnavailable,
                {.reason = reason,
                 .text_id = "Layanan belum siap menerima perubahan. Coba lagi dengan request_id yang sama.",
                 .text_en = "The service does not take writes now. Retry with the same request_id.",
                 .metadata = {}});
}

absl::Status DiskNearlyFull() {
  return Refuse(absl::StatusCode::kResourceExhausted, {.reason = "DISK_RESERVE",
                                                       .text_id = "Ruang disk layanan hampir habis. Coba lagi nanti.",
                                                       .text_en = "The service's disk is nearly full. Try again later.",
                                                       .metadata = {}});
}

void Answers::Add(Sequence needs, std::int64_t deadline_boot, absl::StatusOr<Answer> answer, Partition::Done done) {
  PADU_CHECK(waiting_.empty() || waiting_.back().needs <= needs);
  waiting_.push_back({needs, deadline_boot, std::move(answer), std::move(done)});
}

void Answers::Release(Sequence confirmed) {
  while (!waiting_.empty() && waiting_.front().needs <= confirmed) {
    Waiting ready = std::move(waiting_.front());
    waiting_.pop_front();
    if (ready.done != nullptr) ready.done(std::move(ready.answer));
  }
}

void Answers::Expire(std::int64_t boot_now) {
  for (Waiting& waiting : waiting_) {
    if (waiting.done == nullptr || boot_now < waiting.deadline_boot) continue;
    std::exchange(waiting.done, nullptr)(NotConfirmed());
  }
}

void Answers::FailAll() {
  for (Waiting& waiting : waiting_) {
    if (waiting.done != nullptr) waiting.done(NotConfirmed());
  }
  waiting_.clear();
}

}  // namespace padu::journal
