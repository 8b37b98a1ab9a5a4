// The service as a client sees it: a real gRPC server over a partition in memory.
#include "services/registry/api/service.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <cstdio>

#include "common/base/status.h"
#include "common/ops/metrics.h"
#include "common/rpc/client.h"
#include "common/rpc/server.h"
#include "services/registry/api/testing/fake_partition.h"
#include "services/registry/domain/machine.h"

namespace padu::registry::testing {
namespace {

using Stub = v1::RegistryService::Stub;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kNik[] = "6474991708850001";
constexpr char kKk[] = "6474991203210007";
constexpr UnixMicros kNow = 1'773'547'200LL * kMicrosPerSecond;  // 2026-03-15, noon in Bontang

Secrets TestSecrets(Random& random) {
  const std::string path = ::testing::TempDir() + "/registry-service-test-secrets";
  std::remove(path.c_str());
  PADU_CHECK(CreateSecretsFile(path, {"64.74"}, random).ok());
  auto secrets = Secrets::Load(path);
  std::remove(path.c_str());
  PADU_CHECK(secrets.ok());
  return *std::move(secrets);
}

template <typename T>
T Parse(std::string_view text) {
  T message;
  PADU_CHECK(google::protobuf::TextFormat::ParseFromString(std::string(text), &message));
  return message;
}

std::string ReasonOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal ? refusal->reason : status.ToString();
}

class ServiceTest : public ::testing::Test {
 protected:
  ServiceTest() {
    server_.AuthenticateBy(believing_);
    server_.Add(&service_, "padu.registry.v1.RegistryService");
    PADU_CHECK(server_.Start().ok());
    server_.SetServing(true);
    client_ = std::make_unique<rpc::Client>(
        rpc::ClientOptions{.target = "127.0.0.1:" + std::to_string(server_.port()), .caller = "operators/ani"});
    stub_ = v1::RegistryService::NewStub(client_->channel());
    for (const char* region : {"'64.74' region { level: REGION_LEVEL_CITY display_name: 'Bontang' }",
                               "'64.74.03.1002' region { level: REGION_LEVEL_KELURAHAN display_name: 'Telihan' }"}) {
      Do(&Stub::CreateRegion,
         Parse<v1::CreateRegionRequest>("parent: 'cities/64.74' region_id: " + std::string(region)));
    }
  }
  ~ServiceTest() override { server_.Shutdown(absl::Seconds(1)); }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                const Request& request, const std::string& caller = "") {
    return client_->Unary(*stub_, method, request, {.caller = caller});
  }
  template <typename Request, typename Response>
  Response Do(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), const Request& request) {
    auto response = Call(method, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *std::move(response) : Response();
  }

  static v1::HouseholdIntake Budi() {
    return Parse<v1::HouseholdIntake>(
        "domicile { kelurahan: '64.74.03.1002' rt: '002' } address: 'Jalan Rahasia 7' latitude: 0.136607 "
        "longitude: 117.452649 families { kk_number: '" +
        std::string(kKk) +
        "' persons { relation: RELATION_HEAD "
        "personal { full_name: 'Budi Rahasia' nik: '" +
        std::string(kNik) + "' phone: '0812 3456 789' } } }");
  }
  v1::Household Register(const std::string& request_id = "") {
    v1::RegisterHouseholdRequest request;
    request.set_parent("cities/64.74");
    request.set_request_id(request_id);
    *request.mutable_household() = Budi();
    return Do(&Stub::RegisterHousehold, request);
  }
  absl::StatusOr<v1::OpenPersonalDataResponse> OpenName(const std::string& name) {
    v1::OpenPersonalDataRequest request;
    request.set_name(name);
    for (const auto field : {v1::PERSONAL_FIELD_NAME, v1::PERSONAL_FIELD_NIK, v1::PERSONAL_FIELD_PHONE}) {
      request.add_fields(field);
    }
    request.set_purpose(v1::PURPOSE_VERIFICATION);
    return Call(&Stub::OpenPersonalData, request);
  }

  FakeClock clock_{kNow};
  SystemRandom random_;
  const Secrets secrets_ = TestSecrets(random_);
  RegistryMachine machine_;
  FakePartition partition_{machine_, clock_};
  FakeVault vault_;
  ops::Metrics metrics_{"registry", "test"};
  const rpc::Authenticator believing_{nullptr, true};
  rpc::Server server_{{.listen = "127.0.0.1:0"}, metrics_};
  RegistryService service_{server_.calls(), {partition_, secrets_, vault_, random_, clock_}};
  std::unique_ptr<rpc::Client> client_;
  std::unique_ptr<Stub> stub_;
};

TEST_F(ServiceTest, ARegisteredHouseholdIsFoundByItsNik) {
  const v1::Household household = Register();
  ASSERT_EQ(household.persons_size(), 1);
  EXPECT_EQ(household.persons(0).nik_masked(), "647499**********");
  EXPECT_EQ(household.persons(0).birth_month(), "1985-08");
  EXPECT_EQ(household.domicile().latitude(), 0.14);
  v1::FindByNikRequest find;
  find.set_parent("cities/64.74");
  find.set_nik(kNik);
  const v1::FindByNikResponse found = Do(&Stub::FindByNik, find);
  EXPECT_EQ(found.person().name(), household.persons(0).name());
  EXPECT_EQ(found.household(), household.name());
  v1::ListHouseholdsRequest list;
  list.set_parent("cities/64.74");
  list.set_region("64.74.03");
  EXPECT_EQ(Do(&Stub::ListHouseholds, list).households_size(), 1);
}

