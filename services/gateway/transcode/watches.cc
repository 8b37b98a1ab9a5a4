#include "services/gateway/transcode/watches.h"

#include <grpcpp/support/status.h>

#include <algorithm>
#include <deque>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/gateway/http/limits.h"
#include "services/gateway/http/problem.h"
#include "services/gateway/http/sse.h"
#include "services/gateway/transcode/json.h"
#include "services/gateway/transcode/relay.h"

namespace padu::gateway {
namespace {

// A client of a shared watch.
struct Follower {
  std::shared_ptr<Exchange> exchange;  // until the watch has begun
  std::string language;
  std::shared_ptr<EventStream> stream;
  std::deque<std::string> pending;  // not yet taken
  bool sending = false;
  bool ends = false;  // after what is pending
};

// `request` with the position in it.
std::string WithPosition(const Route& route, const std::string& request, const std::string& position) {
  const auto message = NewMessage(*route.method->input_type());
  message->ParseFromString(request);
  message->GetReflection()->SetString(message.get(), route.resume, position);
  return message->SerializeAsString();
}

// Whether a message says where the service is and nothing else.
bool IsSignOfLife(const google::protobuf::Message& message) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  return fields.size() <= 1;
}

}  // namespace

class SharedWatch : public std::enable_shared_from_this<SharedWatch> {
 public:
  // What is asked for begins behind `position`.
  SharedWatch(Watches& watches, std::string key, const Route& route, const std::string& position)
      : watches_(watches), key_(std::move(key)), route_(route) {
    if (!position.empty()) kept_.push_back({position, ""});
  }

  void Begin(Upstream& upstream, Upstream::CallSpec spec);
  // False: it does not hold what came after `position`, or has ended.
  bool Join(const std::string& position, const std::shared_ptr<Exchange>& exchange);

 private:
  struct Kept {
    std::string position;
    std::string text;  // empty: where it began
  };

  void OnMessage(const std::string& bytes);
  void OnEnd(const grpc::Status& status);
  void Open(const std::shared_ptr<Follower>& follower);
  void SendNext(const std::shared_ptr<Follower>& follower);
  void Sent(const std::shared_ptr<Follower>& follower, bool ok);
  void Leave(const std::shared_ptr<Follower>& follower);

  Watches& watches_;
  const std::string key_;
  const Route& route_;
  std::mutex mutex_;
  std::shared_ptr<Upstream::Reading> reading_;
  bool begun_ = false;  // the service has said something
  bool ended_ = false;
  std::deque<Kept> kept_;
  std::set<std::shared_ptr<Follower>> followers_;
};

void SharedWatch::Begin(Upstream& upstream, Upstream::CallSpec spec) {
  const auto self = shared_from_this();
  reading_ = upstream.Stream(std::move(spec), {.next = [self](const std::string& bytes) { self->OnMessage(bytes); },
                                               .ended = [self](const grpc::Status& status) { self->OnEnd(status); }});
  reading_->Next();
}

bool SharedWatch::Join(const std::string& position, const std::shared_ptr<Exchange>& exchange) {
  const std::lock_guard<std::mutex> lock(mutex_);
  auto after = kept_.end();
  if (!position.empty()) {
    const auto found =
        std::find_if(kept_.rbegin(), kept_.rend(), [&](const Kept& one) { return one.position == position; });
    if (found == kept_.rend()) return false;
    after = found.base();
  }
  if (ended_) return false;
  const auto follower = std::make_shared<Follower>();
  follower->exchange = exchange;
  follower->language = exchange->request().Header("accept-language");
  // Where it is, without an event: a client that is cut off before the next one goes on from here.
  if (position.empty() && !kept_.empty())
    follower->pending.push_back(absl::StrCat("id: ", kept_.back().position, "\n\n"));
  for (; after != kept_.end(); ++after) follower->pending.push_back(after->text);
  followers_.insert(follower);
  if (begun_) Open(follower);
  return true;
}

