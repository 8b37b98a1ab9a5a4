// The reactors behind calls.h: from gRPC's callbacks to a reply and to blocking streams.
#pragma once

#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/check.h"
#include "common/rpc/status.h"

namespace padu::rpc {

// Answers a unary call. Call it once, from any thread; a call whose last copy goes without an answer gets INTERNAL.
template <typename Response>
using Reply = std::function<void(absl::StatusOr<Response>)>;

namespace internal {

using Flag = std::shared_ptr<std::atomic<bool>>;

// The cancelled flags of streams under way, so that a server that stops can set them all. Any thread.
class Flags {
 public:
  void Add(const Flag& flag);
  void SetAll();

 private:
  std::mutex mutex_;
  bool all_ = false;
  std::vector<std::weak_ptr<std::atomic<bool>>> flags_;
};

template <typename Response>
class UnaryReactor final : public grpc::ServerUnaryReactor {
 public:
  explicit UnaryReactor(Response* response) : response_(response) {}

  const Flag& cancelled() const { return cancelled_; }

  Reply<Response> MakeReply() {
    return [once = std::make_shared<Once>(this)](absl::StatusOr<Response> answer) { once->Answer(std::move(answer)); };
  }

  void OnCancel() override { *cancelled_ = true; }
  void OnDone() override { delete this; }

 private:
  // gRPC keeps the reactor alive until Finish, so until answered the pointer holds.
  class Once {
   public:
    explicit Once(UnaryReactor* reactor) : reactor_(reactor) {}
    ~Once() {
      if (!answered_) Answer(absl::InternalError("the handler gave no answer"));
    }
    void Answer(absl::StatusOr<Response> answer) {
      PADU_CHECK(!answered_.exchange(true));
      if (answer.ok()) *reactor_->response_ = *std::move(answer);
      reactor_->Finish(ToGrpc(answer.status()));
    }

   private:
    UnaryReactor* const reactor_;
    std::atomic<bool> answered_ = false;
  };

  Response* const response_;
  const Flag cancelled_ = std::make_shared<std::atomic<bool>>(false);
};

// A handler thread waits here for what a callback brings.
class Turn {
 public:
  void Start();
  bool Wait();         // the callback's `ok`; false after Cancel
  void Done(bool ok);  // by the callback

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool pending_ = false;
  bool ok_ = false;
};

template <typename Response>
class StreamReactor final : public grpc::ServerWriteReactor<Response> {
 public:
  const Flag& cancelled() const { return cancelled_; }

  bool Write(const Response& message) {
    if (*cancelled_) return false;
    turn_.Start();
    this->StartWrite(&message);
    return turn_.Wait();
  }

  void OnWriteDone(bool ok) override { turn_.Done(ok); }
  void OnCancel() override { *cancelled_ = true; }
  void OnDone() override { delete this; }

 private:
  const Flag cancelled_ = std::make_shared<std::atomic<bool>>(false);
  Turn turn_;
};

template <typename Request>
class CollectReactor final : public grpc::ServerReadReactor<Request> {
 public:
  const Flag& cancelled() const { return cancelled_; }

  // What comes after the call was cancelled is not taken: a revoked key writes no more.
  bool Read(Request* message) {
    if (*cancelled_) return false;
    turn_.Start();
    this->StartRead(message);
    return turn_.Wait() && !*cancelled_;
  }

  void OnReadDone(bool ok) override { turn_.Done(ok); }
  void OnCancel() override { *cancelled_ = true; }
  void OnDone() override { delete this; }

 private:
  const Flag cancelled_ = std::make_shared<std::atomic<bool>>(false);
  Turn turn_;
};

}  // namespace internal

// The messages a Stream handler sends.
template <typename Response>
class Writer {
 public:
  explicit Writer(internal::StreamReactor<Response>& reactor) : reactor_(reactor) {}
  // Blocks until gRPC has taken the message. False: the client is gone; return.
  [[nodiscard]] bool Write(const Response& message) { return reactor_.Write(message); }

 private:
  internal::StreamReactor<Response>& reactor_;
};

// The messages a Collect handler receives.
template <typename Request>
class Incoming {
 public:
  explicit Incoming(internal::CollectReactor<Request>& reactor) : reactor_(reactor) {}
  // Blocks for the next message. False: there are no more, or the client is gone (call.cancelled()).
  [[nodiscard]] bool Next(Request* message) { return reactor_.Read(message); }

 private:
  internal::CollectReactor<Request>& reactor_;
};

}  // namespace padu::rpc
