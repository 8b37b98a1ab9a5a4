#include "common/rpc/server.h"

#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>

#include <memory>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "common/base/log.h"
#include "common/ops/metrics.h"
#include "common/rpc/client.h"
#include "common/rpc/testing/echo_service.h"

namespace padu::rpc {
namespace {

using testing::EchoApi;
using ::testing::HasSubstr;
using testing::v1::EchoService;
using testing::v1::LookRequest;
using testing::v1::LookResponse;
using testing::v1::SayRequest;
using testing::v1::SayResponse;

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() { SetLogOptions({.least = Severity::kError}); }
  ~ServerTest() override {
    if (server_ != nullptr) server_->Shutdown(absl::Seconds(20));  // a cancelled stream's handler may still be at it
    SetLogOptions({});
  }

  void Start(ServerOptions options = {}) {
    server_ = std::make_unique<Server>(options, metrics_);
    server_->AuthenticateBy(believing_);
    api_ = std::make_unique<EchoApi>(server_->calls());
    server_->Add(api_.get(), "padu.rpc.testing.v1.EchoService");
    const absl::Status started = server_->Start();
    ASSERT_TRUE(started.ok()) << started;
    client_ = std::make_unique<Client>(
        ClientOptions{.target = "127.0.0.1:" + std::to_string(server_->port()), .caller = "stakeholders/baznas"});
    stub_ = EchoService::NewStub(client_->channel());
  }

  absl::StatusOr<SayResponse> Say(const std::string& text, const CallOptions& options = {}) {
    SayRequest request;
    request.set_text(text);
    return client_->Unary(*stub_, &EchoService::Stub::Say, request, options);
  }
  absl::StatusOr<LookResponse> Look(const CallOptions& options = {}) {
    return client_->Unary(*stub_, &EchoService::Stub::Look, LookRequest(), options);
  }
  static std::string Reason(const absl::Status& status) {
    const auto refusal = RefusalOf(status);
    return refusal.has_value() ? refusal->reason : "";
  }

  const Authenticator believing_{nullptr, true};
  ops::Metrics metrics_{"test", "1"};
  std::unique_ptr<Server> server_;
  std::unique_ptr<EchoApi> api_;
  std::unique_ptr<Client> client_;
  std::unique_ptr<EchoService::Stub> stub_;
};

TEST_F(ServerTest, ACommandIsAnsweredLaterAndKnowsItsCall) {
  Start();
  const auto answer = Say("halo", {.timeout = absl::Seconds(3)});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->text(), "halo");
  EXPECT_EQ(answer->caller(), "stakeholders/baznas");
  EXPECT_EQ(answer->method(), "padu.rpc.testing.v1.Say");
  EXPECT_GT(answer->remaining_ms(), 2000);
  EXPECT_LE(answer->remaining_ms(), 3500);  // gRPC rounds deadlines up on the wire
}

TEST_F(ServerTest, ARefusalArrivesWhole) {
  Start();
  const absl::Status status = Say("refuse").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const auto refusal = RefusalOf(status);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, "NIK_FORMAT_INVALID");
  EXPECT_EQ(refusal->text_id, "NIK harus 16 angka.");
  EXPECT_EQ(refusal->text_en, "A NIK has 16 digits.");
  EXPECT_EQ(refusal->metadata.at("field"), "member.nik");
}

TEST_F(ServerTest, AForgottenAnswerIsInternal) {
  Start();
  EXPECT_EQ(Say("forget").status().code(), absl::StatusCode::kInternal);
}

TEST_F(ServerTest, ACallerMustBeNamed) {
  Start();
  Client nobody({.target = "127.0.0.1:" + std::to_string(server_->port())});
  auto stub = EchoService::NewStub(nobody.channel());
  const absl::Status missing = nobody.Unary(*stub, &EchoService::Stub::Say, SayRequest()).status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(Reason(missing), "CALLER_MISSING");
  EXPECT_EQ(Reason(Say("x", {.caller = "somebody"}).status()), "CALLER_MALFORMED");
  EXPECT_EQ(Say("x", {.caller = "operators/ani"})->caller(), "operators/ani");
}

