#include "services/paductl/late_nik.h"

#include <algorithm>
#include <string>

#include "common/base/status.h"
#include "services/paductl/sample/to_registry.h"

namespace padu::ctl {
namespace {

namespace pb = registry::v1;

// Registering the household once more under the same request id answers with its name.
absl::StatusOr<std::string> NameOfHousehold(const Registry& registry, const sample::Reference& reference,
                                            const sample::City& city, std::uint64_t seed) {
  for (const sample::Household& household : city.households) {
    if (household.key != city.late.household) continue;
    const pb::ImportHouseholdsRequest row = sample::ImportRow(household, reference, seed);
    grpc::ClientContext call;
    registry.client.Prepare(call);
    pb::ImportHouseholdsResponse response;
    const auto writer = registry.stub->ImportHouseholds(&call, &response);
    writer->Write(row);
    writer->WritesDone();
    RETURN_IF_ERROR(rpc::FromGrpc(writer->Finish()));
    if (response.results_size() == 1 && !response.results(0).household().empty()) {
      return response.results(0).household();
    }
  }
  return absl::NotFoundError("the sample's household of the late NIK is not in the registry");
}

}  // namespace

absl::StatusOr<bool> RegisterLateNik(const Registry& registry, const sample::Reference& reference,
                                     const sample::City& city, std::uint64_t seed) {
  pb::FindByNikRequest find;
  find.set_parent("cities/" + reference.city);
  find.set_nik(city.late.nik);
  const auto found = registry.Call(&pb::RegistryService::Stub::FindByNik, find);
  if (found.ok()) return false;
  if (!absl::IsNotFound(found.status())) return found.status();

  pb::GetHouseholdRequest get;
  ASSIGN_OR_RETURN(*get.mutable_name(), NameOfHousehold(registry, reference, city, seed));
  ASSIGN_OR_RETURN(const pb::Household household, registry.Call(&pb::RegistryService::Stub::GetHousehold, get));
  const sample::LatePerson late = sample::FindLate(city);
  const auto person = std::find_if(household.persons().begin(), household.persons().end(), [&](const pb::Person& p) {
    return p.nik_status() == pb::NIK_STATUS_MISSING && p.sex() == late.sex && p.birth_month() == late.birth_month;
  });
  if (person == household.persons().end())
    return absl::NotFoundError("the sample's person of the late NIK is not there");

  pb::UpdatePersonRequest update;
  update.set_name(person->name());
  update.mutable_person()->mutable_personal()->set_nik(city.late.nik);
  update.mutable_update_mask()->add_paths("personal.nik");
  update.set_nik_verified(true);
  update.set_request_id("contoh-nik-" + std::to_string(seed));
  RETURN_IF_ERROR(registry.Call(&pb::RegistryService::Stub::UpdatePerson, update).status());
  return true;
}

}  // namespace padu::ctl
