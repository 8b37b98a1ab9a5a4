// The service as a client sees it: a real gRPC server over a city in memory.
#include "services/matching/api/service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>

#include "common/base/status.h"
#include "common/ops/metrics.h"
#include "common/rpc/client.h"
#include "common/rpc/server.h"
#include "services/matching/api/testing/world_partition.h"
#include "services/matching/domain/testing/food_city.h"

namespace padu::matching::testing {
namespace {

using Stub = v1::MatchingService::Stub;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kCity[] = "cities/64.74";
constexpr char kNik[] = "6474991708850001";

Secrets TestSecrets(Random& random) {
  const std::string path = ::testing::TempDir() + "/matching-service-test-secrets";
  std::remove(path.c_str());
  PADU_CHECK(CreateSecretsFile(path, {"64.74"}, random).ok());
  auto secrets = Secrets::Load(path);
  std::remove(path.c_str());
  PADU_CHECK(secrets.ok());
  return *std::move(secrets);
}

std::string ReasonOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal ? refusal->reason : status.ToString();
}

std::string FieldOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal && refusal->metadata.contains("field") ? refusal->metadata.at("field") : "";
}

class ServiceTest : public FoodCity {
 protected:
  ServiceTest() {
    server_.AuthenticateBy(believing_);
    server_.Add(&service_, "padu.matching.v1.MatchingService");
    PADU_CHECK(server_.Start().ok());
    server_.SetServing(true);
    client_ = std::make_unique<rpc::Client>(
        rpc::ClientOptions{.target = "127.0.0.1:" + std::to_string(server_.port()), .caller = "operators/ani"});
    stub_ = v1::MatchingService::NewStub(client_->channel());
    world.Registry({"officer_assigned { officer: 'telihan' regions: '64.74.03.1002' }"});
  }
  ~ServiceTest() override { server_.Shutdown(absl::Seconds(1)); }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                const std::string& request, const std::string& caller = "") {
    return client_->Unary(*stub_, method, Parse<Request>(request), {.caller = caller});
  }

  // A verified household of this desil; `kelurahan` if it is not Telihan.
  void AddHousehold(const std::string& id, int desil, const std::string& kelurahan = "") {
    std::vector<std::string> more = {"desil_recorded { household: '" + id + "' desil: " + std::to_string(desil) +
                                     " as_of_day: 20400 }"};
    if (!kelurahan.empty()) {
      more.push_back("household_moved { household: '" + id + "' domicile { kelurahan: '" + kelurahan +
                     "' } from_day: 20100 }");
    }
    world.AddHousehold(id, more);
  }

  // Ids of all pages of ListUnserved.
  std::vector<std::string> Unserved(const std::string& more, int page = 1, const std::string& caller = "") {
    std::vector<std::string> ids;
    std::string token;
    do {
      const auto response = Call(
          &Stub::ListUnserved,
          "parent: 'cities/64.74' page_size: " + std::to_string(page) + " page_token: '" + token + "' " + more, caller);
      if (!response.ok()) return {ReasonOf(response.status())};
      for (const auto& standing : response->standings()) {
        ids.push_back(standing.household().substr(standing.household().rfind('/') + 1));
      }
      token = response->next_page_token();
    } while (!token.empty());
    return ids;
  }

  std::string CheckGiving(const std::string& more, const std::string& caller = "stakeholders/dinsos") {
    const auto response =
        Call(&Stub::CheckBeforeGiving, "programme: 'cities/64.74/programmes/sembako' " + more, caller);
    if (!response.ok()) return ReasonOf(response.status());
    EXPECT_EQ(response->allowed(), response->verdict() <= pb::GIVING_VERDICT_ALLOWED_WITH_NOTE);
    EXPECT_FALSE(response->text_id().empty());
    EXPECT_FALSE(response->text_en().empty());
    return pb::GivingVerdict_Name(response->verdict()).substr(std::string("GIVING_VERDICT_").size());
  }

  SystemRandom random_;
  const Secrets secrets_ = TestSecrets(random_);
  WorldPartition partition_{world};
  ops::Metrics metrics_{"matching", "test"};
  const rpc::Authenticator believing_{nullptr, true};
  rpc::Server server_{{.listen = "127.0.0.1:0"}, metrics_};
  MatchingService service_{server_.calls(), {partition_, secrets_}};
  std::unique_ptr<rpc::Client> client_;
  std::unique_ptr<Stub> stub_;
};

