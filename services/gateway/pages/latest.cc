#include "services/gateway/pages/latest.h"

#include <grpcpp/support/status.h>

#include <condition_variable>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/ops/admin.h"
#include "services/gateway/http/limits.h"
#include "services/gateway/http/sse.h"

namespace padu::gateway {
namespace {

constexpr absl::Duration kPause = absl::Seconds(2);  // after the watch has ended
constexpr std::size_t kFollowersMax = 1000;
constexpr std::size_t kPendingMax = 50;  // events that a follower has not taken; more are left out for it
constexpr char kWatch[] = "/padu.ledger.v1.LedgerService/Watch";

std::string IdOf(const std::string& name) { return name.substr(name.rfind('/') + 1); }

// 300000 -> "300.000", as Indonesian writes it.
std::string Grouped(std::int64_t number) {
  std::string digits = absl::StrCat(number < 0 ? -number : number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, '.');
  return absl::StrCat(number < 0 ? "-" : "", digits);
}

std::string TextOf(const ledger::v1::Benefit& benefit) {
  switch (benefit.kind_case()) {
    case ledger::v1::Benefit::kRupiah:
      return absl::StrCat("Rp", Grouped(benefit.rupiah()));
    case ledger::v1::Benefit::kQuantity:
      return absl::StrCat(Grouped(benefit.quantity().amount()), " ", benefit.quantity().unit());
    case ledger::v1::Benefit::kService:
      return absl::StrCat(benefit.service().times() == 0 ? 1 : benefit.service().times(), " kali");
    case ledger::v1::Benefit::KIND_NOT_SET:
      return "";
  }
  return "";
}

// Who looks: its stream, and what it has not taken yet.
struct Follower {
  std::shared_ptr<EventStream> stream;
  std::deque<std::string> pending;
  bool sending = false;
};

}  // namespace

LatestEntry Shown(const ledger::v1::LedgerEntry& entry) {
  return {.day = entry.day(),
          .kelurahan = entry.kelurahan(),
          .programme = IdOf(entry.programme()),
          .stakeholder = IdOf(entry.stakeholder()),
          .benefit = TextOf(entry.benefit())};
}

std::string ToJson(const LatestEntry& entry) {
  return absl::StrCat("{\"day\":", ops::JsonText(entry.day), ",\"kelurahan\":", ops::JsonText(entry.kelurahan),
                      ",\"programme\":", ops::JsonText(entry.programme),
                      ",\"stakeholder\":", ops::JsonText(entry.stakeholder),
                      ",\"benefit\":", ops::JsonText(entry.benefit), "}");
}

struct Latest::State : std::enable_shared_from_this<Latest::State> {
  State(Upstream& ledger, Options options) : ledger(ledger), options(std::move(options)) {}

  void Run();
  void OnMessage(const std::string& bytes);
  void Tell(const std::string& event);
  void SendNext(const std::shared_ptr<Follower>& follower);
  void Sent(const std::shared_ptr<Follower>& follower, bool ok);

  Upstream& ledger;
  const Options options;
  mutable std::mutex mutex;
  std::condition_variable wake;
  bool stopping = false;
  bool watching = false;
  std::shared_ptr<Upstream::Reading> reading;
  std::deque<LatestEntry> entries;  // newest first
  std::set<std::shared_ptr<Follower>> followers;
  std::thread thread;
};

void Latest::State::Run() {
  std::unique_lock<std::mutex> lock(mutex);
  while (!stopping) {
    ledger::v1::WatchRequest request;
    request.set_parent("cities/" + options.city);
    watching = true;
    const auto self = shared_from_this();
    reading = ledger.Stream(
        {.path = kWatch, .metadata = options.caller, .timeout = kStreamMost, .request = request.SerializeAsString()},
        {.next = [self](const std::string& bytes) { self->OnMessage(bytes); },
         .ended =
             [self](const grpc::Status&) {
               const std::lock_guard<std::mutex> lock(self->mutex);
               self->watching = false;
               self->wake.notify_all();
             }});
    reading->Next();
    wake.wait(lock, [this] { return stopping || !watching; });
    if (!stopping) wake.wait_for(lock, absl::ToChronoNanoseconds(kPause), [this] { return stopping; });
  }
}

void Latest::State::OnMessage(const std::string& bytes) {
  ledger::v1::WatchResponse message;
  const std::lock_guard<std::mutex> lock(mutex);
  if (message.ParseFromString(bytes) && message.has_entry()) {
    entries.push_front(Shown(message.entry()));
    if (entries.size() > options.kept) entries.pop_back();
    Tell(EventText("", "", ToJson(entries.front())));
  }
  if (reading != nullptr) reading->Next();
}

// The mutex is held here and below.
void Latest::State::Tell(const std::string& event) {
  for (const auto& follower : followers) {
    if (follower->pending.size() < kPendingMax) follower->pending.push_back(event);
    SendNext(follower);
  }
}

void Latest::State::SendNext(const std::shared_ptr<Follower>& follower) {
  if (follower->sending || follower->pending.empty()) return;
  follower->sending = true;
  std::string event = std::move(follower->pending.front());
  follower->pending.pop_front();
  follower->stream->Send(std::move(event),
                         [self = shared_from_this(), follower](bool ok) { self->Sent(follower, ok); });
}

void Latest::State::Sent(const std::shared_ptr<Follower>& follower, bool ok) {
  const std::lock_guard<std::mutex> lock(mutex);
  follower->sending = false;
  if (ok) {
    SendNext(follower);
  } else {
    followers.erase(follower);
  }
}

Latest::Latest(Upstream& ledger, Options options) : state_(std::make_shared<State>(ledger, std::move(options))) {
  state_->thread = std::thread([state = state_.get()] { state->Run(); });
}

Latest::~Latest() {
  std::shared_ptr<Upstream::Reading> reading;
  {
    const std::lock_guard<std::mutex> lock(state_->mutex);
    state_->stopping = true;
    reading = std::move(state_->reading);
    state_->wake.notify_all();
  }
  if (reading != nullptr) reading->Cancel();
  state_->thread.join();
}

std::vector<LatestEntry> Latest::Now() const {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  return {state_->entries.begin(), state_->entries.end()};
}

void Latest::Follow(Exchange& exchange) {
  const auto follower = std::make_shared<Follower>();
  const std::lock_guard<std::mutex> lock(state_->mutex);
  if (state_->followers.size() >= kFollowersMax) {
    exchange.Answer({.status = 503, .headers = {{"Retry-After", "30"}}});
    return;
  }
  follower->stream = exchange.Stream([state = state_, follower] {
    const std::lock_guard<std::mutex> lock(state->mutex);
    state->followers.erase(follower);
  });
  state_->followers.insert(follower);
  for (auto entry = state_->entries.rbegin(); entry != state_->entries.rend(); ++entry) {
    follower->pending.push_back(EventText("", "", ToJson(*entry)));
  }
  state_->SendNext(follower);
}

}  // namespace padu::gateway
