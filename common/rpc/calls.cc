#include "common/rpc/calls.h"

#include <grpcpp/server_context.h>

#include <algorithm>

#include "absl/time/clock.h"
#include "common/base/status.h"

namespace padu::rpc {
namespace {

constexpr std::size_t kTraceparentBytes = 55;

std::string_view Metadata(const grpc::CallbackServerContext& context, const char* key) {
  const auto& all = context.client_metadata();
  const auto found = all.find(key);
  return found == all.end() ? std::string_view() : std::string_view(found->second.data(), found->second.size());
}

// The client's deadline; infinite if it set none.
absl::Time ClientDeadline(const grpc::CallbackServerContext& context) {
  const auto deadline = context.deadline();
  return deadline == std::chrono::system_clock::time_point::max() ? absl::InfiniteFuture() : absl::FromChrono(deadline);
}

absl::Status TooLate() {
  return Refuse(absl::StatusCode::kDeadlineExceeded,
                {.reason = "DEADLINE_TOO_SHORT",
                 .text_id = "Waktu yang tersisa terlalu singkat. Coba lagi dengan batas waktu lebih lama.",
                 .text_en = "Too little time is left. Try again with a later deadline."});
}

}  // namespace

namespace internal {

void Flags::Add(const Flag& flag) {
  const std::lock_guard lock(mutex_);
  if (all_) *flag = true;
  std::erase_if(flags_, [](const auto& weak) { return weak.expired(); });
  flags_.push_back(flag);
}

void Flags::SetAll() {
  const std::lock_guard lock(mutex_);
  all_ = true;
  for (const auto& weak : flags_) {
    if (const Flag flag = weak.lock()) *flag = true;
  }
}

void Turn::Start() {
  const std::lock_guard lock(mutex_);
  PADU_CHECK(!pending_);
  pending_ = true;
}

bool Turn::Wait() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return !pending_; });
  return ok_;
}

void Turn::Done(bool ok) {
  const std::lock_guard lock(mutex_);
  pending_ = false;
  ok_ = ok;
  wake_.notify_one();  // under the lock: the waiter may finish the call, and this object with it
}

}  // namespace internal

Calls::Calls(const ServerOptions& options)
    : deadline_default_(options.deadline_default),
      deadline_most_(options.deadline_most),
      stream_deadline_default_(options.stream_deadline_default),
      deadline_least_(options.deadline_least),
      guard_(options.stream_recheck),
      reads_(options.read_threads_max, options.read_queue_max),
      streams_(options.stream_threads_max, 0) {}

Credentials Calls::CredentialsOf(const grpc::CallbackServerContext& context) {
  return {.authorization = std::string(Metadata(context, "authorization")),
          .said = std::string(Metadata(context, "padu-caller"))};
}

void Calls::Begin(const grpc::CallbackServerContext& context, std::string method, Kind kind,
                  std::shared_ptr<std::atomic<bool>> cancelled, std::function<void(absl::StatusOr<Call>)> begun) {
  if (stopping_) {
    return begun(
        Refuse(absl::StatusCode::kUnavailable, {.reason = "SERVER_DRAINING",
                                                .text_id = "Layanan sedang dimulai ulang. Coba lagi sebentar lagi.",
                                                .text_en = "The service is restarting. Try again in a moment."}));
  }
  const absl::Time now = absl::Now();
  const absl::Time client = ClientDeadline(context);
  absl::Time deadline = client;
  if (kind == Kind::kUnary) {
    deadline = client == absl::InfiniteFuture() ? now + deadline_default_ : std::min(client, now + deadline_most_);
  } else {
    deadline = std::min(client, now + stream_deadline_default_);
    stream_flags_.Add(cancelled);
  }
  std::string traceparent(Metadata(context, "traceparent"));
  if (traceparent.size() != kTraceparentBytes) traceparent.clear();
  // The context may be gone when the caller is known: all is taken from it here.
  authenticator_->Identify(CredentialsOf(context),
                           [=, least = deadline_least_, begun = std::move(begun)](absl::StatusOr<Caller> caller) {
                             if (!caller.ok()) return begun(caller.status());
                             if (client - absl::Now() < least) return begun(TooLate());
                             begun(Call(method, *std::move(caller), deadline, traceparent, cancelled));
                           });
}

absl::Status Calls::StillWorth(const Call& call) {
  if (call.cancelled()) return absl::CancelledError("the client is gone");
  return absl::Now() < call.deadline() ? absl::OkStatus() : TooLate();
}

absl::Status Calls::Busy() {
  return Refuse(absl::StatusCode::kResourceExhausted, {.reason = "SERVER_BUSY",
                                                       .text_id = "Layanan sedang sibuk. Coba lagi sebentar lagi.",
                                                       .text_en = "The service is busy. Try again in a moment."});
}

void Calls::Stop() {
  stopping_ = true;
  guard_.Stop();
  stream_flags_.SetAll();
}

}  // namespace padu::rpc
