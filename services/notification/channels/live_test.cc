// Channels against receivers that run (testing/receivers.py): what goes over the wire, whose certificate is believed,
// and what an answer means.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "services/notification/channels/curl.h"
#include "services/notification/channels/mail.h"
#include "services/notification/channels/provider.h"
#include "services/notification/channels/webhook.h"

namespace padu::notification {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr auto kSent = v1::EndAttempt::OUTCOME_SENT;
constexpr auto kFailed = v1::EndAttempt::OUTCOME_FAILED;
constexpr auto kDead = v1::EndAttempt::OUTCOME_DEAD;

class LiveTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = ::testing::TempDir() + "padu-receivers-XXXXXX";
    ASSERT_NE(mkdtemp(folder_.data()), nullptr);
    std::array<int, 2> in = {};
    std::array<int, 2> out = {};
    ASSERT_EQ(pipe(in.data()) + pipe(out.data()), 0);
    child_ = fork();
    ASSERT_GE(child_, 0);
    if (child_ == 0) {
      dup2(in[0], STDIN_FILENO);
      dup2(out[1], STDOUT_FILENO);
      for (const int end : {in[0], in[1], out[0], out[1]}) close(end);
      execl("/usr/bin/python3", "python3", "-B", PADU_RECEIVERS, folder_.c_str(), nullptr);
      _exit(127);
    }
    close(in[0]);
    close(out[1]);
    ends_ = in[1];
    FILE* ports = fdopen(out[0], "r");
    const int read = std::fscanf(ports, "%d %d %d %d", &starttls_, &smtps_, &http_, &https_);
    std::fclose(ports);
    ASSERT_EQ(read, 4) << "no receivers: is python3-aiosmtpd there?";
  }

  static void TearDownTestSuite() {
    close(ends_);
    int status = 0;
    waitpid(child_, &status, 0);
    for (const char* name : {"/mail", "/http", "/cert.pem", "/key.pem", ""}) std::remove((folder_ + name).c_str());
  }

  // What came since the last call.
  static std::string Came(const std::string& what) {
    std::ifstream in(folder_ + "/" + what, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(in), {});
    std::ofstream(folder_ + "/" + what, std::ios::trunc).flush();
    return text;
  }

  static MailOptions StartTls() {
    return {.url = "smtp://localhost:" + std::to_string(starttls_),
            .tls = "required",
            .ca_file = folder_ + "/cert.pem",
            .from = "padu@kota.example",
            .user = "",
            .password = ""};
  }
  static Outcome Send(const MailOptions& options, const std::string& to = "kesra@petugas.example") {
    return Mail(options).Send({.id = "padu-6474-12-1", .address = to, .subject = "Padu: é", .text = "halo\n"});
  }
  static std::string Url(const std::string& path) { return "http://127.0.0.1:" + std::to_string(http_) + path; }

  static std::string folder_;
  static pid_t child_;
  static int ends_;
  static int starttls_;
  static int smtps_;
  static int http_;
  static int https_;
};

std::string LiveTest::folder_;
pid_t LiveTest::child_ = 0;
int LiveTest::ends_ = -1;
int LiveTest::starttls_ = 0;
int LiveTest::smtps_ = 0;
int LiveTest::http_ = 0;
int LiveTest::https_ = 0;

TEST_F(LiveTest, MailGoesByStartTls) {
  const Outcome outcome = Send(StartTls());
  EXPECT_EQ(outcome.outcome, kSent) << outcome.detail;
  const std::string came = Came("mail");
  EXPECT_THAT(came, HasSubstr("STARTTLS=True"));
  EXPECT_THAT(came, HasSubstr("Message-ID: <padu-6474-12-1@kota.example>\r\n"));
}

TEST_F(LiveTest, MailGoesInTlsFromTheStart) {
  MailOptions options = StartTls();
  options.url = "smtps://localhost:" + std::to_string(smtps_);
  EXPECT_EQ(Send(options).outcome, kSent);
  EXPECT_THAT(Came("mail"), HasSubstr("Message-ID: <padu-6474-12-1@kota.example>\r\n"));
}

TEST_F(LiveTest, MailBelievesNoOtherCertificate) {
  for (const std::string& url :
       {"smtp://localhost:" + std::to_string(starttls_), "smtps://localhost:" + std::to_string(smtps_)}) {
    MailOptions options = StartTls();
    options.url = url;
    options.ca_file = "";
    EXPECT_EQ(Send(options).detail, "TLS_FAILED") << "nobody vouches for it";
    options = StartTls();
    options.url = url;
    options.url.replace(options.url.find("localhost"), 9, "127.0.0.1");
    EXPECT_EQ(Send(options).detail, "TLS_FAILED") << "it is another's";
  }
  EXPECT_THAT(Came("mail"), IsEmpty());
}

TEST_F(LiveTest, OnlyTheServersWordOnTheAddressIsDeath) {
  EXPECT_EQ(Send(StartTls(), "gone@petugas.example").outcome, kDead);
  EXPECT_EQ(Send(StartTls(), "bare@petugas.example").outcome, kDead);
  EXPECT_EQ(Send(StartTls(), "blocked@petugas.example").outcome, kFailed) << "we are not wanted";
  EXPECT_EQ(Send(StartTls(), "full@petugas.example").outcome, kFailed);
  EXPECT_EQ(Send(StartTls(), "spam@petugas.example").outcome, kFailed) << "the text, not the address";
  MailOptions options = StartTls();
  options.from = "nobody@kota.example";
  const Outcome outcome = Send(options);
  EXPECT_EQ(outcome.outcome, kFailed) << "a sender that is refused kills no recipient";
  EXPECT_EQ(outcome.detail, "SMTP_550");
}