TEST_F(ServerTest, CallsWithoutDeadlineGetTheDefault) {
  Start({.deadline_default = absl::Seconds(2)});
  grpc::ClientContext context;
  context.AddMetadata("padu-caller", "operators/ani");
  SayResponse response;
  ASSERT_TRUE(stub_->Say(&context, SayRequest(), &response).ok());
  EXPECT_GT(response.remaining_ms(), 1000);
  EXPECT_LE(response.remaining_ms(), 2000);
}

TEST_F(ServerTest, NobodyKeepsAThreadForLong) {
  Start({.deadline_most = absl::Seconds(2)});
  const auto answer = Say("x", {.timeout = absl::Hours(5)});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_GT(answer->remaining_ms(), 1000);
  EXPECT_LE(answer->remaining_ms(), 2000);
}

TEST_F(ServerTest, TooLittleTimeIsRefused) {
  Start({.deadline_least = absl::Seconds(10)});
  EXPECT_EQ(Reason(Say("x", {.timeout = absl::Seconds(5)}).status()), "DEADLINE_TOO_SHORT");
}

TEST_F(ServerTest, ReadsAreBounded) {
  Start({.read_threads_max = 1, .read_queue_max = 1});
  absl::Notification go;
  absl::Notification looking;
  std::atomic<int> looks = 0;
  api_->on_look = [&](const Call&) {
    if (looks++ == 0) looking.Notify();
    go.WaitForNotification();
  };
  std::vector<absl::Status> statuses(2);
  std::thread first([&] { statuses[0] = Look().status(); });
  looking.WaitForNotification();
  std::thread second([&] { statuses[1] = Look().status(); });
  absl::Status third = absl::OkStatus();
  // The second waits in the queue as soon as the server has it; from then on another is one too many.
  for (int i = 0; i < 100 && third.code() != absl::StatusCode::kResourceExhausted; ++i) {
    third = Look({.timeout = absl::Milliseconds(50)}).status();
  }
  EXPECT_EQ(Reason(third), "SERVER_BUSY");
  go.Notify();
  first.join();
  second.join();
  EXPECT_TRUE(statuses[0].ok()) << statuses[0];
}

TEST_F(ServerTest, MessagesAreBounded) {
  Start({.message_bytes_max = 1000});
  EXPECT_TRUE(Say(std::string(900, 'x')).ok());
  EXPECT_EQ(Say(std::string(2000, 'x')).status().code(), absl::StatusCode::kResourceExhausted);
}

TEST_F(ServerTest, AStreamRunsToItsEnd) {
  Start();
  grpc::ClientContext context;
  client_->Prepare(context);
  testing::v1::WatchRequest request;
  request.set_most(5);
  auto reader = stub_->Watch(&context, request);
  testing::v1::WatchResponse message;
  std::vector<std::int64_t> numbers;
  while (reader->Read(&message)) numbers.push_back(message.number());
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_THAT(numbers, ::testing::ElementsAre(0, 1, 2, 3, 4));
}

