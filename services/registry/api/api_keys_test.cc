// Keys of the APIs as callers see them: a server that knows callers by the registry's own tables.
#include "services/registry/api/api_keys.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <memory>

#include "absl/synchronization/notification.h"
#include "common/base/status.h"
#include "common/ops/metrics.h"
#include "common/rpc/client.h"
#include "common/rpc/server.h"
#include "google/protobuf/util/time_util.h"
#include "services/registry/api/identity_service.h"
#include "services/registry/api/service.h"
#include "services/registry/api/testing/fake_partition.h"
#include "services/registry/domain/machine.h"

namespace padu::registry::testing {
namespace {

using Stub = v1::RegistryService::Stub;
using google::protobuf::util::TimeUtil;

constexpr UnixMicros kNow = 1'773'547'200LL * kMicrosPerSecond;

Secrets TestSecrets(Random& random) {
  const std::string path = ::testing::TempDir() + "/registry-api-keys-test-secrets";
  std::remove(path.c_str());
  PADU_CHECK(CreateSecretsFile(path, {"64.74", "64.72"}, random).ok());
  auto secrets = Secrets::Load(path);
  std::remove(path.c_str());
  PADU_CHECK(secrets.ok());
  return *std::move(secrets);
}

std::string ReasonOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal ? refusal->reason : status.ToString();
}

class ApiKeysTest : public ::testing::Test {
 protected:
  ApiKeysTest() {
    server_.AuthenticateBy(authenticator_);
    server_.Add(&service_, "padu.registry.v1.RegistryService");
    server_.Add(&identity_, common::v1::IdentityService::service_full_name());
    PADU_CHECK(server_.Start().ok());
    Define("64.74", "REGION_LEVEL_CITY");
    for (const char* kelurahan : {"64.74.03.1001", "64.74.03.1002"}) {
      v1::CreateRegionRequest region;
      region.set_parent("cities/64.74");
      region.set_region_id(kelurahan);
      region.mutable_region()->set_level(v1::REGION_LEVEL_KELURAHAN);
      region.mutable_region()->set_display_name("Kelurahan");
      PADU_CHECK(As(root_, &Stub::CreateRegion, region).ok());
    }
    v1::CreateStakeholderRequest stakeholder;
    stakeholder.set_parent("cities/64.74");
    stakeholder.set_stakeholder_id("baznas");
    stakeholder.mutable_stakeholder()->set_kind(v1::STAKEHOLDER_KIND_SOCIAL_INSTITUTION);
    stakeholder.mutable_stakeholder()->set_name_id("BAZNAS");
    PADU_CHECK(As(root_, &Stub::CreateStakeholder, stakeholder).ok());
    v1::CreateOfficerRequest officer;
    officer.set_parent("cities/64.74");
    officer.set_officer_id("telihan");
    officer.mutable_officer()->set_role(v1::OFFICER_ROLE_LURAH);
    officer.mutable_officer()->add_regions("cities/64.74/regions/64.74.03.1002");
    PADU_CHECK(As(root_, &Stub::CreateOfficer, officer).ok());
  }
  ~ApiKeysTest() override { server_.Shutdown(absl::Seconds(1)); }

