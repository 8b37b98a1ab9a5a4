#include "common/rpc/cached_keys.h"

#include <grpcpp/client_context.h>

#include <utility>

#include "common/base/log.h"
#include "common/base/status.h"
#include "common/rpc/client.h"
#include "google/protobuf/util/time_util.h"
#include "padu/common/v1/identity_service.grpc.pb.h"

namespace padu::rpc {
namespace {

namespace pb = common::v1;

constexpr absl::Duration kAskTimeout = absl::Seconds(2);
// After an answer that says nothing of the key, the registry is asked again for a good one after this.
constexpr std::int64_t kAgainAfter = kMicrosPerSecond;

absl::Status Unavailable() {
  return Refuse(absl::StatusCode::kUnavailable,
                {.reason = "IDENTITY_UNAVAILABLE",
                 .text_id = "Kunci Anda belum dapat diperiksa: registry tidak menjawab. Coba lagi sebentar lagi.",
                 .text_en = "Your key cannot be checked now: the registry does not answer. Try again in a moment."});
}

absl::Status Busy() {
  return Refuse(absl::StatusCode::kResourceExhausted,
                {.reason = "SERVER_BUSY",
                 .text_id = "Terlalu banyak kunci sedang diperiksa. Coba lagi sebentar lagi.",
                 .text_en = "Too many keys are being checked. Try again in a moment."});
}

}  // namespace

absl::Status KeyExpired() {
  return Refuse(absl::StatusCode::kUnauthenticated,
                {.reason = "KEY_EXPIRED",
                 .text_id = "Masa berlaku kunci sudah habis. Minta kunci baru kepada operator Padu.",
                 .text_en = "The key has expired. Ask an operator of Padu for a new one."});
}

CachedKeys::CachedKeys(Ask ask, const Clock& clock, CacheOptions options)
    : ask_(std::move(ask)), clock_(clock), options_(options) {}

CachedKeys::~CachedKeys() {
  std::unique_lock lock(mutex_);
  all_answered_.wait(lock, [this] { return asking_ == 0; });
}

void CachedKeys::Check(const ApiKey& key, Identified done) const {
  std::optional<absl::StatusOr<Caller>> known;
  bool ask = false;
  {
    const std::lock_guard lock(mutex_);
    const std::int64_t now = clock_.BootNow();
    if (!entries_.contains(key.sha256)) MakeRoom(now);
    Entry& entry = entries_[key.sha256];
    known = Known(entry, now);
    ask = !entry.asking && (!known || (entry.refusal.ok() && now >= entry.fresh_until));
    if (ask && asking_ >= options_.asked_max) {
      ask = false;
      if (!known) known = Busy();
    }
    if (ask) {
      entry.asking = true;
      ++asking_;
    }
    if (!known) entry.waiting.push_back(std::move(done));
  }
  if (ask) ask_(key, [this, sha256 = key.sha256](auto answer) { Take(sha256, std::move(answer)); });
  if (known) done(*std::move(known));
}

std::optional<absl::StatusOr<Caller>> CachedKeys::Known(const Entry& entry, std::int64_t now) const {
  if (now >= entry.until) return std::nullopt;
  if (!entry.refusal.ok()) return entry.refusal;
  if (!entry.holder) return std::nullopt;
  if (entry.holder->expires_at && clock_.WallNow() >= *entry.holder->expires_at) return KeyExpired();
  return entry.holder->caller;
}

void CachedKeys::MakeRoom(std::int64_t now) const {
  if (entries_.size() < options_.entries_max) return;
  std::erase_if(entries_, [now](const auto& entry) { return !entry.second.asking && now >= entry.second.until; });
  for (auto at = entries_.begin(); at != entries_.end() && entries_.size() >= options_.entries_max;) {
    at = at->second.asking ? std::next(at) : entries_.erase(at);
  }
}

void CachedKeys::Take(const std::string& sha256, absl::StatusOr<KeyHolder> answer) const {
  std::vector<Identified> waiting;
  absl::StatusOr<Caller> told = Unavailable();
  {
    const std::lock_guard lock(mutex_);
    Entry& entry = entries_.at(sha256);  // one that is asked for stays
    const std::int64_t now = clock_.BootNow();
    entry.asking = false;
    waiting.swap(entry.waiting);
    if (answer.ok()) {
      told = answer->caller;
      entry.holder = *std::move(answer);
      entry.refusal = absl::OkStatus();
      entry.fresh_until = now + absl::ToInt64Microseconds(options_.answer_fresh);
      entry.until = now + absl::ToInt64Microseconds(options_.answer_valid);
    } else if (absl::IsUnauthenticated(answer.status())) {
      told = answer.status();
      entry.holder.reset();
      entry.refusal = answer.status();
      entry.until = now + absl::ToInt64Microseconds(options_.refusal_valid);
    } else {
      entry.fresh_until = now + kAgainAfter;
    }
  }
  for (Identified& done : waiting) done(told);
  const std::lock_guard lock(mutex_);
  if (--asking_ == 0) all_answered_.notify_all();  // under the lock: the waiter may end this object
}

CachedKeys::Ask AskRegistry(std::shared_ptr<const Client> client) {
  struct Question {
    grpc::ClientContext context;
    pb::AuthenticateRequest request;
    pb::AuthenticateResponse response;
  };
  std::shared_ptr<pb::IdentityService::Stub> stub = pb::IdentityService::NewStub(client->channel());
  return [client = std::move(client), stub](const ApiKey& key, CachedKeys::Answered answered) {
    const auto question = std::make_shared<Question>();
    client->Prepare(question->context, {.timeout = kAskTimeout});
    question->request.set_name(key.name());
    question->request.set_sha256(key.sha256);
    stub->async()->Authenticate(
        &question->context, &question->request, &question->response,
        [question, answered = std::move(answered)](const grpc::Status& status) {
          if (!status.ok()) {
            absl::Status why = FromGrpc(status);
            const auto refusal = RefusalOf(why);
            // That this service's own key opens nothing says nothing of the caller's.
            const bool of_caller = absl::IsUnauthenticated(why) && refusal && refusal->metadata.contains("api_key");
            if (!of_caller) Log(Severity::kWarn, "the registry does not tell callers", {{"why", why.ToString()}});
            return answered(of_caller ? why : absl::UnavailableError("not told"));
          }
          const pb::AuthenticateResponse& told = question->response;
          absl::StatusOr<Caller> caller = ParseCaller(told.caller());
          if (!caller.ok()) return answered(absl::InternalError("the registry names no caller"));
          caller->city = told.city();
          KeyHolder holder{.caller = *std::move(caller), .expires_at = std::nullopt};
          if (told.has_expire_time()) {
            holder.expires_at = google::protobuf::util::TimeUtil::TimestampToMicroseconds(told.expire_time());
          }
          answered(std::move(holder));
        });
  };
}

}  // namespace padu::rpc
