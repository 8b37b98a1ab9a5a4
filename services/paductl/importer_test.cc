// The importer against a registry of a few lines, over a real connection.
#include "services/paductl/importer.h"

#include <gmock/gmock.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <set>

#include "services/paductl/late_nik.h"
#include "services/paductl/sample/bontang.h"
#include "services/paductl/sample/to_registry.h"
#include "services/paductl/verval.h"

namespace padu::ctl {
namespace {

namespace pb = registry::v1;
using testing::ElementsAre;

// Keeps names by request id; refuses households of desil 9; knows one person without a NIK.
class SmallRegistry final : public pb::RegistryService::Service {
 public:
  grpc::Status CreateRegion(grpc::ServerContext*, const pb::CreateRegionRequest* request, pb::Region*) override {
    return Create(request->region_id());
  }
  grpc::Status CreateStakeholder(grpc::ServerContext*, const pb::CreateStakeholderRequest* request,
                                 pb::Stakeholder*) override {
    return Create(request->stakeholder_id());
  }
  grpc::Status CreateProgramme(grpc::ServerContext*, const pb::CreateProgrammeRequest* request,
                               pb::Programme*) override {
    return Create(request->programme_id());
  }
  grpc::Status CreateOfficer(grpc::ServerContext*, const pb::CreateOfficerRequest* request, pb::Officer*) override {
    return Create(request->officer_id());
  }
  grpc::Status ImportHouseholds(grpc::ServerContext*, grpc::ServerReader<pb::ImportHouseholdsRequest>* reader,
                                pb::ImportHouseholdsResponse* response) override {
    const std::lock_guard lock(mutex_);
    streams.push_back(0);
    for (pb::ImportHouseholdsRequest row; reader->Read(&row);) {
      pb::ImportResult& result = *response->add_results();
      result.set_row(++streams.back());
      if (row.household().desil().desil() == 9) {
        result.set_reason("FIELD_INVALID");
        continue;
      }
      const auto [it, is_new] = households_.try_emplace(row.request_id(), "hh-" + row.request_id());
      result.set_household(it->second);
      result.set_replayed(!is_new);
    }
    return grpc::Status::OK;
  }
  grpc::Status FindByNik(grpc::ServerContext*, const pb::FindByNikRequest* request, pb::FindByNikResponse*) override {
    return request->nik() == nik ? grpc::Status::OK : grpc::Status(grpc::StatusCode::NOT_FOUND, "");
  }
  grpc::Status GetHousehold(grpc::ServerContext*, const pb::GetHouseholdRequest*, pb::Household* household) override {
    *household->add_persons() = one_without_nik;
    return grpc::Status::OK;
  }
  grpc::Status UpdatePerson(grpc::ServerContext*, const pb::UpdatePersonRequest* request, pb::Person*) override {
    nik = request->person().personal().nik();
    updated = request->name();
    return grpc::Status::OK;
  }

  grpc::Status ProposeVerification(grpc::ServerContext* call, const pb::ProposeVerificationRequest* request,
                                   pb::Household*) override {
    return Step(call, request->name(), request->request_id(), pb::VERIFICATION_STATE_PROPOSED);
  }
  grpc::Status AdvanceVerification(grpc::ServerContext* call, const pb::AdvanceVerificationRequest* request,
                                   pb::Household*) override {
    return Step(call, request->name(), request->request_id(), request->state());
  }
  grpc::Status ApproveVerification(grpc::ServerContext* call, const pb::ApproveVerificationRequest* request,
                                   pb::Household*) override {
    return Step(call, request->name(), request->request_id(), pb::VERIFICATION_STATE_APPROVED);
  }

  std::map<std::string, std::vector<pb::VerificationState>> verval;  // by household
  std::set<std::string> step_ids;
  std::set<std::string> approvers;
  std::string disputed;  // takes no step
  std::string broken;    // its steps end in an internal error

  std::vector<std::int64_t> streams;  // rows of each
  pb::Person one_without_nik;
  std::string nik;
  std::string updated;

 private:
  grpc::Status Step(grpc::ServerContext* call, const std::string& household, const std::string& request_id,
                    pb::VerificationState to) {
    const std::lock_guard lock(mutex_);
    if (household == disputed) return {grpc::StatusCode::FAILED_PRECONDITION, "ILLEGAL_TRANSITION"};
    if (household == broken) return {grpc::StatusCode::INTERNAL, ""};
    verval[household].push_back(to);
    step_ids.insert(request_id);
    if (to == pb::VERIFICATION_STATE_APPROVED) {
      const auto caller = call->client_metadata().find("padu-caller");
      approvers.insert({caller->second.data(), caller->second.size()});
    }
    return grpc::Status::OK;
  }
  grpc::Status Create(const std::string& id) {
    const std::lock_guard lock(mutex_);
    return ids_.insert(id).second ? grpc::Status::OK : grpc::Status(grpc::StatusCode::ALREADY_EXISTS, id);
  }

