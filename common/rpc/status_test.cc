#include "common/rpc/status.h"

#include <gmock/gmock.h>
#include <grpcpp/support/status.h>

#include <atomic>
#include <optional>
#include <string>

#include "common/base/status.h"
#include "common/rpc/call.h"
#include "common/rpc/pool.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace padu::rpc {
namespace {

template <typename Detail>
std::optional<Detail> DetailOf(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  std::optional<Detail> found;
  for (const auto& any : details.details()) {
    Detail detail;
    if (!any.UnpackTo(&detail)) continue;
    EXPECT_FALSE(found.has_value()) << "each kind at most once";
    found = detail;
  }
  return found;
}

TEST(StatusTest, OkStaysOk) {
  EXPECT_TRUE(ToGrpc(absl::OkStatus()).ok());
  EXPECT_TRUE(FromGrpc(grpc::Status::OK).ok());
}

TEST(StatusTest, ARefusalCarriesItsDetails) {
  const grpc::Status status =
      ToGrpc(Refuse(absl::StatusCode::kInvalidArgument, {.reason = "REGION_UNKNOWN",
                                                         .text_id = "Kode wilayah tidak dikenal.",
                                                         .text_en = "No such region.",
                                                         .metadata = {{"field", "region"}}}));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(), "No such region.");
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status)->reason(), "REGION_UNKNOWN");
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status)->domain(), "padu.bontangkota.go.id");
  EXPECT_EQ(DetailOf<google::rpc::LocalizedMessage>(status)->locale(), "id-ID");
  EXPECT_EQ(DetailOf<google::rpc::LocalizedMessage>(status)->message(), "Kode wilayah tidak dikenal.");
  EXPECT_EQ(DetailOf<google::rpc::BadRequest>(status)->field_violations(0).field(), "region");
  EXPECT_FALSE(DetailOf<google::rpc::RetryInfo>(status).has_value());
}

TEST(StatusTest, WhatMayBeRetriedSaysWhen) {
  EXPECT_EQ(DetailOf<google::rpc::RetryInfo>(ToGrpc(absl::UnavailableError("x")))->retry_delay().seconds(), 1);
  const grpc::Status status = ToGrpc(
      Refuse(absl::StatusCode::kResourceExhausted,
             {.reason = "MAILBOX_FULL", .text_id = "Penuh.", .text_en = "Full.", .metadata = {{"retry_ms", "250"}}}));
  EXPECT_EQ(DetailOf<google::rpc::RetryInfo>(status)->retry_delay().seconds(), 0);
  EXPECT_EQ(DetailOf<google::rpc::RetryInfo>(status)->retry_delay().nanos(), 250'000'000);
}

TEST(StatusTest, EveryCodeComesBackWithAReasonAndAnIndonesianText) {
  for (int code = 1; code <= 16; ++code) {
    const absl::Status sent(static_cast<absl::StatusCode>(code), "what happened");
    const absl::Status got = FromGrpc(ToGrpc(sent));
    EXPECT_EQ(got.code(), sent.code());
    EXPECT_EQ(std::string(got.message()), "what happened");
    EXPECT_EQ(RefusalOf(got)->reason, std::string(CodeName(sent.code())));
    EXPECT_FALSE(RefusalOf(got)->text_id.empty());
  }
}

TEST(StatusTest, MessagesAreMaskedAndCut) {
  EXPECT_EQ(ToGrpc(absl::NotFoundError("6474991708850001")).error_message(), "647499**********");
  std::string accents;
  for (int i = 0; i < 2000; ++i) accents += "\xc3\xa9";
  EXPECT_EQ(ToGrpc(absl::NotFoundError("x" + accents)).error_message().size(), 2047u);
}

TEST(StatusTest, AForeignStatusKeepsCodeAndMessage) {
  const absl::Status status = FromGrpc(grpc::Status(grpc::StatusCode::UNAVAILABLE, "connection refused"));
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_FALSE(RefusalOf(status).has_value());
}

TEST(CallerTest, NamesAreReadBack) {
  for (const char* name : {"stakeholders/baznas", "officers/of-01j8", "operators/a"}) {
    const auto caller = ParseCaller(name);
    ASSERT_TRUE(caller.ok()) << name;
    EXPECT_EQ(caller->name(), name);
  }
  for (const char* name :
       {"", "baznas", "stakeholders/", "stakeholders/-a", "stakeholders/A", "people/a", "stakeholders/a/b"}) {
    EXPECT_EQ(ParseCaller(name).status().code(), absl::StatusCode::kUnauthenticated) << name;
  }
  EXPECT_FALSE(ParseCaller("operators/" + std::string(64, 'a')).ok());
}

TEST(CallerTest, KindsAreRequired) {
  const Caller officer{Caller::Kind::kOfficer, "ani"};
  EXPECT_TRUE(RequireKind(officer, Caller::Kind::kOfficer).ok());
  EXPECT_EQ(RefusalOf(RequireKind(officer, Caller::Kind::kOperator))->reason, "CALLER_NOT_PERMITTED");
}

TEST(PoolTest, RunsWhatItTookBeforeItEnds) {
  std::atomic<int> ran = 0;
  {
    Pool pool(2, 100);
    for (int i = 0; i < 50; ++i) EXPECT_TRUE(pool.Submit([&] { ++ran; }));
  }
  EXPECT_EQ(ran, 50);
}

}  // namespace
}  // namespace padu::rpc