const std::string kRental =
    "name: 'cities/64.74/needs/rent' need { name_id: 'Sewa' name_en: 'Rent' aid_kinds: 'food' days: 90 } ";

TEST_F(ServiceTest, SettingsAreSavedAsVersions) {
  const auto first = Call(&Stub::SaveNeed, kRental + "etag: '0'");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->name(), "cities/64.74/needs/rent");
  EXPECT_EQ(first->need().need(), "rent");
  EXPECT_EQ(first->version().etag(), "1");
  EXPECT_EQ(first->version().saved_by(), "operators/ani");
  EXPECT_EQ(ReasonOf(Call(&Stub::SaveNeed, kRental + "etag: '0'").status()), "ETAG_MISMATCH");
  EXPECT_EQ(Call(&Stub::SaveNeed, kRental + "etag: '1'")->version().etag(), "2");
  EXPECT_EQ(Call(&Stub::GetNeed, "name: 'cities/64.74/needs/rent'", "officers/telihan")->need().version().etag(), "2");
  EXPECT_EQ(Call(&Stub::ListNeeds, "parent: 'cities/64.74'")->needs_size(), 2);
  EXPECT_EQ(ReasonOf(Call(&Stub::GetNeed, "name: 'cities/64.74/needs/none'").status()), "SETTING_NOT_FOUND");
  EXPECT_EQ(ReasonOf(Call(&Stub::SaveNeed, kRental, "officers/telihan").status()), "CALLER_NOT_PERMITTED");
  EXPECT_EQ(ReasonOf(Call(&Stub::GetNeed, "name: 'cities/64.74/needs/rent'", "stakeholders/baznas").status()),
            "CALLER_NOT_PERMITTED");
  EXPECT_EQ(FieldOf(Call(&Stub::SaveNeed, "name: 'cities/64.74/needs/rent' need { need: 'food' }").status()),
            "need.need");
}

TEST_F(ServiceTest, ARuleThatSaysNothingIsRefusedWithItsPlace) {
  const std::string name = "name: 'cities/64.74/programmes/sembako/rule' ";
  const std::string poor = "compare { field: FIELD_DESIL comparator: COMPARATOR_LESS_OR_EQUAL number: 4 }";
  const auto refused = Call(&Stub::SaveProgrammeRule, name + "rule { aid_kind: 'food' rule { any_of { of { " + poor +
                                                          " } of { not { " + poor + " } } } } }");
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(refused.status()), "RULE_ALWAYS_TRUE");
  EXPECT_EQ(FieldOf(refused.status()), "rule.rule");
  EXPECT_THAT(RefusalOf(refused.status())->text_id, HasSubstr("selalu benar"));
  const auto saved = Call(&Stub::SaveProgrammeRule, name + "rule { aid_kind: 'food' rule { " + poor + " } }");
  ASSERT_TRUE(saved.ok()) << saved.status();
  EXPECT_EQ(saved->version().etag(), "2");
  EXPECT_EQ(Call(&Stub::GetProgrammeRule, name)->rule().rule().rule().compare().number(), 4);
  EXPECT_EQ(Call(&Stub::ListProgrammeRules, "parent: 'cities/64.74'")->rules_size(), 1);
}

TEST_F(ServiceTest, TheOtherSettings) {
  const std::string parts = "ranking { parts { component: RANKING_COMPONENT_POVERTY weight: 10 } }";
  EXPECT_EQ(ReasonOf(Call(&Stub::GetRanking, "name: 'cities/64.74/ranking'").status()), "SETTING_NOT_FOUND");
  EXPECT_EQ(Call(&Stub::SaveRanking, "name: 'cities/64.74/ranking' " + parts)->version().etag(), "1");
  EXPECT_EQ(Call(&Stub::GetRanking, "name: 'cities/64.74/ranking'")->ranking().ranking().parts_size(), 1);
  EXPECT_EQ(Call(&Stub::SaveCompatibility, "name: 'cities/64.74/compatibility'")->version().etag(), "1");
  EXPECT_TRUE(Call(&Stub::GetCompatibility, "name: 'cities/64.74/compatibility'").ok());
  const auto feed = Call(&Stub::SaveFeedExpectation,
                         "name: 'cities/64.74/feeds/baznas' expectation { silent_after_s: 3600 relied_on_days: 90 }");
  ASSERT_TRUE(feed.ok()) << feed.status();
  EXPECT_EQ(feed->status(), pb::FEED_STATUS_HEARD);
  EXPECT_EQ(Call(&Stub::ListFeeds, "parent: 'cities/64.74'")->feeds_size(), 3);
  const auto own = Call(&Stub::ListFeeds, "parent: 'cities/64.74'", "stakeholders/baznas");
  ASSERT_EQ(own->feeds_size(), 1);
  EXPECT_EQ(own->feeds(0).stakeholder(), "cities/64.74/stakeholders/baznas");
  EXPECT_EQ(own->feeds(0).expectation().silent_after_s(), 3600);
}