  void Define(const std::string& code, const std::string& level) {
    v1::CreateRegionRequest region;
    region.set_parent("cities/64.74");
    region.set_region_id(code);
    v1::RegionLevel parsed = v1::REGION_LEVEL_UNSPECIFIED;
    PADU_CHECK(v1::RegionLevel_Parse(level, &parsed));
    region.mutable_region()->set_level(parsed);
    region.mutable_region()->set_display_name(code);
    PADU_CHECK(As(root_, &Stub::CreateRegion, region).ok());
  }
  // A call with this key and nothing else.
  template <typename Request, typename Response>
  absl::StatusOr<Response> As(const std::string& key,
                              grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                              const Request& request) {
    const rpc::Client client(
        {.target = "127.0.0.1:" + std::to_string(server_.port()), .caller = "operators/liar", .key = key});
    const auto stub = v1::RegistryService::NewStub(client.channel());
    return client.Unary(*stub, method, request);
  }
  v1::ApiKey Make(const std::string& holder, std::int64_t seconds = 0, const std::string& request_id = "") {
    v1::CreateApiKeyRequest request;
    request.set_parent("cities/64.74");
    request.set_request_id(request_id);
    request.mutable_api_key()->set_holder(holder);
    request.mutable_api_key()->set_label("uji");
    if (seconds > 0) {
      *request.mutable_api_key()->mutable_expire_time() =
          TimeUtil::MicrosecondsToTimestamp(clock_.WallNow() + seconds * kMicrosPerSecond);
    }
    const auto key = As(root_, &Stub::CreateApiKey, request);
    EXPECT_TRUE(key.ok()) << key.status();
    return key.value_or(v1::ApiKey());
  }
  absl::Status ListKeys(const std::string& key) {
    v1::ListApiKeysRequest request;
    request.set_parent("cities/64.74");
    return As(key, &Stub::ListApiKeys, request).status();
  }
  absl::Status ListProgrammes(const std::string& key, const std::string& city = "cities/64.74") {
    v1::ListProgrammesRequest request;
    request.set_parent(city);
    return As(key, &Stub::ListProgrammes, request).status();
  }
  absl::StatusOr<v1::Household> Register(const std::string& key, const std::string& kelurahan) {
    v1::RegisterHouseholdRequest request;
    request.set_parent("cities/64.74");
    request.mutable_household()->mutable_domicile()->set_kelurahan(kelurahan);
    request.mutable_household()->add_persons()->mutable_personal()->set_full_name("Budi");
    return As(key, &Stub::RegisterHousehold, request);
  }

  FakeClock clock_{kNow};
  SystemRandom random_;
  const Secrets secrets_ = TestSecrets(random_);
  const std::string root_ = rpc::NewApiKeyText("64.74", "first", random_);
  RegistryMachine machine_;
  FakePartition partition_{machine_, clock_};
  FakeVault vault_;
  ops::Metrics metrics_{"registry", "test"};
  const ApiKeys keys_{partition_, clock_, *rpc::ParseApiKey(root_)};
  const rpc::Authenticator authenticator_{&keys_, false};
  rpc::Server server_{{.listen = "127.0.0.1:0"}, metrics_};
  RegistryService service_{server_.calls(), {partition_, secrets_, vault_, random_, clock_}};
  IdentityService identity_{server_.calls(), keys_};
};

TEST_F(ApiKeysTest, WhoIsOfACityMakesNoKeyOfAService) {
  const std::string ani = Make("operators/ani").secret();
  v1::CreateApiKeyRequest request;
  request.set_parent("cities/64.74");
  request.mutable_api_key()->set_holder("services/matching");
  EXPECT_EQ(ReasonOf(As(ani, &Stub::CreateApiKey, request).status()), "CALLER_NOT_PERMITTED");
  request.mutable_api_key()->set_holder("operators/budi");
  EXPECT_TRUE(As(ani, &Stub::CreateApiKey, request).ok());
}

TEST_F(ApiKeysTest, ANameWithoutAKeyIsNotBelieved) {
  EXPECT_EQ(ReasonOf(ListProgrammes("")), "CALLER_MISSING");
  EXPECT_EQ(ReasonOf(ListProgrammes("padu_nonsense")), "KEY_MALFORMED");
  EXPECT_EQ(ReasonOf(ListProgrammes(rpc::NewApiKeyText("64.74", "key-1", random_))), "KEY_UNKNOWN");
  EXPECT_EQ(ReasonOf(ListProgrammes(rpc::NewApiKeyText("64.74", "first", random_))), "KEY_UNKNOWN");
}

TEST_F(ApiKeysTest, AKeyIsItsHolderAndNoMore) {
  const v1::ApiKey key = Make("stakeholders/baznas");
  EXPECT_TRUE(key.secret().starts_with("padu_6474_key-"));
  EXPECT_EQ(key.creator(), "operators/root");
  EXPECT_TRUE(ListProgrammes(key.secret()).ok());
  EXPECT_EQ(ReasonOf(ListKeys(key.secret())), "CALLER_NOT_PERMITTED");
  EXPECT_EQ(ReasonOf(Register(key.secret(), "64.74.03.1002").status()), "CALLER_NOT_PERMITTED");
  EXPECT_EQ(ReasonOf(ListProgrammes(key.secret(), "cities/64.72")), "CITY_NOT_YOURS");
  std::string other = key.secret();
  other[other.size() - 5] = other[other.size() - 5] == 'A' ? 'B' : 'A';
  EXPECT_EQ(ReasonOf(ListProgrammes(other)), "KEY_UNKNOWN");
}

TEST_F(ApiKeysTest, TheSecretIsAnsweredOnceAndKeptNowhere) {
  const v1::ApiKey first = Make("operators/ani", 0, "make-1");
  const v1::ApiKey again = Make("operators/ani", 0, "make-1");
  EXPECT_EQ(again.name(), first.name());
  EXPECT_EQ(again.secret(), "");
  const std::string secret = first.secret().substr(first.secret().size() - 43);
  EXPECT_EQ(partition_.AllBytes().find(secret), std::string::npos);
  v1::ListApiKeysRequest list;
  list.set_parent("cities/64.74");
  list.set_holder("operators/ani");
  const auto listed = As(first.secret(), &Stub::ListApiKeys, list);
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->api_keys_size(), 1);
  EXPECT_EQ(listed->api_keys(0).secret(), "");
  EXPECT_EQ(listed->api_keys(0).label(), "uji");
}

