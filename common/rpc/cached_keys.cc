#include "common/rpc/cached_keys.h"

#include <grpcpp/client_context.h>

#include <atomic>
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
    if (ask && asking_ >= (entry.holder ? options_.asked_max : options_.asked_max / 2)) {
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
  // For some more at once: the next caller need not look through all again.
  const std::size_t enough = options_.entries_max - options_.entries_max / 8;
  const auto erase = [&](const auto& may) {
    for (auto at = entries_.begin(); at != entries_.end() && entries_.size() >= enough;) {
      at = !at->second.asking && may(at->second) ? entries_.erase(at) : std::next(at);
    }
  };
  erase([now](const Entry& entry) { return now >= entry.until; });
  erase([](const Entry& entry) { return !entry.holder; });  // whoever tries keys pushes out no good one
  if (entries_.size() >= options_.entries_max) erase([](const Entry&) { return true; });
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
  const auto away = std::make_shared<std::atomic<bool>>(false);  // told once, however many ask
  return [client = std::move(client), stub, away](const ApiKey& key, CachedKeys::Answered answered) {
    auto question = std::make_shared<Question>();
    client->Prepare(question->context, {.timeout = kAskTimeout});
    question->request.set_name(key.name());
    question->request.set_sha256(key.sha256);
    stub->async()->Authenticate(
        &question->context, &question->request, &question->response,
        [question, away, id = key.id, answered = std::move(answered)](const grpc::Status& status) mutable {
          const pb::AuthenticateResponse told = std::move(question->response);
          question.reset();  // it holds the channel, which no thread of gRPC may be the last to let go
          if (!status.ok()) {
            absl::Status why = FromGrpc(status);
            const auto refusal = RefusalOf(why);
            // A refusal names its key: of this service's own it says nothing of the caller's.
            const bool of_caller = absl::IsUnauthenticated(why) && refusal && refusal->metadata.contains("api_key") &&
                                   refusal->metadata.at("api_key") == id;
            if (!of_caller && !away->exchange(true)) {
              Log(Severity::kWarn, "the registry does not tell callers", {{"why", why.ToString()}});
            }
            return answered(of_caller ? why : absl::UnavailableError("not told"));
          }
          if (away->exchange(false)) Log(Severity::kInfo, "the registry tells callers again");
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
