// Every refusal of a command, by its name; and that each has both texts.
#include <gtest/gtest.h>

#include "services/notification/domain/policy.h"
#include "services/notification/domain/reasons.h"
#include "services/notification/domain/testing/world.h"

namespace padu::notification {
namespace {

using testing::World;

TEST(RefusalsTest, EachByItsName) {
  struct Case {
    const char* refusal;
    const char* command;
    const char* caller = "operators/ani";
  };
  const Case cases[] = {
      {"COMMAND_EMPTY", ""},
      {"CALLER_NOT_PERMITTED", "save_policy {}", "officers/telihan-kesra"},
      {"CALLER_NOT_PERMITTED", "save_contact {}", "stakeholders/baznas"},
      {"CALLER_NOT_PERMITTED", "create_silence {}", "officers/telihan-kesra"},
      {"CALLER_NOT_PERMITTED", "end_silence {}", "officers/telihan-kesra"},
      {"CALLER_NOT_PERMITTED", "save_absence { officer: 'telihan-kesra' }", "officers/telihan-puskesos"},
      {"POLICY_INVALID", "save_policy {}"},
      {"CONTACT_INVALID", "save_contact { recipient: 'operations' email: 'a b@c' }"},
      {"CONTACT_INVALID", "save_contact { recipient: 'operations' email: 'x@y\\r\\nBcc: z@y' }"},
      {"CONTACT_INVALID", "save_contact { recipient: 'operations' webhook_url: 'http://example.com/' }"},
      {"CONTACT_INVALID", "save_contact { recipient: 'operations' webhook_url: 'http://127.0.0.1.example.com/' }"},
      {"CONTACT_INVALID", "save_contact { recipient: 'operations' webhook_url: 'http://127.0.0.1:80@example.com/' }"},
      {"CONTACT_INVALID", "save_contact { recipient: 'operations' webhook_url: 'https://a:b@example.com/' }"},
      {"CONTACT_INVALID", "save_contact { recipient: 'operations' webhook_url: 'https:///x' }"},
      {"STAKEHOLDER_UNKNOWN", "save_contact { recipient: 'stakeholders/nobody' }"},
      {"OFFICER_UNKNOWN", "save_absence { officer: 'nobody' }"},
      {"OFFICER_UNKNOWN", "save_absence { officer: 'telihan-kesra' from_day: 1 until_day: 2 substitute: 'nobody' }"},
      {"ABSENCE_INVALID",
       "save_absence { officer: 'telihan-kesra' from_day: 1 until_day: 2 substitute: 'telihan-kesra' }"},
      {"SILENCE_INVALID", "create_silence { comment: 'x' until: 1 }"},
      {"SILENCE_NOT_FOUND", "end_silence { silence: 7 }"},
      {"ALERT_NOT_FOUND", "answer_alert {}"},
      {"DIGEST_NOT_FOUND", "answer_digest {}"},
      {"DELIVERY_TAKEN", "begin_attempt {}"},
      {"DELIVERY_TAKEN", "end_attempt {}"},
  };
  World world;
  for (const Case& each : cases) EXPECT_EQ(world.Refusal(each.command, each.caller), each.refusal) << each.command;
}

TEST(RefusalsTest, EtagsKeepWhatOthersSaved) {
  World world;
  EXPECT_EQ(world.Refusal("etag: '0' save_contact { recipient: 'stakeholders/pupuk' email: 'a@b.example' }"), "");
  EXPECT_EQ(world.Refusal("etag: '0' save_contact { recipient: 'stakeholders/pupuk' }"), "ETAG_MISMATCH");
  EXPECT_EQ(world.Refusal("etag: '1' save_contact { recipient: 'stakeholders/pupuk' }"), "");
  EXPECT_EQ(world.Refusal("save_contact { recipient: 'stakeholders/pupuk' }"), "");
}

TEST(RefusalsTest, TheDefaultPolicyIsOne) { EXPECT_TRUE(CheckPolicy(DefaultPolicy()).ok()); }

TEST(RefusalsTest, EachHasItsTexts) {
  for (int i = 0; i < kReasons; ++i) {
    const ReasonText& text = TextOf(static_cast<Reason>(i));
    EXPECT_FALSE(text.name.empty() || text.id.empty() || text.en.empty()) << i;
  }
}

}  // namespace
}  // namespace padu::notification
