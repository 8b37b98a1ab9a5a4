// The service's reads: over a snapshot at the position asked for.
#include "common/base/status.h"
#include "common/journal/positions.h"
#include "services/registry/api/names.h"
#include "services/registry/api/reads.h"
#include "services/registry/api/service.h"
#include "services/registry/domain/checks.h"
#include "services/registry/domain/reasons.h"

namespace padu::registry {
namespace {

enum class Whose { kEverybody, kOfficersToo, kOperators };

absl::Status MayRead(const rpc::Caller& caller, Whose whose) {
  using Kind = rpc::Caller::Kind;
  const bool may = whose == Whose::kEverybody || caller.kind == Kind::kOperator ||
                   (whose == Whose::kOfficersToo && caller.kind == Kind::kOfficer);
  return may ? absl::OkStatus() : Refused(Reason::kCallerNotPermitted);
}

template <typename Response>
void SetRead(const journal::Freshness& freshness, Response& response) {
  if constexpr (requires { response.mutable_read(); }) *response.mutable_read() = journal::ReadPositionOf(freshness);
}

// Runs `read` for the city that the name begins with.
template <typename Response, typename Request, typename Body>
absl::StatusOr<Response> ReadAt(const Parts& parts, const rpc::Call& call, const Request& request,
                                std::string_view name, Whose whose, Body read) {
  RETURN_IF_ERROR(MayRead(call.caller(), whose));
  const std::size_t after = name.find('/', std::string_view("cities/").size());
  ASSIGN_OR_RETURN(const CityNumber city, ParseCity(name.substr(0, after), "name"));
  RETURN_IF_ERROR(rpc::RequireCity(call.caller(), CityCode(city)));
  ASSIGN_OR_RETURN(journal::Partition* const partition, parts.partitions.ForCity(CityCode(city)));
  ASSIGN_OR_RETURN(const auto at_least, journal::ParsePosition(request.at_least()));
  absl::StatusOr<Response> response;
  RETURN_IF_ERROR(
      partition->Read(at_least, call.deadline(), [&](const store::Reader& tables, const journal::Freshness& freshness) {
        response = read(tables, request);
        if (response.ok()) SetRead(freshness, *response);
        return absl::OkStatus();
      }));
  return response;
}

}  // namespace

grpc::ServerUnaryReactor* RegistryService::GetRegion(grpc::CallbackServerContext* context,
                                                     const v1::GetRegionRequest* request, v1::Region* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::GetRegionRequest& asked) {
    return ReadAt<v1::Region>(
        parts_, call, asked, asked.name(), Whose::kEverybody,
        [](const store::Reader& tables, const v1::GetRegionRequest& query) { return Read(tables, query); });
  });
}

grpc::ServerUnaryReactor* RegistryService::GetStakeholder(grpc::CallbackServerContext* context,
                                                          const v1::GetStakeholderRequest* request,
                                                          v1::Stakeholder* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::GetStakeholderRequest& asked) {
    return ReadAt<v1::Stakeholder>(
        parts_, call, asked, asked.name(), Whose::kEverybody,
        [](const store::Reader& tables, const v1::GetStakeholderRequest& query) { return Read(tables, query); });
  });
}

grpc::ServerUnaryReactor* RegistryService::GetProgramme(grpc::CallbackServerContext* context,
                                                        const v1::GetProgrammeRequest* request,
                                                        v1::Programme* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::GetProgrammeRequest& asked) {
    return ReadAt<v1::Programme>(
        parts_, call, asked, asked.name(), Whose::kEverybody,
        [](const store::Reader& tables, const v1::GetProgrammeRequest& query) { return Read(tables, query); });
  });
}

grpc::ServerUnaryReactor* RegistryService::GetOfficer(grpc::CallbackServerContext* context,
                                                      const v1::GetOfficerRequest* request, v1::Officer* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::GetOfficerRequest& asked) {
    return ReadAt<v1::Officer>(
        parts_, call, asked, asked.name(), Whose::kEverybody,
        [](const store::Reader& tables, const v1::GetOfficerRequest& query) { return Read(tables, query); });
  });
}

grpc::ServerUnaryReactor* RegistryService::GetHousehold(grpc::CallbackServerContext* context,
                                                        const v1::GetHouseholdRequest* request,
                                                        v1::Household* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::GetHouseholdRequest& asked) {
    return ReadAt<v1::Household>(parts_, call, asked, asked.name(), Whose::kOfficersToo,
                                 [&](const store::Reader& tables, const v1::GetHouseholdRequest& query) {
                                   return Read(tables, query, AuthorityOf(call.caller().name()));
                                 });
  });
}

grpc::ServerUnaryReactor* RegistryService::GetPerson(grpc::CallbackServerContext* context,
                                                     const v1::GetPersonRequest* request, v1::Person* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::GetPersonRequest& asked) {
    return ReadAt<v1::Person>(parts_, call, asked, asked.name(), Whose::kOfficersToo,
                              [&](const store::Reader& tables, const v1::GetPersonRequest& query) {
                                return Read(tables, query, AuthorityOf(call.caller().name()));
                              });
  });
}

