// The service's writes: each method says whose city it is about, how its draft is filled, and what comes back.
#include "common/base/status.h"
#include "services/registry/api/import.h"
#include "services/registry/api/names.h"
#include "services/registry/api/reads.h"
#include "services/registry/api/service.h"
#include "services/registry/api/views.h"
#include "services/registry/domain/checks.h"

namespace padu::registry {
namespace {

// The city that a name begins with, whatever it names.
absl::StatusOr<CityNumber> CityOf(std::string_view name) {
  return ParseCity(name.substr(0, name.find('/', std::string_view("cities/").size())), "name");
}

// The id that the row's first fact is about.
std::string IdOf(const std::vector<pb::Fact>& facts) {
  const pb::Fact& fact = facts.at(0);
  switch (fact.kind_case()) {
    case pb::Fact::kRegionDefined:
      return fact.region_defined().code();
    case pb::Fact::kStakeholderRegistered:
      return fact.stakeholder_registered().stakeholder();
    case pb::Fact::kStakeholderUpdated:
      return fact.stakeholder_updated().stakeholder();
    case pb::Fact::kProgrammeSaved:
      return fact.programme_saved().programme();
    case pb::Fact::kOfficerAssigned:
      return fact.officer_assigned().officer();
    case pb::Fact::kOfficerReleased:
      return fact.officer_released().officer();
    case pb::Fact::kHouseholdRegistered:
      return fact.household_registered().household();
    case pb::Fact::kFamilyAdded:
      return fact.family_added().family();
    case pb::Fact::kPersonRegistered:
      return fact.person_registered().person();
    case pb::Fact::kPersonUpdated:
      return fact.person_updated().person();
    case pb::Fact::kMembershipBegan:
      return fact.membership_began().person();
    case pb::Fact::kMembershipEnded:
      return fact.membership_ended().person();
    case pb::Fact::kHouseholdMoved:
      return fact.household_moved().household();
    case pb::Fact::kPersonsMerged:
      return fact.persons_merged().into();
    case pb::Fact::kPersonDied:
      return fact.person_died().person();
    case pb::Fact::kHouseholdVerificationChanged:
      return fact.household_verification_changed().household();
    case pb::Fact::kDesilRecorded:
      return fact.desil_recorded().household();
    case pb::Fact::kCriteriaAnswered:
      return fact.criteria_answered().household();
    case pb::Fact::kPersonErased:
      return fact.person_erased().person();
    default:
      PADU_FATAL("a row that answers no method of this service");
  }
}

// A merge answers with the survivor: its row's last fact names it.
std::string HouseholdOf(const std::vector<pb::Fact>& facts) {
  const pb::Fact& last = *facts.rbegin();
  return last.has_households_merged() ? last.households_merged().into() : IdOf(facts);
}

// What a write comes back as, read from the tables that hold it.
template <typename Response>
struct Result;

template <>
struct Result<v1::Region> {
  static absl::StatusOr<v1::Region> Of(const store::Reader& tables, CityNumber city,
                                       const std::vector<pb::Fact>& facts) {
    return ToRegion(city, *Get<pb::RegionRow>(tables, RegionKey(city, IdOf(facts))));
  }
};
template <>
struct Result<v1::Stakeholder> {
  static absl::StatusOr<v1::Stakeholder> Of(const store::Reader& tables, CityNumber city,
                                            const std::vector<pb::Fact>& facts) {
    return ToStakeholder(city, *Get<pb::StakeholderRow>(tables, StakeholderKey(city, IdOf(facts))));
  }
};
template <>
struct Result<v1::Programme> {
  static absl::StatusOr<v1::Programme> Of(const store::Reader& tables, CityNumber city,
                                          const std::vector<pb::Fact>& facts) {
    return ToProgramme(city, *Get<pb::ProgrammeRow>(tables, ProgrammeKey(city, IdOf(facts))));
  }
};
template <>
struct Result<v1::Officer> {
  static absl::StatusOr<v1::Officer> Of(const store::Reader& tables, CityNumber city,
                                        const std::vector<pb::Fact>& facts) {
    return ToOfficer(city, *Get<pb::OfficerRow>(tables, OfficerKey(city, IdOf(facts))));
  }
};
template <>
struct Result<v1::Household> {
  static absl::StatusOr<v1::Household> Of(const store::Reader& tables, CityNumber city,
                                          const std::vector<pb::Fact>& facts) {
    return HouseholdById(tables, city, HouseholdOf(facts));
  }
};
template <>
struct Result<v1::Family> {
  static absl::StatusOr<v1::Family> Of(const store::Reader& tables, CityNumber, const std::vector<pb::Fact>& facts) {
    return ToFamily(IdOf(facts), *Get<pb::FamilyRow>(tables, FamilyKey(IdOf(facts))));
  }
};
template <>
struct Result<v1::Person> {
  static absl::StatusOr<v1::Person> Of(const store::Reader& tables, CityNumber city,
                                       const std::vector<pb::Fact>& facts) {
    return PersonById(tables, city, IdOf(facts));
  }
};

template <typename Request>
FillDraft Filler(const Request& request) {
  return [&request](Draft& draft) { return Fill(draft, request); };
}

FillDraft Filler(const v1::RegisterHouseholdRequest& request) {
  return [&request](Draft& draft) { return Fill(draft, request.household()); };
}

template <typename Response, typename Request>
absl::StatusOr<Response> WriteAndRead(const Parts& parts, const rpc::Call& call, const std::string& name,
                                      const Request& request) {
  ASSIGN_OR_RETURN(const CityNumber city, CityOf(name));
  ASSIGN_OR_RETURN(const Written written, Write(parts, call, city, request.request_id(), request, Filler(request)));
  absl::StatusOr<Response> response;
  RETURN_IF_ERROR(ReadBack(written, call.deadline(), [&](const store::Reader& tables) {
    response = Result<Response>::Of(tables, city, written.facts());
    return absl::OkStatus();
  }));
  return response;
}

}  // namespace

grpc::ServerUnaryReactor* RegistryService::CreateRegion(grpc::CallbackServerContext* context,
                                                        const v1::CreateRegionRequest* request, v1::Region* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::CreateRegionRequest& asked) {
    return WriteAndRead<v1::Region>(parts_, call, asked.parent(), asked);
  });
}

