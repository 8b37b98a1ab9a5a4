#include "common/base/status.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace padu {
namespace {

using std::string_literals::operator""s;

TEST(Refusal, IsReadAsItWasMade) {
  const absl::Status status = Refuse(absl::StatusCode::kFailedPrecondition,
                                     {.reason = "PROGRAMME_ENDED",
                                      .text_id = "Program sudah berakhir.",
                                      .text_en = "The programme has ended.",
                                      .metadata = {{"programme", "rantang-kasih"}, {"bytes", "\0\xFF"s}}});
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(std::string(status.message()), "The programme has ended.");
  const auto refusal = RefusalOf(status);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, "PROGRAMME_ENDED");
  EXPECT_EQ(refusal->text_id, "Program sudah berakhir.");
  EXPECT_EQ(refusal->text_en, "The programme has ended.");
  EXPECT_EQ(refusal->metadata,
            (std::map<std::string, std::string>{{"programme", "rantang-kasih"}, {"bytes", "\0\xFF"s}}));
}

TEST(Refusal, EmptyTextsStayEmpty) {
  const auto refusal = RefusalOf(Refuse(absl::StatusCode::kNotFound, {.reason = "NOBODY"}));
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->text_id, "");
  EXPECT_TRUE(refusal->metadata.empty());
}

TEST(Refusal, OtherStatusesCarryNone) {
  EXPECT_FALSE(RefusalOf(absl::OkStatus()).has_value());
  EXPECT_FALSE(RefusalOf(absl::NotFoundError("nothing")).has_value());
}

TEST(RefusalDeath, NothingIsRefusedWithOk) {
  EXPECT_DEATH((void)Refuse(absl::StatusCode::kOk, {.reason = "FINE"}), "broken invariant");
}

absl::StatusOr<std::unique_ptr<int>> Give(int n) {
  if (n < 0) return absl::OutOfRangeError("negative");
  return std::make_unique<int>(n);
}

// Adds what it is given, and stops at what is not: two of each macro in one scope.
absl::StatusOr<int> Add(int a, int b, int& calls) {
  ASSIGN_OR_RETURN(const std::unique_ptr<int> first, Give(a));
  ++calls;
  ASSIGN_OR_RETURN(const std::unique_ptr<int> second, Give(b));
  ++calls;
  return *first + *second;
}

absl::Status CheckAll(const std::vector<absl::Status>& all, int& calls) {
  for (const absl::Status& status : all) {
    RETURN_IF_ERROR(status);
    ++calls;
  }
  RETURN_IF_ERROR(Give(1));
  RETURN_IF_ERROR(Give(-1));
  ++calls;
  return absl::OkStatus();
}

TEST(StatusMacros, ErrorsReturnAndValuesGoOn) {
  int calls = 0;
  EXPECT_EQ(*Add(1, 2, calls), 3);
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(Add(1, -2, calls).status(), absl::OutOfRangeError("negative"));
  EXPECT_EQ(calls, 3);
  EXPECT_EQ(Add(-1, 2, calls).status(), absl::OutOfRangeError("negative"));
  EXPECT_EQ(calls, 3);
}

TEST(StatusMacros, ReturnIfErrorTakesStatusAndStatusOr) {
  int calls = 0;
  EXPECT_EQ(CheckAll({absl::OkStatus(), absl::AbortedError("x"), absl::OkStatus()}, calls), absl::AbortedError("x"));
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(CheckAll({}, calls), absl::OutOfRangeError("negative"));
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace padu
