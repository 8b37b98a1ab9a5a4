#include "services/paductl/importer.h"

#include <algorithm>

#include "common/base/status.h"
#include "services/paductl/sample/to_registry.h"

namespace padu::ctl {
namespace {

namespace pb = registry::v1;
using Stub = pb::RegistryService::Stub;

constexpr absl::Duration kStreamTimeout = absl::Minutes(2);

template <typename Request, typename Response>
absl::Status CreateAll(const Registry& registry, const std::vector<Request>& requests,
                       grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                       ImportCounts& counts) {
  for (const Request& request : requests) {
    const absl::StatusOr<Response> response = registry.Call(method, request);
    if (!response.ok() && !absl::IsAlreadyExists(response.status())) return response.status();
    ++(response.ok() ? counts.loaded : counts.there);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ImportCounts> Importer::LoadReference(const sample::Reference& reference) {
  ImportCounts counts;
  RETURN_IF_ERROR(CreateAll(registry_, sample::RegionRequests(reference), &Stub::CreateRegion, counts));
  RETURN_IF_ERROR(CreateAll(registry_, sample::StakeholderRequests(reference), &Stub::CreateStakeholder, counts));
  RETURN_IF_ERROR(CreateAll(registry_, sample::ProgrammeRequests(reference), &Stub::CreateProgramme, counts));
  RETURN_IF_ERROR(CreateAll(registry_, sample::OfficerRequests(reference), &Stub::CreateOfficer, counts));
  return counts;
}

absl::StatusOr<pb::ImportHouseholdsResponse> Importer::Stream(const std::vector<pb::ImportHouseholdsRequest>& rows,
                                                              std::size_t first, std::size_t count) {
  grpc::ClientContext call;
  registry_.client.Prepare(call, {.timeout = kStreamTimeout});
  pb::ImportHouseholdsResponse response;
  const auto writer = registry_.stub->ImportHouseholds(&call, &response);
  for (std::size_t i = first; i < first + count; ++i) {
    if (!writer->Write(rows[i])) break;  // Finish says why
  }
  writer->WritesDone();
  RETURN_IF_ERROR(OfCall(rpc::FromGrpc(writer->Finish()), registry_.target));
  if (response.results_size() != static_cast<int>(count)) {
    return absl::InternalError("the registry answered for another number of rows than were sent");
  }
  return response;
}

absl::StatusOr<ImportCounts> Importer::LoadHouseholds(const std::vector<pb::ImportHouseholdsRequest>& rows,
                                                      const std::function<void(std::size_t)>& progress,
                                                      std::vector<RefusedRow>& refused,
                                                      std::vector<std::string>& names) {
  ImportCounts counts;
  for (std::size_t first = 0; first < rows.size(); first += kRowsPerStream) {
    const std::size_t count = std::min(kRowsPerStream, rows.size() - first);
    ASSIGN_OR_RETURN(const pb::ImportHouseholdsResponse response, Stream(rows, first, count));
    for (const pb::ImportResult& result : response.results()) {
      names.push_back(result.household());
      if (!result.household().empty()) {
        ++(result.replayed() ? counts.there : counts.loaded);
        continue;
      }
      ++counts.refused;
      if (refused.size() < kRefusedKept) {
        refused.push_back({static_cast<std::int64_t>(first) + result.row(), result.reason(), result.field(),
                           result.text_id(), result.text_en()});
      }
    }
    progress(first + count);
  }
  return counts;
}

}  // namespace padu::ctl