TEST_F(ServiceTest, TheNeediestComeFirstAcrossKelurahan) {
  world.MustSave(
      "ranking { parts { component: RANKING_COMPONENT_POVERTY weight: 1000 } "
      "parts { component: RANKING_COMPONENT_DAYS_WITHOUT weight: 1 } }");
  AddHousehold("hh-1", 3);
  AddHousehold("hh-2", 1, "64.74.03.1001");
  AddHousehold("hh-3", 2);
  AddHousehold("hh-4", 1);
  AddHousehold("hh-5", 4, "64.74.01.1003");
  for (const int page : {1, 2, 50}) {
    EXPECT_THAT(Unserved("", page), ElementsAre("hh-2", "hh-4", "hh-3", "hh-1", "hh-5")) << page;
  }
  EXPECT_THAT(Unserved("region: '64.74.03'"), ElementsAre("hh-2", "hh-4", "hh-3", "hh-1"));
  EXPECT_THAT(Unserved("region: '64.74.03.1002' need: 'cities/64.74/needs/food'"), ElementsAre("hh-4", "hh-3", "hh-1"));
  EXPECT_THAT(Unserved("status: STANDING_STATUS_UNCERTAIN"), ElementsAre());
  EXPECT_THAT(Unserved("status: STANDING_STATUS_SERVED"), ElementsAre("STATUS_INVALID"));
  EXPECT_THAT(Unserved("", 50, "officers/telihan"), ElementsAre("hh-4", "hh-3", "hh-1"));
  EXPECT_THAT(Unserved("region: '64.74.03.1001'", 50, "officers/telihan"), ElementsAre("REGION_NOT_YOURS"));
  EXPECT_THAT(Unserved("", 50, "officers/nobody"), ElementsAre("REGION_NOT_YOURS"));
  EXPECT_THAT(Unserved("", 50, "stakeholders/baznas"), ElementsAre("CALLER_NOT_PERMITTED"));
  EXPECT_THAT(Unserved("region: '64.72'"), ElementsAre("REGION_INVALID"));
  EXPECT_THAT(Unserved("page_token: 'AAAA'"), ElementsAre("PAGE_TOKEN_INVALID"));
  const auto response = Call(&Stub::ListUnserved, "parent: 'cities/64.74' page_size: 1");
  EXPECT_EQ(response->standings(0).points(), 9'000 + 0);
  EXPECT_EQ(response->standings(0).since_day(), "2026-03-15");
}

class GivingTest : public ServiceTest {
 protected:
  GivingTest() {
    AddHousehold("hh-1", 3);
    world.MustSave(
        "compatibility { lines { kind_a: 'food' kind_b: 'food' scope: OVERLAP_SCOPE_HOUSEHOLD different_stakeholders: "
        "true days: 20 verdict: COMPATIBILITY_VERDICT_NOT_ALLOWED note_id: 'Satu bantuan pangan' note_en: 'One food' } "
        "lines { kind_a: 'food' kind_b: 'food' scope: OVERLAP_SCOPE_HOUSEHOLD different_stakeholders: true days: 40 "
        "verdict: COMPATIBILITY_VERDICT_ALLOWED_WITH_NOTE note_id: 'Berdekatan' note_en: 'Close' } }");
  }
};

TEST_F(GivingTest, OverlapsAreListedAndSeenByTheirStakeholders) {
  world.Give({.day = "2026-03-01"});
  world.Give({.day = "2026-03-10", .stakeholder = "baznas"});
  world.Give({.day = "2026-02-05", .stakeholder = "baznas"});
  const auto count = [&](const std::string& more, const std::string& caller) {
    const auto response = Call(&Stub::ListOverlaps, "parent: 'cities/64.74' page_size: 1 " + more, caller);
    return response.ok() ? std::to_string(response->overlaps_size()) : ReasonOf(response.status());
  };
  const auto all = Call(&Stub::ListOverlaps, "parent: 'cities/64.74'");
  ASSERT_EQ(all->overlaps_size(), 2);
  EXPECT_EQ(all->overlaps(0).first().day(), "2026-03-01");
  EXPECT_EQ(all->overlaps(1).verdict(), pb::COMPATIBILITY_VERDICT_NOT_ALLOWED);
  EXPECT_EQ(all->overlaps(1).note_en(), "One food");
  EXPECT_EQ(Call(&Stub::ListOverlaps, "parent: 'cities/64.74' not_allowed_only: true")->overlaps_size(), 1);
  EXPECT_EQ(count("region: '64.74.03.1002'", "officers/telihan"), "1");
  EXPECT_EQ(count("region: '64.74.03.1001'", ""), "0");
  EXPECT_EQ(count("region: '64.74.03.1001'", "officers/telihan"), "REGION_NOT_YOURS");
  EXPECT_EQ(count("", "stakeholders/baznas"), "1");
  EXPECT_EQ(count("", "stakeholders/pupuk"), "0");
}

TEST_F(GivingTest, WhatMayBeGivenIsYesOrNoAndNoMore) {
  const std::string household = "household: 'cities/64.74/households/hh-1' ";
  EXPECT_EQ(CheckGiving(household), "ALLOWED");
  world.Give({.day = "2026-02-10", .stakeholder = "baznas"});
  EXPECT_EQ(CheckGiving(household), "ALLOWED_WITH_NOTE");
  world.Give({.day = "2026-03-01", .stakeholder = "baznas"});
  EXPECT_EQ(CheckGiving(household), "WOULD_OVERLAP");
  EXPECT_EQ(CheckGiving(household + "day: '2026-04-12'"), "ALLOWED");
  EXPECT_EQ(CheckGiving(household + "day: '2027-04-12'"), "DAY_INVALID");
  EXPECT_EQ(CheckGiving("household: 'cities/64.74/households/hh-9'"), "NOT_KNOWN");
  EXPECT_EQ(CheckGiving("person: 'cities/64.74/persons/pe-hh-1'"), "WOULD_OVERLAP");
  EXPECT_EQ(CheckGiving("person: 'cities/64.74/persons/pe-9'"), "NOT_KNOWN");
  EXPECT_EQ(CheckGiving(""), "FIELD_MISSING");
  EXPECT_EQ(CheckGiving(household, "stakeholders/baznas"), "PROGRAMME_OF_OTHER_STAKEHOLDER");
  EXPECT_EQ(CheckGiving(household, "officers/telihan"), "CALLER_NOT_PERMITTED");
  const auto said = Call(&Stub::CheckBeforeGiving, "programme: 'cities/64.74/programmes/sembako' " + household,
                         "stakeholders/dinsos");
  EXPECT_EQ(said->note_id(), "Satu bantuan pangan");
  for (const char* secret : {"baznas", "hh-1", "2026-03-01", "desil"}) {
    EXPECT_THAT(said->ShortDebugString(), Not(HasSubstr(secret)));
  }
  world.MustSave(
      "programme_rule { programme: 'sembako' aid_kind: 'food' rule { compare { field: FIELD_DESIL comparator: "
      "COMPARATOR_LESS_OR_EQUAL number: 2 } } }");
  EXPECT_EQ(CheckGiving(household), "NOT_ELIGIBLE");
  world.AddProgramme("sembako", "last_day: 20000");
  EXPECT_EQ(CheckGiving(household), "PROGRAMME_CLOSED");
}

TEST_F(GivingTest, ANikIsATokenAtTheDoor) {
  auto fact = Parse<registry::v1::Fact>(
      "person_registered { person: 'pe-1' membership { household: 'hh-1' from_day: 20000 } content { sex: SEX_MALE } "
      "}");
  const CitySecrets& secrets = **secrets_.ForCity("64.74");
  fact.mutable_person_registered()->mutable_content()->add_nik_tokens()->set_token(secrets.NikToken(kNik).digest);
  world.RegistryFacts({fact});
  EXPECT_EQ(CheckGiving(std::string("nik: '") + kNik + "'"), "ALLOWED");
  EXPECT_EQ(CheckGiving("nik: '6474991708850002'"), "NOT_KNOWN");
  EXPECT_EQ(CheckGiving("nik: '12345'"), "NIK_INVALID");
  EXPECT_EQ(CheckGiving("nik: '64749917088500ab'"), "NIK_INVALID");
}

TEST_F(GivingTest, AProgrammeForPersonsAsksForThePerson) {
  world.AddProgramme("sembako", "assistance_unit: ASSISTANCE_UNIT_PERSON eligibility { age_min: 60 }");
  world.MustSave("programme_rule { programme: 'sembako' aid_kind: 'food' }");
  world.AddPerson("hh-1", "pe-old", 1950);
  EXPECT_EQ(CheckGiving("household: 'cities/64.74/households/hh-1'"), "BENEFICIARY_UNIT_MISMATCH");
  EXPECT_EQ(CheckGiving("person: 'cities/64.74/persons/pe-old'"), "ALLOWED");
  EXPECT_EQ(CheckGiving("person: 'cities/64.74/persons/pe-hh-1'"), "NOT_ELIGIBLE");
}

TEST_F(GivingTest, AHouseholdIsExplained) {
  world.MustSave("ranking { parts { component: RANKING_COMPONENT_POVERTY weight: 10 } }");
  world.Give({.day = "2026-01-10", .stakeholder = "baznas"});
  const std::string name = "name: 'cities/64.74/households/hh-1' ";
  const auto said = Call(&Stub::ExplainHousehold, name, "officers/telihan");
  ASSERT_TRUE(said.ok()) << said.status();
  EXPECT_TRUE(said->verified());
  EXPECT_EQ(said->kelurahan(), "64.74.03.1002");
  ASSERT_EQ(said->needs_size(), 1);
  const pb::NeedExplanation& need = said->needs(0);
  EXPECT_EQ(need.standing().status(), pb::STANDING_STATUS_UNSERVED);
  EXPECT_EQ(need.served_by().stakeholder(), "cities/64.74/stakeholders/baznas");
  EXPECT_EQ(need.text_id(), "Belum ada bantuan yang berlaku sejak " + need.standing().since_day() + ".");
  EXPECT_EQ(need.score().points(), 70);
  EXPECT_EQ(need.score().points(), need.standing().points());
  ASSERT_EQ(said->programmes_size(), 1);
  EXPECT_EQ(said->programmes(0).eligible(), pb::TRUTH_YES);
  EXPECT_EQ(said->programmes(0).units(0).explanation().text_en(), "No condition: yes");
  EXPECT_EQ(ReasonOf(Call(&Stub::ExplainHousehold, name + "programme: 'cities/64.74/programmes/x'").status()),
            "PROGRAMME_NOT_FOUND");
  EXPECT_EQ(ReasonOf(Call(&Stub::ExplainHousehold, name, "stakeholders/dinsos").status()), "CALLER_NOT_PERMITTED");
  EXPECT_EQ(ReasonOf(Call(&Stub::ExplainHousehold, "name: 'cities/64.74/households/hh-9'").status()),
            "HOUSEHOLD_NOT_FOUND");
  AddHousehold("hh-2", 1, "64.74.03.1001");
  EXPECT_EQ(
      ReasonOf(Call(&Stub::ExplainHousehold, "name: 'cities/64.74/households/hh-2'", "officers/telihan").status()),
      "REGION_NOT_YOURS");
}

TEST_F(ServiceTest, AChangeIsSimulatedAndNotSaved) {
  for (int desil = 1; desil <= 4; ++desil) AddHousehold("hh-" + std::to_string(desil), desil);
  AddHousehold("hh-5", 1, "64.74.03.1001");
  const std::string request =
      "parent: 'cities/64.74' page_size: 2 programme_rule { programme: 'sembako' aid_kind: 'food' rule { compare { "
      "field: FIELD_DESIL comparator: COMPARATOR_LESS_OR_EQUAL number: 2 } } } ";
  std::int64_t leave = 0;
  std::int64_t households = 0;
  std::vector<std::string> changed;
  std::string token;
  do {
    const auto page = Call(&Stub::SimulateRule, request + "page_token: '" + token + "'");
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& count : page->counts()) leave += count.eligible_leave(), households += count.households();
    for (const auto& change : page->changes()) {
      if (change.eligible_before() == pb::TRUTH_YES) changed.push_back(change.household());
    }
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_EQ(households, 5);
  EXPECT_EQ(leave, 2);
  EXPECT_THAT(changed, ElementsAre("cities/64.74/households/hh-3", "cities/64.74/households/hh-4"));
  EXPECT_EQ(Call(&Stub::GetProgrammeRule, "name: 'cities/64.74/programmes/sembako/rule'")->rule().version().etag(),
            "1");
  const auto none = Call(&Stub::SimulateRule,
                         "parent: 'cities/64.74' need { need: 'food' name_id: 'P' name_en: 'F' "
                         "aid_kinds: 'food' days: 30 retired: true }");
  ASSERT_EQ(none->counts_size(), 2);
  EXPECT_EQ(none->counts(0).unserved_leave() + none->counts(1).unserved_leave(), 5);
  const auto ranked = Call(&Stub::SimulateRule,
                           "parent: 'cities/64.74' region: '64.74.03.1001' ranking { parts { "
                           "component: RANKING_COMPONENT_POVERTY weight: 10 } }");
  ASSERT_EQ(ranked->changes_size(), 1);
  EXPECT_EQ(ranked->changes(0).points_after(), 90);
  EXPECT_EQ(ReasonOf(Call(&Stub::SimulateRule, "parent: 'cities/64.74'").status()), "FIELD_MISSING");
  EXPECT_EQ(ReasonOf(Call(&Stub::SimulateRule, "parent: 'cities/64.74' ranking {}").status()), "FIELD_MISSING");
  EXPECT_EQ(ReasonOf(Call(&Stub::SimulateRule, request, "officers/telihan").status()), "CALLER_NOT_PERMITTED");
}

// Events of a watch from the beginning, up to so many.
std::vector<v1::WatchResponse> WatchFrom(Stub& stub, const rpc::Client& client, const std::string& request,
                                         const std::string& caller, std::size_t count) {
  grpc::ClientContext context;
  client.Prepare(context, {.timeout = absl::Seconds(20), .caller = caller});
  const auto reader = stub.Watch(&context, Parse<v1::WatchRequest>(request));
  std::vector<v1::WatchResponse> events;
  v1::WatchResponse event;
  while (events.size() < count && reader->Read(&event)) {
    if (event.event_case() != v1::WatchResponse::EVENT_NOT_SET) events.push_back(event);
  }
  context.TryCancel();
  reader->Finish();
  return events;
}

TEST_F(GivingTest, WhatHappensIsWatchedFromAPositionOn) {
  const std::string city = "parent: 'cities/64.74' ";
  const std::string start = "from_position: '0.0.0' ";
  world.Give({.day = "2026-03-01"});
  world.Give({.day = "2026-03-10", .stakeholder = "baznas"});
  AddHousehold("hh-2", 1, "64.74.03.1001");
  const auto all = WatchFrom(*stub_, *client_, city + start, "operators/ani", 4);
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].standing_changed().standing().status(), pb::STANDING_STATUS_UNSERVED);
  EXPECT_EQ(all[1].standing_changed().stakeholder(), "cities/64.74/stakeholders/dinsos");
  EXPECT_TRUE(all[2].has_overlap_found());
  const auto rest =
      WatchFrom(*stub_, *client_, city + "from_position: '" + all[1].position() + "'", "operators/ani", 2);
  ASSERT_EQ(rest.size(), 2U);
  EXPECT_TRUE(rest[0].has_overlap_found());
  EXPECT_EQ(rest[1].standing_changed().standing().household(), "cities/64.74/households/hh-2");
  const auto own = WatchFrom(*stub_, *client_, city + start, "stakeholders/baznas", 1);
  EXPECT_TRUE(own.at(0).has_overlap_found());
  const auto officer = WatchFrom(*stub_, *client_, city + start, "officers/telihan", 3);
  EXPECT_TRUE(officer.at(2).has_overlap_found());
  const auto household =
      WatchFrom(*stub_, *client_, city + start + "household: 'cities/64.74/households/hh-2'", "operators/ani", 1);
  EXPECT_EQ(household.at(0).standing_changed().standing().kelurahan(), "64.74.03.1001");
}

}  // namespace
}  // namespace padu::matching::testing
