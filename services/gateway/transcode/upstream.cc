#include "services/gateway/transcode/upstream.h"

#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <string_view>
#include <utility>

#include "absl/time/clock.h"
#include "common/rpc/client.h"

namespace padu::gateway {
namespace {

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return {&slice, 1};
}

std::string ToString(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Dump(&slices).ok()) return bytes;
  for (const grpc::Slice& slice : slices) bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return bytes;
}

// What gRPC takes as a value; anything else would abort the process.
bool IsMetadataValue(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

void Prepare(grpc::ClientContext& context, const Upstream::CallSpec& spec) {
  context.set_deadline(absl::ToChronoTime(absl::Now() + spec.timeout));
  for (const auto& [name, value] : spec.metadata) {
    if (IsMetadataValue(value)) context.AddMetadata(name, value);
  }
}

// How many calls have not told their end yet. Any thread.
class CallsUnderWay {
 public:
  void Up() {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++count_;
  }
  void Down() {
    const std::lock_guard<std::mutex> lock(mutex_);
    --count_;
    none_.notify_all();
  }
  void WaitForNone() {
    std::unique_lock<std::mutex> lock(mutex_);
    none_.wait(lock, [this] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_;
  int count_ = 0;
};

// What a unary call needs until it is answered.
struct UnaryCall {
  grpc::ClientContext context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
};

// gRPC keeps a reactor until OnDone: the reader holds itself until then.
class StreamReader final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                           public Upstream::Reading {
 public:
  StreamReader(const Upstream::CallSpec& spec, Upstream::Listener listener, std::shared_ptr<CallsUnderWay> calls)
      : request_(ToBuffer(spec.request)), listener_(std::move(listener)), calls_(std::move(calls)) {
    Prepare(context_, spec);
  }

  void Begin(grpc::GenericStub& stub, const std::string& path, std::shared_ptr<StreamReader> self) {
    self_ = std::move(self);
    stub.PrepareBidiStreamingCall(&context_, path, {}, this);
    StartWriteLast(&request_, grpc::WriteOptions());
    AddHold();  // until Next or the end: reads are started from outside the reactions
    StartCall();
  }

  void Next() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (held_) StartRead(&message_);
  }

  void Cancel() override {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (!held_) return;
    }
    context_.TryCancel();
    Release();
  }

  void OnReadDone(bool ok) override {
    if (ok) {
      listener_.next(ToString(message_));
      return;
    }
    Release();
  }

  void OnDone(const grpc::Status& status) override {
    const std::shared_ptr<StreamReader> self = std::move(self_);
    const Upstream::Listener listener = std::move(listener_);  // and what it holds, which may be whoever holds this
    listener.ended(status);
    calls_->Down();
  }

 private:
  // Nothing is asked for any more: OnDone comes once what is under way has ended.
  void Release() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (std::exchange(held_, false)) RemoveHold();
  }

  grpc::ClientContext context_;
  const grpc::ByteBuffer request_;
  Upstream::Listener listener_;
  const std::shared_ptr<CallsUnderWay> calls_;
  grpc::ByteBuffer message_;
  std::shared_ptr<StreamReader> self_;
  std::mutex mutex_;
  bool held_ = true;
};

}  // namespace

struct Upstream::State {
  explicit State(const std::string& target) : client({.target = target}), stub(client.channel()) {}

  rpc::Client client;
  grpc::GenericStub stub;
  const std::shared_ptr<CallsUnderWay> calls = std::make_shared<CallsUnderWay>();
};

Upstream::Upstream(const std::string& target) : state_(std::make_unique<State>(target)) {}

Upstream::~Upstream() { state_->calls->WaitForNone(); }

void Upstream::Unary(CallSpec spec, Answered answered) {
  auto call = std::make_shared<UnaryCall>();
  Prepare(call->context, spec);
  call->request = ToBuffer(spec.request);
  state_->calls->Up();
  // The call lives as long as what waits for it.
  state_->stub.UnaryCall(&call->context, spec.path, {}, &call->request, &call->response,
                         [call, calls = state_->calls, answered = std::move(answered)](const grpc::Status& status) {
                           answered(status, ToString(call->response));
                           calls->Down();
                         });
}

std::shared_ptr<Upstream::Reading> Upstream::Stream(CallSpec spec, Listener listener) {
  state_->calls->Up();
  auto reader = std::make_shared<StreamReader>(spec, std::move(listener), state_->calls);
  reader->Begin(state_->stub, spec.path, reader);
  return reader;
}

}  // namespace padu::gateway