grpc::ServerUnaryReactor* RegistryService::UpdateRegion(grpc::CallbackServerContext* context,
                                                        const v1::UpdateRegionRequest* request, v1::Region* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::UpdateRegionRequest& asked) {
    return WriteAndRead<v1::Region>(parts_, call, asked.region().name(), asked);
  });
}

grpc::ServerUnaryReactor* RegistryService::CreateStakeholder(grpc::CallbackServerContext* context,
                                                             const v1::CreateStakeholderRequest* request,
                                                             v1::Stakeholder* response) {
  return calls_.Read(context, request, response,
                     [this](const rpc::Call& call, const v1::CreateStakeholderRequest& asked) {
                       return WriteAndRead<v1::Stakeholder>(parts_, call, asked.parent(), asked);
                     });
}

grpc::ServerUnaryReactor* RegistryService::UpdateStakeholder(grpc::CallbackServerContext* context,
                                                             const v1::UpdateStakeholderRequest* request,
                                                             v1::Stakeholder* response) {
  return calls_.Read(context, request, response,
                     [this](const rpc::Call& call, const v1::UpdateStakeholderRequest& asked) {
                       return WriteAndRead<v1::Stakeholder>(parts_, call, asked.stakeholder().name(), asked);
                     });
}

grpc::ServerUnaryReactor* RegistryService::CreateProgramme(grpc::CallbackServerContext* context,
                                                           const v1::CreateProgrammeRequest* request,
                                                           v1::Programme* response) {
  return calls_.Read(context, request, response,
                     [this](const rpc::Call& call, const v1::CreateProgrammeRequest& asked) {
                       return WriteAndRead<v1::Programme>(parts_, call, asked.parent(), asked);
                     });
}

grpc::ServerUnaryReactor* RegistryService::UpdateProgramme(grpc::CallbackServerContext* context,
                                                           const v1::UpdateProgrammeRequest* request,
                                                           v1::Programme* response) {
  return calls_.Read(context, request, response,
                     [this](const rpc::Call& call, const v1::UpdateProgrammeRequest& asked) {
                       return WriteAndRead<v1::Programme>(parts_, call, asked.programme().name(), asked);
                     });
}

grpc::ServerUnaryReactor* RegistryService::CreateOfficer(grpc::CallbackServerContext* context,
                                                         const v1::CreateOfficerRequest* request,
                                                         v1::Officer* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::CreateOfficerRequest& asked) {
    return WriteAndRead<v1::Officer>(parts_, call, asked.parent(), asked);
  });
}