TEST_F(ServerTest, AStreamEndsWhenTheClientLeaves) {
  Start();
  grpc::ClientContext context;
  client_->Prepare(context, {.timeout = absl::Seconds(30)});
  testing::v1::WatchRequest request;
  request.set_most(1'000'000'000);
  auto reader = stub_->Watch(&context, request);
  testing::v1::WatchResponse message;
  ASSERT_TRUE(reader->Read(&message));
  context.TryCancel();
  while (reader->Read(&message)) continue;
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  for (int i = 0; i < 500 && api_->watches_ended == 0; ++i) absl::SleepFor(absl::Milliseconds(10));
  EXPECT_EQ(api_->watches_ended, 1);
}

TEST_F(ServerTest, StreamsAreBounded) {
  Start({.stream_threads_max = 1});
  testing::v1::WatchRequest request;
  request.set_most(1'000'000'000);
  testing::v1::WatchResponse message;
  grpc::ClientContext first_context;
  client_->Prepare(first_context, {.timeout = absl::Seconds(30)});
  auto first = stub_->Watch(&first_context, request);
  ASSERT_TRUE(first->Read(&message));
  grpc::ClientContext second_context;
  client_->Prepare(second_context);
  auto second = stub_->Watch(&second_context, request);
  EXPECT_FALSE(second->Read(&message));
  EXPECT_EQ(Reason(FromGrpc(second->Finish())), "SERVER_BUSY");
  first_context.TryCancel();
  while (first->Read(&message)) continue;
  EXPECT_EQ(first->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(ServerTest, WhatAClientStreamsIsCollected) {
  Start();
  for (const auto& [text, code] :
       {std::pair("ab", grpc::StatusCode::OK), {"bad", grpc::StatusCode::INVALID_ARGUMENT}}) {
    grpc::ClientContext context;
    client_->Prepare(context);
    testing::v1::JoinResponse response;
    auto writer = stub_->Join(&context, &response);
    for (const char letter : std::string(text)) {
      testing::v1::JoinRequest message;
      message.set_text(std::string(1, letter));
      EXPECT_TRUE(writer->Write(message));
    }
    writer->WritesDone();
    EXPECT_EQ(writer->Finish().error_code(), code);
    EXPECT_EQ(response.text(), code == grpc::StatusCode::OK ? text : "");
  }
}

TEST_F(ServerTest, CallsAreCounted) {
  Start();
  EXPECT_TRUE(Say("x").ok());
  EXPECT_FALSE(Say("refuse").ok());
  const std::string text = metrics_.Scrape();
  EXPECT_THAT(text,
              HasSubstr("padu_grpc_requests_total{code=\"OK\",method=\"padu.rpc.testing.v1.EchoService/Say\"} 1"));
  EXPECT_THAT(text, HasSubstr("padu_grpc_requests_total{code=\"INVALID_ARGUMENT\","
                              "method=\"padu.rpc.testing.v1.EchoService/Say\"} 1"));
  EXPECT_THAT(text, HasSubstr("padu_grpc_request_seconds_count{method=\"padu.rpc.testing.v1.EchoService/Say\"} 2"));
}

TEST_F(ServerTest, HealthFollowsServingAndLivenessIsApart) {
  Start();
  const std::string service = "padu.rpc.testing.v1.EchoService";
  EXPECT_EQ(*client_->Serving("liveness"), true);
  for (const bool serving : {false, true, false}) {
    server_->SetServing(serving);
    EXPECT_EQ(*client_->Serving(""), serving);
    EXPECT_EQ(*client_->Serving(service), serving);
    EXPECT_EQ(*client_->Serving("liveness"), true);
  }
  EXPECT_EQ(client_->Serving("other").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(ServerTest, ReflectionIsServedWhenAskedFor) {
  Start({.reflection = true});
  // A request that lists services, ServerReflectionRequest{list_services = 7}; the answer holds their names.
  grpc::ClientContext context;
  client_->Prepare(context);
  grpc::GenericStub stub(client_->channel());
  const grpc::Slice bytes(std::string("\x3a\x01*", 3));
  const grpc::ByteBuffer request(&bytes, 1);
  grpc::CompletionQueue queue;
  auto call = stub.PrepareCall(&context, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
  grpc::ByteBuffer response;
  const auto step = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  call->StartCall(nullptr);
  ASSERT_TRUE(step());
  call->Write(request, nullptr);
  ASSERT_TRUE(step());
  call->Read(&response, nullptr);
  ASSERT_TRUE(step());
  std::vector<grpc::Slice> slices;
  ASSERT_TRUE(response.Dump(&slices).ok());
  std::string text;
  for (const grpc::Slice& slice : slices) text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  EXPECT_THAT(text, HasSubstr("padu.rpc.testing.v1.EchoService"));
  grpc::Status status;
  call->WritesDone(nullptr);
  ASSERT_TRUE(step());
  call->Finish(&status, nullptr);
  ASSERT_TRUE(step());
  EXPECT_TRUE(status.ok());
}

TEST_F(ServerTest, ATakenPortIsSaid) {
  Start();
  Server second({.listen = "127.0.0.1:" + std::to_string(server_->port())}, metrics_);
  const absl::Status status = second.Start();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr(std::to_string(server_->port())));
}

TEST_F(ServerTest, DrainingRefusesNewCallsEndsStreamsAndFinishesThoseUnderWay) {
  Start();
  absl::Notification looking, go;
  api_->on_look = [&](const Call&) {
    looking.Notify();
    go.WaitForNotification();
  };
  absl::Status under_way;
  std::thread looker([&] { under_way = Look({.timeout = absl::Seconds(20)}).status(); });
  looking.WaitForNotification();
  grpc::ClientContext context;
  client_->Prepare(context, {.timeout = absl::Seconds(30)});
  testing::v1::WatchRequest request;
  request.set_most(1'000'000'000);
  testing::v1::WatchResponse message;
  auto reader = stub_->Watch(&context, request);
  ASSERT_TRUE(reader->Read(&message));

  server_->StopStreams();
  while (reader->Read(&message)) continue;
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(Reason(Say("x").status()), "SERVER_DRAINING");

  std::thread stopper([&] { server_->Shutdown(absl::Seconds(20)); });
  absl::SleepFor(absl::Milliseconds(50));
  go.Notify();
  looker.join();
  stopper.join();
  EXPECT_TRUE(under_way.ok()) << under_way;
  EXPECT_EQ(Say("x").status().code(), absl::StatusCode::kUnavailable);
}

// Knows one key until it is told to forget it.
class OneKey final : public Keys {
 public:
  void Check(const ApiKey& key, Identified done) const override {
    if (good) return done(Caller{.kind = Caller::Kind::kOperator, .id = "ani", .city = "64.74"});
    done(Refuse(absl::StatusCode::kUnauthenticated,
                {.reason = "KEY_REVOKED", .text_id = "dicabut", .text_en = "revoked", .metadata = {}}));
  }
  std::atomic<bool> good = true;
};

class StreamKeyTest : public ServerTest {
 protected:
  StreamKeyTest() {
    server_ = std::make_unique<Server>(ServerOptions{.stream_recheck = absl::Milliseconds(50)}, metrics_);
    server_->AuthenticateBy(authenticator_);
    api_ = std::make_unique<EchoApi>(server_->calls());
    server_->Add(api_.get(), "padu.rpc.testing.v1.EchoService");
    PADU_CHECK(server_->Start().ok());
    FakeRandom random(1);
    client_ = std::make_unique<Client>(ClientOptions{.target = "127.0.0.1:" + std::to_string(server_->port()),
                                                     .caller = "",
                                                     .key = NewApiKeyText("64.74", "key-1", random)});
    stub_ = EchoService::NewStub(client_->channel());
    client_->Prepare(context_, {.timeout = absl::Seconds(30)});
  }
  ~StreamKeyTest() override { server_->Shutdown(absl::Seconds(20)); }

  OneKey keys_;
  const Authenticator authenticator_{&keys_, false};
  grpc::ClientContext context_;
};

TEST_F(StreamKeyTest, AStreamEndsWhenItsKeyDoes) {
  testing::v1::WatchRequest request;
  request.set_most(1'000'000'000);
  const auto reader = stub_->Watch(&context_, request);
  testing::v1::WatchResponse message;
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(reader->Read(&message));
  keys_.good = false;
  while (reader->Read(&message)) {
  }
  EXPECT_EQ(Reason(FromGrpc(reader->Finish())), "KEY_REVOKED");
}

TEST_F(StreamKeyTest, WhatAClientStreamsIsTakenNoLongerThanItsKeyIsGood) {
  testing::v1::JoinResponse response;
  const auto writer = stub_->Join(&context_, &response);
  testing::v1::JoinRequest message;
  message.set_text("x");
  ASSERT_TRUE(writer->Write(message));
  keys_.good = false;
  while (writer->Write(message)) absl::SleepFor(absl::Milliseconds(1));
  EXPECT_EQ(Reason(FromGrpc(writer->Finish())), "KEY_REVOKED");
}

}  // namespace
}  // namespace padu::rpc