  std::mutex mutex_;
  std::set<std::string> ids_;
  std::map<std::string, std::string> households_;
};

class ImporterTest : public testing::Test {
 protected:
  ImporterTest() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&small_);
    server_ = builder.BuildAndStart();
    context_.registry = "127.0.0.1:" + std::to_string(port);
    registry_.emplace(context_, context_.registry);
  }

  SmallRegistry small_;
  std::unique_ptr<grpc::Server> server_;
  Context context_;
  std::optional<Registry> registry_;
  const sample::Reference reference_ = *sample::LoadReference("deploy/data");
};

TEST_F(ImporterTest, ReferenceTwiceIsThereOnce) {
  Importer importer(*registry_);
  const auto first = importer.LoadReference(reference_);
  const auto second = importer.LoadReference(reference_);
  ASSERT_TRUE(first.ok() && second.ok()) << first.status() << second.status();
  const auto all = static_cast<std::int64_t>(reference_.regions.size() + reference_.stakeholders.size() +
                                             reference_.programmes.size() + reference_.officers.size());
  EXPECT_EQ(first->loaded, all);
  EXPECT_EQ(second->loaded, 0);
  EXPECT_EQ(second->there, all);
}

TEST_F(ImporterTest, RowsGoInStreamsAndRefusedOnesStopNothing) {
  std::vector<pb::ImportHouseholdsRequest> rows(1201);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].set_request_id("r" + std::to_string(i));
  rows[700].mutable_household()->mutable_desil()->set_desil(9);
  std::vector<std::size_t> told;
  std::vector<RefusedRow> refused;
  std::vector<std::string> names;
  Importer importer(*registry_);
  const auto counts = importer.LoadHouseholds(
      rows, [&](std::size_t done) { told.push_back(done); }, refused, names);
  ASSERT_TRUE(counts.ok()) << counts.status();
  EXPECT_EQ(counts->loaded, 1200);
  EXPECT_EQ(counts->refused, 1);
  EXPECT_THAT(told, ElementsAre(500, 1000, 1201));
  EXPECT_THAT(small_.streams, ElementsAre(500, 500, 201));
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_EQ(refused[0].row, 701);
  ASSERT_EQ(names.size(), rows.size());
  EXPECT_EQ(names[699], "hh-r699");
  EXPECT_EQ(names[700], "");
  EXPECT_EQ(importer
                .LoadHouseholds(
                    rows, [](std::size_t) {}, refused, names)
                ->there,
            1200);
}

TEST_F(ImporterTest, VervalTakesEachThroughEveryStepByTwoCallers) {
  Context of_approver = context_;
  of_approver.caller = "operators/lurah";
  const Registry approver(of_approver, context_.registry);
  std::vector<VervalCase> cases(600);
  for (std::size_t i = 0; i < cases.size(); ++i) cases[i] = {"hh-" + std::to_string(i), "r" + std::to_string(i)};
  small_.disputed = "hh-3";
  std::vector<std::size_t> told;
  const Verval verval(*registry_, approver, "2026-03-01");
  ASSERT_TRUE(verval.Take(cases, [&](std::size_t done) { told.push_back(done); }).ok());
  EXPECT_THAT(told, ElementsAre(500, 600));
  EXPECT_EQ(small_.verval.size(), 599U);
  for (const auto& [household, states] : small_.verval) {
    EXPECT_THAT(states, ElementsAre(pb::VERIFICATION_STATE_PROPOSED, pb::VERIFICATION_STATE_DELIBERATED,
                                    pb::VERIFICATION_STATE_FIELD_VERIFIED, pb::VERIFICATION_STATE_SUBMITTED,
                                    pb::VERIFICATION_STATE_APPROVED, pb::VERIFICATION_STATE_ACTIVE));
  }
  EXPECT_EQ(small_.step_ids.size(), 599U * 6);
  EXPECT_THAT(small_.approvers, ElementsAre("operators/lurah"));
  small_.broken = "hh-5";
  EXPECT_EQ(verval.Take(cases, [](std::size_t) {}).code(), absl::StatusCode::kInternal);
}

TEST_F(ImporterTest, TheLateNikIsGivenOnce) {
  const sample::City city = *sample::MakeCity(reference_);
  const sample::LatePerson late = sample::FindLate(city);
  small_.one_without_nik.set_name("cities/64.74/persons/p");
  small_.one_without_nik.set_sex(late.sex);
  small_.one_without_nik.set_birth_month(late.birth_month);
  small_.one_without_nik.set_nik_status(pb::NIK_STATUS_MISSING);
  EXPECT_EQ(RegisterLateNik(*registry_, reference_, city, 1).value(), true);
  EXPECT_EQ(small_.nik, city.late.nik);
  EXPECT_EQ(small_.updated, "cities/64.74/persons/p");
  EXPECT_EQ(RegisterLateNik(*registry_, reference_, city, 1).value(), false);
}

TEST_F(ImporterTest, ASilentRegistryIsToldOf) {
  server_->Shutdown();
  const auto counts = Importer(*registry_).LoadReference(reference_);
  EXPECT_EQ(ExitCodeOf(counts.status()), ExitCode::kUnavailable);
}

}  // namespace
}  // namespace padu::ctl