grpc::ServerUnaryReactor* RegistryService::UpdateOfficer(grpc::CallbackServerContext* context,
                                                         const v1::UpdateOfficerRequest* request,
                                                         v1::Officer* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::UpdateOfficerRequest& asked) {
    return WriteAndRead<v1::Officer>(parts_, call, asked.officer().name(), asked);
  });
}

grpc::ServerUnaryReactor* RegistryService::ReleaseOfficer(grpc::CallbackServerContext* context,
                                                          const v1::ReleaseOfficerRequest* request,
                                                          v1::Officer* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::ReleaseOfficerRequest& asked) {
    return WriteAndRead<v1::Officer>(parts_, call, asked.name(), asked);
  });
}

grpc::ServerUnaryReactor* RegistryService::RegisterHousehold(grpc::CallbackServerContext* context,
                                                             const v1::RegisterHouseholdRequest* request,
                                                             v1::Household* response) {
  return calls_.Read(context, request, response,
                     [this](const rpc::Call& call, const v1::RegisterHouseholdRequest& asked) {
                       return WriteAndRead<v1::Household>(parts_, call, asked.parent(), asked);
                     });
}

grpc::ServerUnaryReactor* RegistryService::AddFamily(grpc::CallbackServerContext* context,
                                                     const v1::AddFamilyRequest* request, v1::Family* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::AddFamilyRequest& asked) {
    return WriteAndRead<v1::Family>(parts_, call, asked.parent(), asked);
  });
}

grpc::ServerUnaryReactor* RegistryService::AddPerson(grpc::CallbackServerContext* context,
                                                     const v1::AddPersonRequest* request, v1::Person* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::AddPersonRequest& asked) {
    return WriteAndRead<v1::Person>(parts_, call, asked.parent(), asked);
  });
}

grpc::ServerUnaryReactor* RegistryService::UpdatePerson(grpc::CallbackServerContext* context,
                                                        const v1::UpdatePersonRequest* request, v1::Person* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::UpdatePersonRequest& asked) {
    return WriteAndRead<v1::Person>(parts_, call, asked.name(), asked);
  });
}

grpc::ServerUnaryReactor* RegistryService::MoveHousehold(grpc::CallbackServerContext* context,
                                                         const v1::MoveHouseholdRequest* request,
                                                         v1::Household* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::MoveHouseholdRequest& asked) {
    return WriteAndRead<v1::Household>(parts_, call, asked.name(), asked);
  });
}

grpc::ServerUnaryReactor* RegistryService::MovePerson(grpc::CallbackServerContext* context,
                                                      const v1::MovePersonRequest* request, v1::Person* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::MovePersonRequest& asked) {
    return WriteAndRead<v1::Person>(parts_, call, asked.name(), asked);
  });
}

grpc::ServerUnaryReactor* RegistryService::MergeHouseholds(grpc::CallbackServerContext* context,
                                                           const v1::MergeHouseholdsRequest* request,
                                                           v1::Household* response) {
  return calls_.Read(context, request, response,
                     [this](const rpc::Call& call, const v1::MergeHouseholdsRequest& asked) {
                       return WriteAndRead<v1::Household>(parts_, call, asked.name(), asked);
                     });
}

grpc::ServerUnaryReactor* RegistryService::MergePersons(grpc::CallbackServerContext* context,
                                                        const v1::MergePersonsRequest* request, v1::Person* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::MergePersonsRequest& asked) {
    return WriteAndRead<v1::Person>(parts_, call, asked.name(), asked);
  });
}

grpc::ServerUnaryReactor* RegistryService::RecordDeath(grpc::CallbackServerContext* context,
                                                       const v1::RecordDeathRequest* request, v1::Person* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::RecordDeathRequest& asked) {
    return WriteAndRead<v1::Person>(parts_, call, asked.name(), asked);
  });
}

grpc::ServerUnaryReactor* RegistryService::ProposeVerification(grpc::CallbackServerContext* context,
                                                               const v1::ProposeVerificationRequest* request,
                                                               v1::Household* response) {
  return calls_.Read(context, request, response,
                     [this](const rpc::Call& call, const v1::ProposeVerificationRequest& asked) {
                       return WriteAndRead<v1::Household>(parts_, call, asked.name(), asked);
                     });
}