TEST_F(ApiKeysTest, EndsByRevokingByTimeAndWithItsOfficer) {
  const v1::ApiKey revoked = Make("operators/ani");
  v1::RevokeApiKeyRequest revoke;
  revoke.set_name(revoked.name());
  EXPECT_TRUE(As(root_, &Stub::RevokeApiKey, revoke)->has_revoke_time());
  EXPECT_EQ(ReasonOf(ListProgrammes(revoked.secret())), "KEY_REVOKED");
  EXPECT_EQ(ReasonOf(As(root_, &Stub::RevokeApiKey, revoke).status()), "API_KEY_REVOKED");

  const v1::ApiKey timed = Make("stakeholders/baznas", 60);
  EXPECT_TRUE(ListProgrammes(timed.secret()).ok());
  clock_.Advance(61 * kMicrosPerSecond);
  EXPECT_EQ(ReasonOf(ListProgrammes(timed.secret())), "KEY_EXPIRED");

  const v1::ApiKey officer = Make("officers/telihan");
  EXPECT_TRUE(ListProgrammes(officer.secret()).ok());
  v1::ReleaseOfficerRequest release;
  release.set_name("cities/64.74/officers/telihan");
  EXPECT_TRUE(As(root_, &Stub::ReleaseOfficer, release).ok());
  EXPECT_EQ(ReasonOf(ListProgrammes(officer.secret())), "KEY_HOLDER_GONE");
}

TEST_F(ApiKeysTest, OfficersSeeWhereTheyAreAssigned) {
  const std::string officer = Make("officers/telihan").secret();
  const auto own = Register(officer, "64.74.03.1002");
  ASSERT_TRUE(own.ok()) << own.status();
  EXPECT_EQ(ReasonOf(Register(officer, "64.74.03.1001").status()), "REGION_NOT_YOURS");
  const auto others = Register(root_, "64.74.03.1001");
  ASSERT_TRUE(others.ok()) << others.status();

  v1::GetHouseholdRequest household;
  household.set_name(own->name());
  EXPECT_TRUE(As(officer, &Stub::GetHousehold, household).ok());
  household.set_name(others->name());
  EXPECT_EQ(ReasonOf(As(officer, &Stub::GetHousehold, household).status()), "REGION_NOT_YOURS");
  v1::GetPersonRequest person;
  person.set_name(own->persons(0).name());
  EXPECT_TRUE(As(officer, &Stub::GetPerson, person).ok());
  person.set_name(others->persons(0).name());
  EXPECT_EQ(ReasonOf(As(officer, &Stub::GetPerson, person).status()), "REGION_NOT_YOURS");

  v1::ListHouseholdsRequest list;
  list.set_parent("cities/64.74");
  EXPECT_EQ(As(root_, &Stub::ListHouseholds, list)->households_size(), 2);
  const auto seen = As(officer, &Stub::ListHouseholds, list);
  ASSERT_TRUE(seen.ok()) << seen.status();
  ASSERT_EQ(seen->households_size(), 1);
  EXPECT_EQ(seen->households(0).name(), own->name());
  list.set_region("64.74");
  EXPECT_EQ(ReasonOf(As(officer, &Stub::ListHouseholds, list).status()), "REGION_NOT_YOURS");
  list.set_region("64.74.03.1001");
  EXPECT_EQ(ReasonOf(As(officer, &Stub::ListHouseholds, list).status()), "REGION_NOT_YOURS");
}