TEST_F(LiveTest, AnAddressCannotBringHeadersOrCommands) {
  for (const char* to : {"a@b.example\r\nBcc: c@d.example", "a@b.example>\r\nRCPT TO:<c@d.example",
                         "a@b.example, c@d.e", "", "a b@c.example", "a@b@c.example"}) {
    const Outcome outcome = Send(StartTls(), to);
    EXPECT_EQ(outcome.outcome, kDead);
    EXPECT_EQ(outcome.detail, "ADDRESS_INVALID");
  }
  EXPECT_THAT(Came("mail"), IsEmpty());
}

TEST_F(LiveTest, SettingsThatTellAPasswordAreRefused) {
  MailOptions options = StartTls();
  EXPECT_TRUE(CheckMail(options).ok());
  options.url = "smtp://mail.example:587";
  options.user = "padu";
  EXPECT_TRUE(CheckMail(options).ok());
  for (const char* tls : {"opportunistic", "none"}) {
    options.tls = tls;
    EXPECT_FALSE(CheckMail(options).ok()) << tls;
  }
  options.user = "";
  EXPECT_FALSE(CheckMail(options).ok()) << "in clear over a net";
  options.url = "smtp://127.0.0.1:25";
  EXPECT_TRUE(CheckMail(options).ok());
  for (const char* url :
       {"http://127.0.0.1", "smtp://", "smtp://u:p@127.0.0.1", "smtp://127.0.0.1/x", "mail.example"}) {
    options.url = url;
    EXPECT_FALSE(CheckMail(options).ok()) << url;
  }
  options = StartTls();
  options.from = "";
  EXPECT_FALSE(CheckMail(options).ok());
}

TEST_F(LiveTest, WebhooksCarryTheirSignature) {
  const SystemClock clock;
  const Webhook webhook(clock);
  const Outgoing message{.id = "padu-6474-12-2", .address = Url("/in"), .json = "{\"a\":\"é\"}", .secrets = {"s", "t"}};
  const Outcome outcome = webhook.Send(message);
  EXPECT_EQ(outcome.outcome, kSent);
  EXPECT_EQ(outcome.detail, "HTTP_204");
  const std::string came = Came("http");
  EXPECT_THAT(came, HasSubstr("\"webhook-id\": \"padu-6474-12-2\""));
  const std::size_t at = came.find("\"webhook-timestamp\": \"") + 22;
  const std::int64_t time = std::stoll(came.substr(at, came.find('"', at) - at));
  EXPECT_THAT(came, HasSubstr("\"webhook-signature\": \"" + WebhookSignature("s", message.id, time, message.json) +
                              " " + WebhookSignature("t", message.id, time, message.json) + "\""))
      << "one under each live secret";
}

TEST_F(LiveTest, WhatWebhooksAnswer) {
  const SystemClock clock;
  const Webhook webhook(clock);
  const auto send = [&](const std::string& url) { return webhook.Send({.id = "x", .address = url, .json = "{}"}); };
  EXPECT_EQ(send(Url("/gone")).outcome, kDead);
  EXPECT_EQ(send(Url("/moved")).detail, "HTTP_307");
  EXPECT_THAT(Came("http"), Not(HasSubstr("/elsewhere"))) << "nobody is followed";
  EXPECT_EQ(send(Url("/endless")).outcome, kSent) << "it said 200, and that is enough";
  EXPECT_EQ(send("https://localhost:" + std::to_string(https_) + "/").detail, "TLS_FAILED") << "nobody vouches for it";
  EXPECT_THAT(send("file:///etc/hostname").detail, AnyOf("CURL_1", "CURL_3"));
}

TEST_F(LiveTest, NobodyIsSentInside) {
  (void)Came("http");
  for (const std::string& host :
       {"127.0.0.1:" + std::to_string(http_), "localhost:" + std::to_string(http_), std::string("169.254.169.254"),
        std::string("[::1]:9"), std::string("0.0.0.0:9"), "[::ffff:127.0.0.1]:" + std::to_string(http_)}) {
    EXPECT_EQ(Post("http://" + host + "/", {}, "{}", true).detail, "CONNECT_FAILED") << host;
  }
  EXPECT_THAT(Came("http"), IsEmpty());
}

TEST_F(LiveTest, ProvidersAreCalledAsTheirFileSays) {
  const auto options = ParseProvider(R"({"url": ")" + Url("/messages") +
                                     R"(", "content_type": "application/json", "headers": {"Idempotency-Key": "{id}"},
          "body": "{\"to\": \"{to}\", \"text\": \"{text}\"}", "dead_statuses": [410]})");
  ASSERT_TRUE(options.ok()) << options.status();
  const Outgoing message{.id = "padu-6474-12-3", .address = "+62812", .short_text = "a \"b\""};
  EXPECT_EQ(Provider(*options).Send(message).outcome, kSent);
  const std::string came = Came("http");
  EXPECT_THAT(came, HasSubstr("\"idempotency-key\": \"padu-6474-12-3\""));
  EXPECT_THAT(came, HasSubstr(R"(\"to\": \"+62812\")"));
  ProviderOptions gone = *options;
  gone.url = Url("/gone");
  EXPECT_EQ(Provider(gone).Send(message).outcome, kDead);
}

}  // namespace
}  // namespace padu::notification
