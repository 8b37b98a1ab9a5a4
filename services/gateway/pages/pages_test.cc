#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/gateway/pages/digest_page.h"
#include "services/gateway/pages/latest.h"
#include "services/gateway/pages/services_status.h"
#include "services/gateway/pages/status_page.h"

namespace padu::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(ServicesStatusTest, ReadsWhatAdminPagesSay) {
  const auto partitions = ParsePartitions(
      R"({"partitions": [{"partition": 1, "stage": "serving", "epoch": 7, "committed": 120, "confirmed": 118,
          "problem": "", "inputs": [{"lag_records": 2, "lag_seconds": 1, "stopped": ""},
                                    {"lag_records": 3, "lag_seconds": 9, "stopped": "TRUNCATED"}]}]})");
  ASSERT_EQ(partitions.size(), 1U);
  EXPECT_EQ(partitions[0].stage, "serving");
  EXPECT_EQ(partitions[0].confirmed, 118);
  EXPECT_EQ(partitions[0].lag_records, 5);
  EXPECT_EQ(partitions[0].lag_seconds, 9);
  EXPECT_EQ(partitions[0].stopped, 1);
  for (const char* text : {"", "[]", "{", "{}", R"({"partitions": 1})", R"({"partitions": [1, null]})"}) {
    EXPECT_THAT(ParsePartitions(text), IsEmpty()) << text;
  }
}

ledger::v1::LedgerEntry Entry() {
  ledger::v1::LedgerEntry entry;
  entry.set_name("cities/64.74/households/hh-secret/ledgerEntries/1-0");
  entry.set_person("cities/64.74/persons/p-secret");
  entry.set_family("cities/64.74/families/f-secret");
  entry.set_event_id("e-secret");
  entry.set_reference("r-secret");
  entry.set_stakeholder("cities/64.74/stakeholders/baznas");
  entry.set_programme("cities/64.74/programmes/pkh");
  entry.set_kelurahan("64.74.03.1002");
  entry.set_day("2026-03-02");
  entry.mutable_benefit()->set_rupiah(1300000);
  return entry;
}

TEST(LatestTest, ShowsNobody) {
  const std::string json = ToJson(Shown(Entry()));
  EXPECT_EQ(json, R"({"day":"2026-03-02","kelurahan":"64.74.03.1002","programme":"pkh","stakeholder":"baznas",)"
                  R"("benefit":"Rp1.300.000"})");
}

TEST(LatestTest, Benefits) {
  ledger::v1::LedgerEntry entry = Entry();
  entry.mutable_benefit()->set_rupiah(-950);
  EXPECT_EQ(Shown(entry).benefit, "Rp-950");
  entry.mutable_benefit()->mutable_quantity()->set_amount(12000);
  entry.mutable_benefit()->mutable_quantity()->set_unit("kg");
  EXPECT_EQ(Shown(entry).benefit, "12.000 kg");
  entry.mutable_benefit()->mutable_service();
  EXPECT_EQ(Shown(entry).benefit, "1 kali");
}

TEST(StatusPageTest, SaysHowThingsAreAndEscapes) {
  const ServiceStatus good{.name = "registry",
                           .answers = true,
                           .ready = true,
                           .partitions = {{.stage = "serving", .epoch = 3, .problem = "<b>"}}};
  const ServiceStatus away{.name = "a\"<script>"};
  const std::string page = StatusPage({good, away}, {{.day = "2026-03-02", .benefit = "<i>"}});
  EXPECT_THAT(page, AllOf(HasSubstr("siap <span lang=\"en\">ready"), HasSubstr("tidak menjawab"),
                          HasSubstr("&lt;b&gt;"), HasSubstr("a&quot;&lt;script&gt;"), HasSubstr("<b>&lt;i&gt;</b>")));
  EXPECT_THAT(page, Not(HasSubstr("style=")));
  EXPECT_THAT(page, Not(HasSubstr("http://")));
}

TEST(DigestPageTest, ShowsWhatWaitsAndAsksForAnAnswer) {
  notification::v1::Digest digest;
  digest.set_unanswered(1);
  auto& line = *digest.add_lines();
  line.set_kind(notification::v1::NOTICE_KIND_UNSERVED);
  line.set_count(2);
  line.set_place("Gunung <Telihan>");
  auto& alert = *digest.add_alerts();
  alert.set_household("cities/64.74/households/hh-1");
  alert.set_state(notification::v1::ALERT_STATE_OPEN);
  EXPECT_THAT(DigestHtml(digest),
              AllOf(HasSubstr("<form method=\"post\">"), HasSubstr("hh-1"), HasSubstr("Gunung &lt;Telihan&gt;"),
                    HasSubstr("menunggu jawaban"), Not(HasSubstr("<script"))));
  digest.set_unanswered(0);
  alert.set_state(notification::v1::ALERT_STATE_RESOLVED);
  EXPECT_THAT(DigestHtml(digest), AllOf(Not(HasSubstr("<form")), HasSubstr("selesai")));
}

TEST(DigestPageTest, ReadsForms) {
  EXPECT_EQ(FormField("promised_day=2026-03-02", "promised_day"), "2026-03-02");
  EXPECT_EQ(FormField("a=1&promised_day=%32026%2d03+x&b", "promised_day"), "2026-03 x");
  for (const char* body : {"", "promised_day", "a=promised_day", "&&&", "xpromised_day=1"}) {
    EXPECT_EQ(FormField(body, "promised_day"), "") << body;
  }
  EXPECT_EQ(FormField("promised_day=%4", "promised_day"), "%4");
}

}  // namespace
}  // namespace padu::gateway