grpc::ServerUnaryReactor* RegistryService::ListRegions(grpc::CallbackServerContext* context,
                                                       const v1::ListRegionsRequest* request,
                                                       v1::ListRegionsResponse* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::ListRegionsRequest& asked) {
    return ReadAt<v1::ListRegionsResponse>(
        parts_, call, asked, asked.parent(), Whose::kEverybody,
        [](const store::Reader& tables, const v1::ListRegionsRequest& query) { return Read(tables, query); });
  });
}

grpc::ServerUnaryReactor* RegistryService::ListStakeholders(grpc::CallbackServerContext* context,
                                                            const v1::ListStakeholdersRequest* request,
                                                            v1::ListStakeholdersResponse* response) {
  return calls_.Read(
      context, request, response, [this](const rpc::Call& call, const v1::ListStakeholdersRequest& asked) {
        return ReadAt<v1::ListStakeholdersResponse>(
            parts_, call, asked, asked.parent(), Whose::kEverybody,
            [](const store::Reader& tables, const v1::ListStakeholdersRequest& query) { return Read(tables, query); });
      });
}

grpc::ServerUnaryReactor* RegistryService::ListProgrammes(grpc::CallbackServerContext* context,
                                                          const v1::ListProgrammesRequest* request,
                                                          v1::ListProgrammesResponse* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::ListProgrammesRequest& asked) {
    return ReadAt<v1::ListProgrammesResponse>(
        parts_, call, asked, asked.parent(), Whose::kEverybody,
        [](const store::Reader& tables, const v1::ListProgrammesRequest& query) { return Read(tables, query); });
  });
}

grpc::ServerUnaryReactor* RegistryService::ListOfficers(grpc::CallbackServerContext* context,
                                                        const v1::ListOfficersRequest* request,
                                                        v1::ListOfficersResponse* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::ListOfficersRequest& asked) {
    return ReadAt<v1::ListOfficersResponse>(
        parts_, call, asked, asked.parent(), Whose::kEverybody,
        [](const store::Reader& tables, const v1::ListOfficersRequest& query) { return Read(tables, query); });
  });
}

grpc::ServerUnaryReactor* RegistryService::ListHouseholds(grpc::CallbackServerContext* context,
                                                          const v1::ListHouseholdsRequest* request,
                                                          v1::ListHouseholdsResponse* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::ListHouseholdsRequest& asked) {
    return ReadAt<v1::ListHouseholdsResponse>(parts_, call, asked, asked.parent(), Whose::kOfficersToo,
                                              [&](const store::Reader& tables, const v1::ListHouseholdsRequest& query) {
                                                return Read(tables, query, AuthorityOf(call.caller().name()));
                                              });
  });
}

grpc::ServerUnaryReactor* RegistryService::ListOpenings(grpc::CallbackServerContext* context,
                                                        const v1::ListOpeningsRequest* request,
                                                        v1::ListOpeningsResponse* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::ListOpeningsRequest& asked) {
    return ReadAt<v1::ListOpeningsResponse>(
        parts_, call, asked, asked.parent(), Whose::kOperators,
        [](const store::Reader& tables, const v1::ListOpeningsRequest& query) { return Read(tables, query); });
  });
}

grpc::ServerUnaryReactor* RegistryService::ListApiKeys(grpc::CallbackServerContext* context,
                                                       const v1::ListApiKeysRequest* request,
                                                       v1::ListApiKeysResponse* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::ListApiKeysRequest& asked) {
    return ReadAt<v1::ListApiKeysResponse>(
        parts_, call, asked, asked.parent(), Whose::kOperators,
        [](const store::Reader& tables, const v1::ListApiKeysRequest& query) { return Read(tables, query); });
  });
}

grpc::ServerUnaryReactor* RegistryService::FindByNik(grpc::CallbackServerContext* context,
                                                     const v1::FindByNikRequest* request,
                                                     v1::FindByNikResponse* response) {
  return calls_.Read(
      context, request, response,
      [this](const rpc::Call& call, const v1::FindByNikRequest& asked) -> absl::StatusOr<v1::FindByNikResponse> {
        ASSIGN_OR_RETURN(const CityNumber city, ParseCity(asked.parent()));
        ASSIGN_OR_RETURN(const CitySecrets* const secrets, parts_.secrets.ForCity(CityCode(city)));
        return ReadAt<v1::FindByNikResponse>(parts_, call, asked, asked.parent(), Whose::kOfficersToo,
                                             [&](const store::Reader& tables, const v1::FindByNikRequest& query) {
                                               return registry::FindByNik(tables, query, *secrets,
                                                                          AuthorityOf(call.caller().name()));
                                             });
      });
}

}  // namespace padu::registry