TEST_F(ServiceTest, NothingPersonalStandsInTablesOrRows) {
  Register("budi");
  const std::string bytes = partition_.AllBytes();
  for (const char* secret : {kNik, kKk, "Rahasia", "Budi", "3456", "117.45"})
    EXPECT_THAT(bytes, Not(HasSubstr(secret)));
}

TEST_F(ServiceTest, OpeningIsWrittenDownAndEndsWithErasure) {
  const std::string name = Register().persons(0).name();
  const auto opened = OpenName(name);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->personal().full_name(), "Budi Rahasia");
  EXPECT_EQ(opened->personal().nik(), kNik);
  EXPECT_EQ(opened->personal().phone(), "+628123456789");
  v1::ListOpeningsRequest list;
  list.set_parent(name);
  const v1::ListOpeningsResponse openings = Do(&Stub::ListOpenings, list);
  ASSERT_EQ(openings.openings_size(), 1);
  EXPECT_EQ(openings.openings(0).by(), "operators/ani");

  v1::ErasePersonRequest erase;
  erase.set_name(name);
  erase.set_reason("SUBJECT_REQUEST");
  EXPECT_TRUE(Do(&Stub::ErasePerson, erase).erased());
  EXPECT_EQ(ReasonOf(OpenName(name).status()), "PERSON_ERASED");
}

TEST_F(ServiceTest, ARequestSentAgainRegistersOnceAndDrawsNoKeys) {
  const v1::Household first = Register("budi");
  const int drawn = vault_.drawn();
  EXPECT_EQ(Register("budi").name(), first.name());
  EXPECT_EQ(vault_.drawn(), drawn);
}

TEST_F(ServiceTest, AnUpdateSealsUnderTheSameKey) {
  const std::string name = Register().persons(0).name();
  const int drawn = vault_.drawn();
  v1::UpdatePersonRequest update;
  update.set_name(name);
  update.mutable_person()->mutable_personal()->set_full_name("Budi Baru");
  Do(&Stub::UpdatePerson, update);
  EXPECT_EQ(vault_.drawn(), drawn);
  EXPECT_EQ(OpenName(name)->personal().full_name(), "Budi Baru");
  EXPECT_EQ(OpenName(name)->personal().nik(), kNik);
}

TEST_F(ServiceTest, BadNumbersAreRefusedOrKeptAsInvalid) {
  const auto refusal = [&](std::string_view nik, std::string_view kk, bool keep) {
    v1::RegisterHouseholdRequest request;
    request.set_parent("cities/64.74");
    *request.mutable_household() = Budi();
    request.mutable_household()->mutable_families(0)->set_kk_number(std::string(kk));
    v1::PersonIntake& person = *request.mutable_household()->mutable_families(0)->mutable_persons(0);
    person.mutable_personal()->set_nik(std::string(nik));
    person.set_keep_invalid_nik(keep);
    const auto answer = Call(&Stub::RegisterHousehold, request);
    return answer.ok() ? v1::NikStatus_Name(answer->persons(0).nik_status()) : ReasonOf(answer.status());
  };
  EXPECT_EQ(refusal("647499170885000", kKk, false), "NIK_FORMAT_INVALID");
  EXPECT_EQ(refusal("6474991713850001", kKk, false), "NIK_DATE_INVALID");
  EXPECT_EQ(refusal(kNik, "123", false), "KK_NUMBER_INVALID");
  EXPECT_EQ(refusal("6474991713850001", kKk, true), "NIK_STATUS_INVALID");
  EXPECT_EQ(refusal("", "", false), "NIK_STATUS_MISSING");
}

TEST_F(ServiceTest, CallersSeeWhatIsTheirs) {
  const std::string name = Register().name();
  v1::GetHouseholdRequest get;
  get.set_name(name);
  EXPECT_EQ(ReasonOf(Call(&Stub::GetHousehold, get, "stakeholders/baznas").status()), "CALLER_NOT_PERMITTED");
  get.set_name("cities/64.74/households/hh-none");
  EXPECT_EQ(ReasonOf(Call(&Stub::GetHousehold, get).status()), "HOUSEHOLD_NOT_FOUND");
  get.set_name("households/hh-1");
  EXPECT_EQ(ReasonOf(Call(&Stub::GetHousehold, get).status()), "NAME_INVALID");
}

TEST_F(ServiceTest, AnImportAnswersEachRow) {
  grpc::ClientContext context;
  client_->Prepare(context, {.timeout = absl::Seconds(20)});
  v1::ImportHouseholdsResponse response;
  const auto writer = stub_->ImportHouseholds(&context, &response);
  for (int i = 1; i <= 250; ++i) {
    v1::ImportHouseholdsRequest row;
    if (i == 1) row.set_parent("cities/64.74");
    *row.mutable_household() = Budi();
    row.set_request_id("row-" + std::to_string(i));
    if (i == 200) row.mutable_household()->mutable_domicile()->set_kelurahan("64.74.03.9999");
    if (i == 201) row.mutable_household()->set_address(std::string(600, 'x'));
    ASSERT_TRUE(writer->Write(row));
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.results_size(), 250);
  EXPECT_EQ(response.registered_count(), 248);
  EXPECT_EQ(response.refused_count(), 2);
  EXPECT_EQ(response.duplicate_nik_count(), 247);
  EXPECT_EQ(response.results(199).reason(), "REGION_UNKNOWN");
  EXPECT_EQ(response.results(200).reason(), "FIELD_TOO_LONG");
  EXPECT_EQ(response.results(249).row(), 250);
}

}  // namespace
}  // namespace padu::registry::testing
