#include "services/intervention-ledger/api/watch.h"

#include <optional>
#include <string>
#include <utility>

#include "common/base/status.h"
#include "common/journal/follow.h"
#include "services/intervention-ledger/api/names.h"
#include "services/intervention-ledger/api/refusals.h"
#include "services/intervention-ledger/api/views.h"

namespace padu::ledger {
namespace {

// "cities/64.74/stakeholders/baznas/submissions/17" is baznas' in 64.74.
bool Sees(const Viewer& viewer, const v1::Submission& submission) {
  const auto name = ParseName(submission.name(), "stakeholders");
  return name && name->city == viewer.city() && viewer.SeesSubmissionsOf(name->id);
}

}  // namespace

std::vector<v1::WatchResponse> EventsOf(const journal::Row& row, const v1::WatchRequest& request,
                                        const Viewer& viewer) {
  std::vector<v1::WatchResponse> events;
  const auto household = ParseName(request.household(), "households");
  for (v1::LedgerEntry& entry : EntriesOfRow(row)) {
    if (!viewer.Sees(entry.kelurahan())) continue;
    if (request.has_kelurahan() && entry.kelurahan() != request.kelurahan()) continue;
    if (household && !entry.name().starts_with(request.household() + "/")) continue;
    *events.emplace_back().mutable_entry() = std::move(entry);
  }
  if (request.scope_case() == v1::WatchRequest::SCOPE_NOT_SET) {
    auto submission = SubmissionOfRow(row);
    if (submission && Sees(viewer, *submission)) {
      *events.emplace_back().mutable_submission() = *std::move(submission);
    }
  }
  return events;
}

absl::Status WatchRows(const rpc::Call& call, const v1::WatchRequest& request, journal::Partitions& partitions,
                       const std::function<bool(const v1::WatchResponse&)>& write) {
  const auto city = ParseCityName(request.parent());
  if (!city) return InvalidName("parent", "cities/64.74");
  if (request.has_household() && !ParseName(request.household(), "households")) {
    return InvalidName("household", "cities/64.74/households/{household}");
  }
  RETURN_IF_ERROR(rpc::RequireCity(call.caller(), CityCode(*city)));
  ASSIGN_OR_RETURN(journal::Partition* const partition, partitions.ForCity(CityCode(*city)));
  std::optional<Viewer> viewer;
  const auto look = [&](const store::Reader& tables) -> absl::Status {
    ASSIGN_OR_RETURN(viewer, Viewer::Of(call.caller(), tables, *city, request.kelurahan()));
    const auto household = ParseName(request.household(), "households");
    return household ? viewer->MaySeeHousehold(household->id, tables) : absl::OkStatus();
  };
  return journal::Follow<v1::WatchResponse>(
      *partition, request.from_position(),
      {call.deadline(), [&] { return call.cancelled(); }, look,
       [&](const journal::Row& row) { return EventsOf(row, request, *viewer); }, write});
}

}  // namespace padu::ledger
