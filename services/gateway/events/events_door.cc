#include "services/gateway/events/events_door.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/city.h"
#include "common/base/status.h"
#include "common/ops/admin.h"
#include "common/rpc/call.h"
#include "services/gateway/authenticator.h"
#include "services/gateway/events/cloud_events.h"
#include "services/gateway/http/problem.h"

namespace padu::gateway {
namespace {

constexpr char kLabel[] = "events";

absl::Status CheckCaller(const absl::StatusOr<rpc::Caller>& caller, const std::string& city,
                         const std::string& stakeholder) {
  RETURN_IF_ERROR(caller);
  RETURN_IF_ERROR(rpc::RequireKind(*caller, rpc::Caller::Kind::kStakeholder));
  RETURN_IF_ERROR(rpc::RequireCity(*caller, city));
  if (caller->id == stakeholder) return absl::OkStatus();
  return Refuse(absl::StatusCode::kPermissionDenied, {.reason = "STAKEHOLDER_NOT_CALLER",
                                                      .text_id = "Kotak surat ini milik lembaga lain.",
                                                      .text_en = "This letter box is another stakeholder's."});
}

// Where each event lies, and where its verdict will be.
std::string Placed(const std::string& city, const std::string& stakeholder, const std::string& box,
                   const std::vector<std::string>& ids, const std::vector<stream::Offset>& offsets) {
  const std::string lookup = absl::StrCat("/v1/cities/", city, "/stakeholders/", stakeholder, "/submissions:lookup?");
  std::string list;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    // By its place, which tells repetitions apart; generation 1 is that of a box that was never re-opened.
    absl::StrAppend(&list, i == 0 ? "" : ",", "{\"id\":", ops::JsonText(ids[i]), ",\"box\":", ops::JsonText(box),
                    ",\"offset\":\"", offsets[i], "\",\"verdict\":",
                    ops::JsonText(absl::StrCat(lookup, "place.generation=1&place.offset=", offsets[i])), "}");
  }
  return absl::StrCat("{\"events\":[", list, "]}\n");
}

}  // namespace

bool EventsDoor::IsFor(const Target& target) {
  const auto& s = target.segments;
  return target.verb.empty() && s.size() == 6 && s[0] == "v1" && s[1] == "cities" && s[3] == "stakeholders" &&
         s[5] == "events";
}

void EventsDoor::Handle(const Target& target, const std::shared_ptr<Exchange>& exchange) const {
  const std::string language(exchange->request().Header("accept-language"));
  const std::string& city = target.segments[2];
  const std::string& stakeholder = target.segments[4];
  exchange->SetLabel(kLabel);
  if (exchange->request().method != "POST") {
    Response response = Render(HttpProblem(405, "METHOD_NOT_ALLOWED", {"Pakai POST.", "Use POST."}), language);
    response.headers.emplace_back("Allow", "POST");
    exchange->Answer(std::move(response));
    return;
  }
  if (!ParseCityCode(city) || !rpc::ParseCaller("stakeholders/" + stakeholder).ok()) {
    exchange->Answer(
        Render(HttpProblem(404, "BOX_UNKNOWN",
                           {"Tidak ada kotak surat di alamat ini.", "There is no letter box at this address."}),
               language));
    return;
  }
  authenticator_.Identify(CredentialsOf(exchange->request()), [=, this](const absl::StatusOr<rpc::Caller>& caller) {
    const absl::Status permitted = CheckCaller(caller, city, stakeholder);
    if (permitted.ok()) {
      Take(city, stakeholder, exchange);
      return;
    }
    exchange->Answer(Render(ProblemOf(permitted), language));
  });
}

void EventsDoor::Take(const std::string& city, const std::string& stakeholder,
                      const std::shared_ptr<Exchange>& exchange) const {
  const std::string language(exchange->request().Header("accept-language"));
  EventsRead read = ReadEvents(exchange->request());
  if (read.problem.status != 0) {
    exchange->Answer(Render(read.problem, language));
    return;
  }
  std::vector<std::string> ids;
  std::vector<stream::OutRecord> records;
  for (Event& event : read.events) {
    ids.push_back(std::move(event.id));
    records.push_back(std::move(event.record));
  }
  const std::string box = BoxTopic(*ParseCityCode(city), stakeholder);
  boxes_.Write(box, std::move(records), [=](const absl::StatusOr<std::vector<stream::Offset>>& offsets) {
    if (!offsets.ok()) {
      exchange->Answer(Render(ProblemOf(offsets.status()), language));
      return;
    }
    exchange->Answer(
        {.status = 202, .type = "application/json", .body = Placed(city, stakeholder, box, ids, *offsets)});
  });
}

}  // namespace padu::gateway