void SharedWatch::OnMessage(const std::string& bytes) {
  const auto message = NewMessage(*route_.method->output_type());
  if (!message->ParseFromString(bytes)) return reading_->Cancel();
  const std::string position = message->GetReflection()->GetString(*message, route_.position);
  const std::string text = EventText(position, "", ToJson(*message));
  const std::lock_guard<std::mutex> lock(mutex_);
  const bool news = !IsSignOfLife(*message) || kept_.empty() || kept_.back().position != position;
  if (news) {
    kept_.push_back({position, text});
    if (kept_.size() > kWatchEventsKept) kept_.pop_front();
  }
  for (const auto& follower : followers_) {
    // One that is too slow ends with what it has pending, and comes back from there.
    follower->ends = follower->ends || follower->pending.size() == kFollowerPendingMax;
    if (!follower->ends) follower->pending.push_back(text);
    if (!begun_) Open(follower);
    SendNext(follower);
  }
  begun_ = true;
  reading_->Next();
}

void SharedWatch::OnEnd(const grpc::Status& status) {
  watches_.Forget(key_, this);
  const std::lock_guard<std::mutex> lock(mutex_);
  ended_ = true;
  // A stream's time is bounded; that it is over is no problem.
  const bool expected = status.ok() || status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED ||
                        status.error_code() == grpc::StatusCode::CANCELLED;
  const Problem problem = status.ok() ? ProblemOf(absl::UnavailableError("the stream ended")) : ProblemOf(status);
  for (const auto& follower : followers_) {
    if (follower->exchange != nullptr) {
      follower->exchange->Answer(Render(problem, follower->language));
      follower->exchange.reset();
      continue;
    }
    if (!expected) follower->pending.push_back(EventText("", "problem", ProblemJson(problem, follower->language)));
    follower->ends = true;
    SendNext(follower);
  }
  followers_.clear();
}

// The mutex is held here and below, but for Sent and Leave.
void SharedWatch::Open(const std::shared_ptr<Follower>& follower) {
  const auto exchange = std::move(follower->exchange);
  follower->stream = exchange->Stream([self = shared_from_this(), follower] { self->Leave(follower); });
  SendNext(follower);
}

void SharedWatch::SendNext(const std::shared_ptr<Follower>& follower) {
  if (follower->sending || follower->stream == nullptr) return;
  if (follower->pending.empty()) {
    if (follower->ends) follower->stream->End();
    return;
  }
  follower->sending = true;
  std::string text = std::move(follower->pending.front());
  follower->pending.pop_front();
  follower->stream->Send(std::move(text), [self = shared_from_this(), follower](bool ok) { self->Sent(follower, ok); });
}

void SharedWatch::Sent(const std::shared_ptr<Follower>& follower, bool ok) {
  if (!ok) return Leave(follower);
  const std::lock_guard<std::mutex> lock(mutex_);
  follower->sending = false;
  SendNext(follower);
}

void SharedWatch::Leave(const std::shared_ptr<Follower>& follower) {
  bool last = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    last = followers_.erase(follower) > 0 && followers_.empty();
    if (last) ended_ = true;  // nobody joins what is about to end
  }
  if (!last) return;
  watches_.Forget(key_, this);
  reading_->Cancel();
}

void Watches::Follow(const Route& route, Upstream& upstream, const Upstream::CallSpec& spec,
                     const std::string& position, const std::shared_ptr<Exchange>& exchange) {
  Upstream::CallSpec own = spec;
  own.request = WithPosition(route, spec.request, position);
  std::string key = absl::StrCat(spec.path, "\n", spec.request);
  for (const auto& [name, value] : spec.metadata) absl::StrAppend(&key, "\n", name, "=", value);
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::shared_ptr<SharedWatch>& shared = shared_[key];
    const bool is_new = shared == nullptr;
    if (is_new) shared = std::make_shared<SharedWatch>(*this, key, route, position);
    const bool joined = shared->Join(position, exchange);
    if (is_new) shared->Begin(upstream, own);
    if (joined) return;
  }
  RelayStream(route, upstream, std::move(own), exchange);
}

void Watches::Forget(const std::string& key, const SharedWatch* watch) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = shared_.find(key);
  if (found != shared_.end() && found->second.get() == watch) shared_.erase(found);
}

}  // namespace padu::gateway
