// The registry's gRPC service: translates, authorises, seals, submits to the mailbox, reads. Any thread.
//
// Who may: operators everything; officers what concerns households and persons of their regions; a stakeholder saves
// its own programmes. Reference data is for every caller; households, persons and NIK searches for operators, and for
// officers where they are assigned; openings and keys of the APIs for operators. A caller is of one city.
#pragma once

#include "common/rpc/calls.h"
#include "padu/registry/v1/registry_service.grpc.pb.h"
#include "services/registry/api/writes.h"

namespace padu::registry {

class RegistryService final : public v1::RegistryService::CallbackService {
 public:
  // All are the caller's and outlive this.
  RegistryService(rpc::Calls& calls, const Parts& parts) : calls_(calls), parts_(parts) {}

  grpc::ServerUnaryReactor* CreateRegion(grpc::CallbackServerContext* context, const v1::CreateRegionRequest* request,
                                         v1::Region* response) override;
  grpc::ServerUnaryReactor* UpdateRegion(grpc::CallbackServerContext* context, const v1::UpdateRegionRequest* request,
                                         v1::Region* response) override;
  grpc::ServerUnaryReactor* CreateStakeholder(grpc::CallbackServerContext* context,
                                              const v1::CreateStakeholderRequest* request,
                                              v1::Stakeholder* response) override;
  grpc::ServerUnaryReactor* UpdateStakeholder(grpc::CallbackServerContext* context,
                                              const v1::UpdateStakeholderRequest* request,
                                              v1::Stakeholder* response) override;
  grpc::ServerUnaryReactor* CreateProgramme(grpc::CallbackServerContext* context,
                                            const v1::CreateProgrammeRequest* request,
                                            v1::Programme* response) override;
  grpc::ServerUnaryReactor* UpdateProgramme(grpc::CallbackServerContext* context,
                                            const v1::UpdateProgrammeRequest* request,
                                            v1::Programme* response) override;
  grpc::ServerUnaryReactor* CreateOfficer(grpc::CallbackServerContext* context, const v1::CreateOfficerRequest* request,
                                          v1::Officer* response) override;
  grpc::ServerUnaryReactor* UpdateOfficer(grpc::CallbackServerContext* context, const v1::UpdateOfficerRequest* request,
                                          v1::Officer* response) override;
  grpc::ServerUnaryReactor* ReleaseOfficer(grpc::CallbackServerContext* context,
                                           const v1::ReleaseOfficerRequest* request, v1::Officer* response) override;
  grpc::ServerUnaryReactor* RegisterHousehold(grpc::CallbackServerContext* context,
                                              const v1::RegisterHouseholdRequest* request,
                                              v1::Household* response) override;
  grpc::ServerUnaryReactor* AddFamily(grpc::CallbackServerContext* context, const v1::AddFamilyRequest* request,
                                      v1::Family* response) override;
  grpc::ServerUnaryReactor* AddPerson(grpc::CallbackServerContext* context, const v1::AddPersonRequest* request,
                                      v1::Person* response) override;
  grpc::ServerUnaryReactor* UpdatePerson(grpc::CallbackServerContext* context, const v1::UpdatePersonRequest* request,
                                         v1::Person* response) override;
  grpc::ServerUnaryReactor* MoveHousehold(grpc::CallbackServerContext* context, const v1::MoveHouseholdRequest* request,
                                          v1::Household* response) override;
  grpc::ServerUnaryReactor* MovePerson(grpc::CallbackServerContext* context, const v1::MovePersonRequest* request,
                                       v1::Person* response) override;
  grpc::ServerUnaryReactor* MergeHouseholds(grpc::CallbackServerContext* context,
                                            const v1::MergeHouseholdsRequest* request,
                                            v1::Household* response) override;
  grpc::ServerUnaryReactor* MergePersons(grpc::CallbackServerContext* context, const v1::MergePersonsRequest* request,
                                         v1::Person* response) override;
  grpc::ServerUnaryReactor* RecordDeath(grpc::CallbackServerContext* context, const v1::RecordDeathRequest* request,
                                        v1::Person* response) override;
  grpc::ServerUnaryReactor* ProposeVerification(grpc::CallbackServerContext* context,
                                                const v1::ProposeVerificationRequest* request,
                                                v1::Household* response) override;
  grpc::ServerUnaryReactor* AdvanceVerification(grpc::CallbackServerContext* context,
                                                const v1::AdvanceVerificationRequest* request,
                                                v1::Household* response) override;
  grpc::ServerUnaryReactor* ApproveVerification(grpc::CallbackServerContext* context,
                                                const v1::ApproveVerificationRequest* request,
                                                v1::Household* response) override;
  grpc::ServerUnaryReactor* RejectVerification(grpc::CallbackServerContext* context,
                                               const v1::RejectVerificationRequest* request,
                                               v1::Household* response) override;
  grpc::ServerUnaryReactor* RecordDesil(grpc::CallbackServerContext* context, const v1::RecordDesilRequest* request,
                                        v1::Household* response) override;
  grpc::ServerUnaryReactor* AnswerCriteria(grpc::CallbackServerContext* context,
                                           const v1::AnswerCriteriaRequest* request, v1::Household* response) override;
  grpc::ServerUnaryReactor* ErasePerson(grpc::CallbackServerContext* context, const v1::ErasePersonRequest* request,
                                        v1::Person* response) override;
  grpc::ServerUnaryReactor* GetRegion(grpc::CallbackServerContext* context, const v1::GetRegionRequest* request,
                                      v1::Region* response) override;
  grpc::ServerUnaryReactor* GetStakeholder(grpc::CallbackServerContext* context,
                                           const v1::GetStakeholderRequest* request,
                                           v1::Stakeholder* response) override;
  grpc::ServerUnaryReactor* GetProgramme(grpc::CallbackServerContext* context, const v1::GetProgrammeRequest* request,
                                         v1::Programme* response) override;
  grpc::ServerUnaryReactor* GetOfficer(grpc::CallbackServerContext* context, const v1::GetOfficerRequest* request,
                                       v1::Officer* response) override;
  grpc::ServerUnaryReactor* GetHousehold(grpc::CallbackServerContext* context, const v1::GetHouseholdRequest* request,
                                         v1::Household* response) override;
  grpc::ServerUnaryReactor* GetPerson(grpc::CallbackServerContext* context, const v1::GetPersonRequest* request,
                                      v1::Person* response) override;
  grpc::ServerUnaryReactor* ListRegions(grpc::CallbackServerContext* context, const v1::ListRegionsRequest* request,
                                        v1::ListRegionsResponse* response) override;
  grpc::ServerUnaryReactor* ListStakeholders(grpc::CallbackServerContext* context,
                                             const v1::ListStakeholdersRequest* request,
                                             v1::ListStakeholdersResponse* response) override;
  grpc::ServerUnaryReactor* ListProgrammes(grpc::CallbackServerContext* context,
                                           const v1::ListProgrammesRequest* request,
                                           v1::ListProgrammesResponse* response) override;
  grpc::ServerUnaryReactor* ListOfficers(grpc::CallbackServerContext* context, const v1::ListOfficersRequest* request,
                                         v1::ListOfficersResponse* response) override;
  grpc::ServerUnaryReactor* ListHouseholds(grpc::CallbackServerContext* context,
                                           const v1::ListHouseholdsRequest* request,
                                           v1::ListHouseholdsResponse* response) override;
  grpc::ServerUnaryReactor* ListOpenings(grpc::CallbackServerContext* context, const v1::ListOpeningsRequest* request,
                                         v1::ListOpeningsResponse* response) override;
  grpc::ServerUnaryReactor* FindByNik(grpc::CallbackServerContext* context, const v1::FindByNikRequest* request,
                                      v1::FindByNikResponse* response) override;
  grpc::ServerUnaryReactor* OpenPersonalData(grpc::CallbackServerContext* context,
                                             const v1::OpenPersonalDataRequest* request,
                                             v1::OpenPersonalDataResponse* response) override;
  grpc::ServerUnaryReactor* CreateApiKey(grpc::CallbackServerContext* context, const v1::CreateApiKeyRequest* request,
                                         v1::ApiKey* response) override;
  grpc::ServerUnaryReactor* ListApiKeys(grpc::CallbackServerContext* context, const v1::ListApiKeysRequest* request,
                                        v1::ListApiKeysResponse* response) override;
  grpc::ServerUnaryReactor* RevokeApiKey(grpc::CallbackServerContext* context, const v1::RevokeApiKeyRequest* request,
                                         v1::ApiKey* response) override;
  grpc::ServerReadReactor<v1::ImportHouseholdsRequest>* ImportHouseholds(
      grpc::CallbackServerContext* context, v1::ImportHouseholdsResponse* response) override;

 private:
  rpc::Calls& calls_;
  const Parts parts_;
};

}  // namespace padu::registry