grpc::ServerUnaryReactor* RegistryService::AdvanceVerification(grpc::CallbackServerContext* context,
                                                               const v1::AdvanceVerificationRequest* request,
                                                               v1::Household* response) {
  return calls_.Read(context, request, response,
                     [this](const rpc::Call& call, const v1::AdvanceVerificationRequest& asked) {
                       return WriteAndRead<v1::Household>(parts_, call, asked.name(), asked);
                     });
}

grpc::ServerUnaryReactor* RegistryService::ApproveVerification(grpc::CallbackServerContext* context,
                                                               const v1::ApproveVerificationRequest* request,
                                                               v1::Household* response) {
  return calls_.Read(context, request, response,
                     [this](const rpc::Call& call, const v1::ApproveVerificationRequest& asked) {
                       return WriteAndRead<v1::Household>(parts_, call, asked.name(), asked);
                     });
}

grpc::ServerUnaryReactor* RegistryService::RejectVerification(grpc::CallbackServerContext* context,
                                                              const v1::RejectVerificationRequest* request,
                                                              v1::Household* response) {
  return calls_.Read(context, request, response,
                     [this](const rpc::Call& call, const v1::RejectVerificationRequest& asked) {
                       return WriteAndRead<v1::Household>(parts_, call, asked.name(), asked);
                     });
}

grpc::ServerUnaryReactor* RegistryService::RecordDesil(grpc::CallbackServerContext* context,
                                                       const v1::RecordDesilRequest* request, v1::Household* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::RecordDesilRequest& asked) {
    return WriteAndRead<v1::Household>(parts_, call, asked.name(), asked);
  });
}

grpc::ServerUnaryReactor* RegistryService::AnswerCriteria(grpc::CallbackServerContext* context,
                                                          const v1::AnswerCriteriaRequest* request,
                                                          v1::Household* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::AnswerCriteriaRequest& asked) {
    return WriteAndRead<v1::Household>(parts_, call, asked.name(), asked);
  });
}

grpc::ServerUnaryReactor* RegistryService::ErasePerson(grpc::CallbackServerContext* context,
                                                       const v1::ErasePersonRequest* request, v1::Person* response) {
  return calls_.Read(context, request, response,
                     [this](const rpc::Call& call, const v1::ErasePersonRequest& asked) -> absl::StatusOr<v1::Person> {
                       ASSIGN_OR_RETURN(const CityNumber city, CityOf(asked.name()));
                       ASSIGN_OR_RETURN(const Written written,
                                        Write(parts_, call, city, asked.request_id(), asked, Filler(asked)));
                       // Confirmed: from here on the keys go, whatever happens to this process.
                       const std::vector<pb::Fact> facts = written.facts();
                       std::vector<std::string> keys;
                       for (const pb::ErasedKey& key : facts.at(0).person_erased().keys()) keys.push_back(key.key_id());
                       parts_.vault.Erase(CityCode(city), keys);
                       absl::StatusOr<v1::Person> person;
                       RETURN_IF_ERROR(ReadBack(written, call.deadline(), [&](const store::Reader& tables) {
                         person = PersonById(tables, city, IdOf(facts));
                         return absl::OkStatus();
                       }));
                       return person;
                     });
}

grpc::ServerUnaryReactor* RegistryService::OpenPersonalData(grpc::CallbackServerContext* context,
                                                            const v1::OpenPersonalDataRequest* request,
                                                            v1::OpenPersonalDataResponse* response) {
  return calls_.Read(context, request, response,
                     [this](const rpc::Call& call,
                            const v1::OpenPersonalDataRequest& asked) -> absl::StatusOr<v1::OpenPersonalDataResponse> {
                       ASSIGN_OR_RETURN(const CityNumber city, CityOf(asked.name()));
                       ASSIGN_OR_RETURN(const Written written,
                                        Write(parts_, call, city, asked.request_id(), asked, Filler(asked)));
                       return ShowOpened(parts_, written, call.deadline());
                     });
}

grpc::ServerReadReactor<v1::ImportHouseholdsRequest>* RegistryService::ImportHouseholds(
    grpc::CallbackServerContext* context, v1::ImportHouseholdsResponse* response) {
  return calls_.Collect<v1::ImportHouseholdsRequest>(
      context, response, [this](const rpc::Call& call, rpc::Incoming<v1::ImportHouseholdsRequest>& in) {
        return Import(parts_, call, [&in](v1::ImportHouseholdsRequest* row) { return in.Next(row); });
      });
}

}  // namespace padu::registry
