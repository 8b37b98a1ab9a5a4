#include "services/intervention-ledger/api/watch.h"

#include <optional>
#include <string>
#include <utility>

#include "common/base/status.h"
#include "common/journal/follow.h"
#include "common/journal/positions.h"
#include "services/intervention-ledger/api/names.h"
#include "services/intervention-ledger/api/refusals.h"
#include "services/intervention-ledger/api/views.h"

namespace padu::ledger {
namespace {

// Where to begin: after the position asked for, which must be in the accepted sequence, or at what is there now. And
// who looks.
struct Start {
  journal::Position position;
  std::optional<Viewer> viewer;
};

absl::StatusOr<Start> Begin(const rpc::Call& call, const v1::WatchRequest& request, CityNumber city,
                            journal::Partition& partition) {
  ASSIGN_OR_RETURN(const auto from, journal::ParsePosition(request.from_position()));
  Start start;
  RETURN_IF_ERROR(
      partition.Read(from, call.deadline(), [&](const store::Reader& tables, const journal::Freshness& fresh) {
        start.position = from ? *from : fresh.position;
        auto viewer = Viewer::Of(call.caller(), tables, city, request.kelurahan());
        RETURN_IF_ERROR(viewer);
        if (const auto household = ParseName(request.household(), "households")) {
          RETURN_IF_ERROR(viewer->MaySeeHousehold(household->id, tables));
        }
        start.viewer = *std::move(viewer);
        return absl::OkStatus();
      }));
  return start;
}

// "cities/64.74/stakeholders/baznas/submissions/17" -> "baznas".
std::string StakeholderOf(const v1::Submission& submission) {
  const auto name = ParseName(submission.name(), "stakeholders");
  return name ? name->id : "";
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
    if (submission && viewer.SeesSubmissionsOf(StakeholderOf(*submission))) {
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
  ASSIGN_OR_RETURN(const Start start, Begin(call, request, *city, *partition));
  return journal::Follow<v1::WatchResponse>(
      *partition, start.position,
      {call.deadline(), [&] { return call.cancelled(); },
       [&](const journal::Row& row) { return EventsOf(row, request, *start.viewer); }, write});
}

}  // namespace padu::ledger
