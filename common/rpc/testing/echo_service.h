// The service of echo.proto as an api/ room writes one; the tests tell it what to answer.
#pragma once

#include <testing/echo.grpc.pb.h>

#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "absl/time/clock.h"
#include "common/base/status.h"
#include "common/rpc/calls.h"

namespace padu::rpc::testing {

class EchoApi final : public v1::EchoService::CallbackService {
 public:
  explicit EchoApi(Calls& calls) : calls_(calls) {}

  grpc::ServerUnaryReactor* Say(grpc::CallbackServerContext* context, const v1::SayRequest* request,
                                v1::SayResponse* response) override {
    return calls_.Command(context, request, response,
                          [this](const Call& call, const v1::SayRequest& request, Reply<v1::SayResponse> reply) {
                            Answer(call, request.text(), std::move(reply));
                          });
  }

  grpc::ServerUnaryReactor* Look(grpc::CallbackServerContext* context, const v1::LookRequest* request,
                                 v1::LookResponse* response) override {
    return calls_.Read(context, request, response,
                       [this](const Call& call, const v1::LookRequest& request) -> absl::StatusOr<v1::LookResponse> {
                         if (on_look) on_look(call);
                         v1::LookResponse answer;
                         answer.set_text(request.text());
                         return answer;
                       });
  }

  grpc::ServerWriteReactor<v1::WatchResponse>* Watch(grpc::CallbackServerContext* context,
                                                     const v1::WatchRequest* request) override {
    return calls_.Stream<v1::WatchResponse>(
        context, request, [this](const Call& call, const v1::WatchRequest& request, Writer<v1::WatchResponse>& out) {
          for (std::int64_t number = 0; number < request.most(); ++number) {
            v1::WatchResponse message;
            message.set_number(number);
            if (call.cancelled() || !out.Write(message)) break;
            if (number >= 10) absl::SleepFor(absl::Milliseconds(1));
          }
          ++watches_ended;
          return call.cancelled() ? absl::UnavailableError("the stream ends") : absl::OkStatus();
        });
  }

  grpc::ServerReadReactor<v1::JoinRequest>* Join(grpc::CallbackServerContext* context,
                                                 v1::JoinResponse* response) override {
    return calls_.Collect<v1::JoinRequest>(
        context, response, [](const Call& call, Incoming<v1::JoinRequest>& in) -> absl::StatusOr<v1::JoinResponse> {
          v1::JoinResponse joined;
          v1::JoinRequest message;
          while (in.Next(&message)) joined.mutable_text()->append(message.text());
          if (joined.text() == "bad") return absl::InvalidArgumentError("bad");
          return joined;
        });
  }

  std::function<void(const Call&)> on_look;  // on the reading thread
  std::atomic<int> watches_ended = 0;

 private:
  static void Answer(const Call& call, const std::string& text, Reply<v1::SayResponse> reply) {
    if (text == "forget") return;
    if (text == "refuse") {
      return reply(Refuse(absl::StatusCode::kInvalidArgument, {.reason = "NIK_FORMAT_INVALID",
                                                               .text_id = "NIK harus 16 angka.",
                                                               .text_en = "A NIK has 16 digits.",
                                                               .metadata = {{"field", "member.nik"}}}));
    }
    v1::SayResponse answer;
    answer.set_text(text);
    answer.set_caller(call.caller().name());
    answer.set_method(call.method());
    answer.set_remaining_ms(absl::ToInt64Milliseconds(call.deadline() - absl::Now()));
    std::thread([answer, reply = std::move(reply)] { reply(answer); }).detach();
  }

  Calls& calls_;
};

}  // namespace padu::rpc::testing
