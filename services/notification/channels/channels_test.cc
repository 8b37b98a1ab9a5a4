// What leaves: texts in both languages, mail as it goes over the wire, webhooks signed as the standard has it.
#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "common/base/crypto.h"
#include "services/notification/channels/mail.h"
#include "services/notification/channels/provider.h"
#include "services/notification/channels/templates.h"
#include "services/notification/channels/webhook.h"

namespace padu::notification {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr UnixMicros kNoon = 1'773'633'600LL * kMicrosPerSecond;  // 2026-03-16T04:00:00Z

v1::DigestRow Digest() {
  v1::DigestRow digest;
  digest.set_composed_at(kNoon);
  digest.mutable_digest()->set_digest(12);
  digest.mutable_digest()->set_link_until(kNoon + 14 * kMicrosPerDay);
  digest.mutable_digest()->add_alerts();
  v1::DigestLine& line = *digest.mutable_digest()->add_lines();
  line.set_kind(v1::NOTICE_KIND_UNSERVED);
  line.set_count(3);
  line.set_place("Gunung Telihan");
  line.set_subject_id("Pangan \"pokok\"");
  line.set_subject_en("Food");
  return digest;
}

TEST(TemplatesTest, IndonesianThenEnglish) {
  const Rendered rendered = Render(6474, Digest(), "https://padu.example/n/abc");
  EXPECT_EQ(rendered.subject, "Padu: 1 rumah tangga menunggu jawaban Anda | 1 households wait for your answer");
  EXPECT_EQ(rendered.text,
            "- 3 rumah tangga belum terlayani, Gunung Telihan: Pangan \"pokok\"\n\n"
            "Lihat dan jawab:\nhttps://padu.example/n/abc\n\n"
            "Tautan ini hanya untuk Anda, berlaku sampai 2026-03-30.\n\n"
            "-- English --\n\n"
            "- 3 households not served, Gunung Telihan: Food\n\n"
            "See and answer:\nhttps://padu.example/n/abc\n\n"
            "The link is for you alone and opens until 2026-03-30.\n");
}

TEST(TemplatesTest, EveryKindHasItsWords) {
  std::set<std::string> id;
  std::set<std::string> en;
  for (int kind = 1; v1::NoticeKind_IsValid(kind); ++kind) {
    v1::DigestLine line;
    line.set_kind(static_cast<v1::NoticeKind>(kind));
    id.insert(LineText(line, false));
    en.insert(LineText(line, true));
  }
  EXPECT_EQ(id.size(), static_cast<std::size_t>(v1::NoticeKind_ARRAYSIZE - 1));
  EXPECT_EQ(en.size(), id.size());
}

TEST(TemplatesTest, TheEventIsJson) {
  google::protobuf::Struct event;
  const std::string json = Render(6474, Digest(), "https://padu.example/n/abc").json;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(json, &event).ok()) << json;
  EXPECT_EQ(event.fields().at("type").string_value(), "padu.digest.v1");
  EXPECT_EQ(event.fields().at("timestamp").string_value(), "2026-03-16T04:00:00Z");
  const auto& data = event.fields().at("data").struct_value().fields();
  EXPECT_EQ(data.at("digest").string_value(), "cities/64.74/digests/12");
  EXPECT_EQ(data.at("lines").list_value().values(0).struct_value().fields().at("subjectId").string_value(),
            "Pangan \"pokok\"");
}

TEST(MailTest, TheSameMessageHasTheSameBytes) {
  const Outgoing message{.id = "padu-6474-12-1",
                         .address = "kesra@petugas.example",
                         .subject = std::string(60, 'x') + " é",
                         .text = std::string(200, 'y'),
                         .composed_at = kNoon};
  const std::string text = MailText(message, "padu@kota.example");
  EXPECT_THAT(text, StartsWith("Date: Mon, 16 Mar 2026 04:00:00 +0000\r\nFrom: Padu <padu@kota.example>\r\n"
                               "To: <kesra@petugas.example>\r\nMessage-ID: <padu-6474-12-1@kota.example>\r\n"
                               "Subject: =?utf-8?B?"));
  EXPECT_THAT(text, HasSubstr("\r\nAuto-Submitted: auto-generated\r\n"));
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find("\r\n", begin);
    ASSERT_NE(end, std::string::npos);
    EXPECT_LE(end - begin, 78U) << text.substr(begin, end - begin);
    begin = end + 2;
  }
  EXPECT_EQ(MailText(message, "padu@kota.example"), text);
}

TEST(MailTest, NobodyListensIsTriedAgain) {
  const Mail mail({.url = "smtp://127.0.0.1:1",
                   .tls = "none",
                   .ca_file = "",
                   .from = "padu@kota.example",
                   .user = "",
                   .password = ""});
  const Outcome outcome = mail.Send({.id = "x", .address = "a@b.example", .subject = "s", .text = "t"});
  EXPECT_EQ(outcome.outcome, v1::EndAttempt::OUTCOME_FAILED);
  EXPECT_EQ(outcome.detail, "CONNECT_FAILED");
}

TEST(ProviderTest, PutsTheMessageIn) {
  const Outgoing message{.id = "padu-6474-12-3", .address = "+62812", .short_text = "a \"b\"\n{to}"};
  EXPECT_EQ(Expanded("{\"to\":\"{to}\",\"t\":\"{text}\",\"i\":\"{id}\"}", message, "application/json"),
            "{\"to\":\"+62812\",\"t\":\"a \\\"b\\\"\\n{to}\",\"i\":\"padu-6474-12-3\"}");
  EXPECT_EQ(Expanded("to={to}&text={text}", message, "application/x-www-form-urlencoded"),
            "to=%2b62812&text=a%20%22b%22%0a%7bto%7d");
}

TEST(ProviderTest, RefusesFilesThatDoNotDo) {
  const auto parses = [](const std::string& json) { return ParseProvider(json).ok(); };
  const std::string rest = R"("content_type": "application/json", "body": "{to}{text}"})";
  EXPECT_TRUE(parses(R"({"url": "https://p.example/", "headers": {"Idempotency-Key": "{id}"}, )" + rest));
  EXPECT_FALSE(parses("{"));
  EXPECT_FALSE(parses(R"({"url": "http://p.example/", )" + rest)) << "in clear over the net";
  EXPECT_FALSE(parses(R"({"url": "https://p.example/", "headers": {"X": "{text}"}, )" + rest));
  EXPECT_FALSE(parses(R"({"url": "https://p.example/", "headers": {"X": "a\r\nb"}, )" + rest));
  EXPECT_FALSE(parses(R"({"url": "https://p.example/", "other": 1, )" + rest));
  EXPECT_FALSE(parses(R"({"url": "https://p.example/", "content_type": "text/plain", "body": "{to}{text}"})"));
  EXPECT_FALSE(parses(R"({"url": "https://p.example/", "content_type": "application/json", "body": "{to}"})"));
}

// The vector that Standard Webhooks' libraries are tested with.
TEST(WebhookTest, SignsAsTheStandardsVector) {
  const auto secret = FromBase64Url("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  ASSERT_TRUE(secret.has_value());
  EXPECT_EQ(WebhookSignature(*secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  EXPECT_EQ(WebhookSecretText(*secret), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
}

}  // namespace
}  // namespace padu::notification