TEST_F(ApiKeysTest, OthersAreToldWhoseAKeyIsIfTheyAreServices) {
  const std::string service = Make("services/ledger").secret();
  const v1::ApiKey baznas = Make("stakeholders/baznas");
  const auto ask = [&](const std::string& by, const std::string& about) {
    const rpc::Client client({.target = "127.0.0.1:" + std::to_string(server_.port()), .caller = "", .key = by});
    const auto stub = common::v1::IdentityService::NewStub(client.channel());
    const auto key = rpc::ParseApiKey(about);
    common::v1::AuthenticateRequest request;
    request.set_name(key->name());
    request.set_sha256(key->sha256);
    return client.Unary(*stub, &common::v1::IdentityService::Stub::Authenticate, request);
  };
  const auto told = ask(service, baznas.secret());
  ASSERT_TRUE(told.ok()) << told.status();
  EXPECT_EQ(told->caller(), "stakeholders/baznas");
  EXPECT_EQ(told->city(), "64.74");
  EXPECT_EQ(ask(service, service)->city(), "") << "services serve every city";
  EXPECT_EQ(ReasonOf(ask(baznas.secret(), service).status()), "CALLER_NOT_PERMITTED");
  const absl::Status unknown = ask(service, rpc::NewApiKeyText("64.74", "key-1", random_)).status();
  EXPECT_EQ(ReasonOf(unknown), "KEY_UNKNOWN");
  EXPECT_EQ(RefusalOf(unknown)->metadata.at("api_key"), "key-1");
}

TEST_F(ApiKeysTest, AServiceWhoseOwnKeyIsNoMoreBlamesNoCaller) {
  const v1::ApiKey service = Make("services/ledger");
  const v1::ApiKey baznas = Make("stakeholders/baznas");
  const v1::ApiKey revoked = Make("stakeholders/baznas");
  const auto revoke = [this](const v1::ApiKey& key) {
    v1::RevokeApiKeyRequest request;
    request.set_name(key.name());
    ASSERT_TRUE(As(root_, &Stub::RevokeApiKey, request).ok());
  };
  revoke(revoked);
  const auto asked = rpc::AskRegistry(std::make_shared<rpc::Client>(
      rpc::ClientOptions{.target = "127.0.0.1:" + std::to_string(server_.port()), .key = service.secret()}));
  const auto told = [&](const v1::ApiKey& about) {
    absl::StatusOr<rpc::KeyHolder> holder = absl::UnknownError("not answered");
    absl::Notification answered;
    asked(*rpc::ParseApiKey(about.secret()), [&](const absl::StatusOr<rpc::KeyHolder>& answer) {
      holder = answer;
      answered.Notify();
    });
    answered.WaitForNotification();
    return holder.status();
  };
  EXPECT_TRUE(told(baznas).ok());
  EXPECT_EQ(ReasonOf(told(revoked)), "KEY_REVOKED");
  revoke(service);
  EXPECT_TRUE(absl::IsUnavailable(told(baznas)));
  EXPECT_TRUE(absl::IsUnavailable(told(revoked)));
}

}  // namespace
}  // namespace padu::registry::testing
