#include "services/notification/api/reads.h"

#include <functional>
#include <string>

#include "common/base/status.h"
#include "common/journal/positions.h"
#include "services/notification/api/names.h"
#include "services/notification/api/sight.h"
#include "services/notification/api/views.h"
#include "services/notification/domain/reasons.h"
#include "services/notification/domain/status.h"

namespace padu::notification {
namespace {

constexpr std::size_t kKelurahanChars = 13;  // "64.74.03.1002"

// Calls `take` for the entries of `prefix` after the token's; it says whether the entry counts for the page. Sets the
// next token unless the end was reached.
template <typename Request, typename Response>
absl::Status Page(const store::Reader& tables, const std::string& prefix, const Request& request, Response& response,
                  const std::function<bool(std::string_view key, std::string_view value)>& take) {
  ASSIGN_OR_RETURN(const int size, journal::PageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::string after, journal::ParsePageToken(request.page_token(), prefix));
  // The least key above `after` is `after` and a zero byte.
  const auto cursor = tables.Scan(after.empty() ? prefix : after + std::string(1, '\0'), PrefixEnd(prefix));
  int taken = 0;
  std::string last;
  for (int scanned = 0; cursor->Valid(); cursor->Next(), ++scanned) {
    if (taken == size || scanned == kScannedMax) {
      response.set_next_page_token(journal::PageToken(last));
      break;
    }
    last = cursor->key();
    if (take(cursor->key(), cursor->value())) ++taken;
  }
  return absl::OkStatus();
}

template <typename T>
T Parsed(std::string_view bytes) {
  T value;
  PADU_CHECK(value.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  return value;
}

absl::Status OperatorsOnly(const rpc::Caller& caller) {
  return caller.kind == rpc::Caller::Kind::kOperator ? absl::OkStatus() : Refused(Reason::kCallerNotPermitted);
}

absl::Status StaffOnly(const rpc::Caller& caller) {
  const bool is_one = caller.kind == rpc::Caller::Kind::kOperator || caller.kind == rpc::Caller::Kind::kOfficer;
  return is_one ? absl::OkStatus() : Refused(Reason::kCallerNotPermitted);
}

}  // namespace

absl::StatusOr<v1::ListAlertsResponse> Read(const store::Reader& tables, const v1::ListAlertsRequest& list,
                                            const rpc::Caller& caller) {
  ASSIGN_OR_RETURN(const CityNumber city, ParseCityName(list.parent(), "parent"));
  ASSIGN_OR_RETURN(const Sight sight, SightOf(caller, tables, city, list.region()));
  ASSIGN_OR_RETURN(const std::string need, IdIn(city, list.need(), "needs", "need"));
  ASSIGN_OR_RETURN(const std::string household, IdIn(city, list.household(), "households", "household"));
  v1::ListAlertsResponse response;
  const auto take = [&](const std::optional<pb::AlertRow>& alert) {
    if (!alert || !sight.Sees(alert->kelurahan())) return false;
    if (!need.empty() && alert->need() != need) return false;
    if (list.state() != pb::ALERT_STATE_UNSPECIFIED && alert->state() != list.state()) return false;
    *response.add_alerts() = AlertView(city, *alert);
    response.mutable_alerts()->rbegin()->clear_changes();
    return true;
  };
  if (!household.empty()) {  // few: all that there ever were
    RETURN_IF_ERROR(
        Page(tables, PeriodPrefix(city, household), list, response, [&](std::string_view, std::string_view value) {
          const auto alert = GetAlert(tables, city, ReadAlertBytes(value));
          const bool all = list.state() != pb::ALERT_STATE_UNSPECIFIED;
          return (all || alert->state() != pb::ALERT_STATE_RESOLVED) && take(alert);
        }));
    return response;
  }
  const bool over = list.state() == pb::ALERT_STATE_RESOLVED;
  const std::string prefix = list.region().size() == kKelurahanChars ? AlertIndexPrefix(city, over, list.region())
                                                                     : AlertIndexPrefix(city, over);
  RETURN_IF_ERROR(Page(tables, prefix, list, response, [&](std::string_view key, std::string_view) {
    return take(GetAlert(tables, city, ReadAlertIndexKey(key)));
  }));
  return response;
}

absl::StatusOr<v1::GetAlertResponse> Read(const store::Reader& tables, const v1::GetAlertRequest& get,
                                          const rpc::Caller& caller) {
  ASSIGN_OR_RETURN(const NamedId named, ParseName(get.name(), "alerts", "name"));
  ASSIGN_OR_RETURN(const pb::AlertId id, ParseAlertId(named.id));
  ASSIGN_OR_RETURN(const Sight sight, SightOf(caller, tables, named.city, ""));
  const auto alert = GetAlert(tables, named.city, id);
  if (!alert || !sight.Sees(alert->kelurahan())) return Refused(Reason::kAlertNotFound);
  v1::GetAlertResponse response;
  *response.mutable_alert() = AlertView(named.city, *alert);
  return response;
}

absl::StatusOr<v1::ListDeliveriesResponse> Read(const store::Reader& tables, const v1::ListDeliveriesRequest& list,
                                                const rpc::Caller& caller) {
  RETURN_IF_ERROR(OperatorsOnly(caller));
  ASSIGN_OR_RETURN(const CityNumber city, ParseCityName(list.parent(), "parent"));
  v1::ListDeliveriesResponse response;
  RETURN_IF_ERROR(Page(tables, DeliveryPrefix(city), list, response, [&](std::string_view, std::string_view value) {
    const auto row = Parsed<pb::DeliveryRow>(value);
    if (list.open_only() && IsOver(row.state())) return false;
    *response.add_deliveries() = DeliveryView(city, row);
    return true;
  }));
  return response;
}

absl::StatusOr<v1::ListSilencesResponse> Read(const store::Reader& tables, const v1::ListSilencesRequest& list,
                                              const rpc::Caller& caller) {
  RETURN_IF_ERROR(StaffOnly(caller));
  ASSIGN_OR_RETURN(const CityNumber city, ParseCityName(list.parent(), "parent"));
  v1::ListSilencesResponse response;
  const std::string prefix = SilencePrefix(city);
  for (auto at = tables.Scan(prefix, PrefixEnd(prefix)); at->Valid(); at->Next()) {
    const Sequence id = KeyReader(at->key().substr(prefix.size())).U64();
    *response.add_silences() = SilenceView(city, id, Parsed<pb::Silence>(at->value()));
  }
  return response;
}

absl::StatusOr<v1::GetPolicyResponse> Read(const store::Reader& tables, const v1::GetPolicyRequest& get,
                                           const rpc::Caller& caller) {
  RETURN_IF_ERROR(StaffOnly(caller));
  ASSIGN_OR_RETURN(const CityNumber city, ParseSingleName(get.name(), "notificationPolicy", "name"));
  v1::GetPolicyResponse response;
  *response.mutable_policy() = PolicyView(city, tables);
  return response;
}

absl::StatusOr<v1::ListContactsResponse> Read(const store::Reader& tables, const v1::ListContactsRequest& list,
                                              const rpc::Caller& caller) {
  RETURN_IF_ERROR(OperatorsOnly(caller));
  ASSIGN_OR_RETURN(const CityNumber city, ParseCityName(list.parent(), "parent"));
  v1::ListContactsResponse response;
  RETURN_IF_ERROR(Page(tables, SettingPrefix(pb::SettingRow::kContact, city), list, response,
                       [&](std::string_view, std::string_view value) {
                         *response.add_contacts() = ContactView(city, Parsed<pb::SettingRow>(value));
                         return true;
                       }));
  return response;
}

absl::StatusOr<v1::ListAbsencesResponse> Read(const store::Reader& tables, const v1::ListAbsencesRequest& list,
                                              const rpc::Caller& caller) {
  RETURN_IF_ERROR(StaffOnly(caller));
  ASSIGN_OR_RETURN(const CityNumber city, ParseCityName(list.parent(), "parent"));
  v1::ListAbsencesResponse response;
  RETURN_IF_ERROR(Page(tables, SettingPrefix(pb::SettingRow::kAbsence, city), list, response,
                       [&](std::string_view, std::string_view value) {
                         *response.add_absences() = AbsenceView(city, Parsed<pb::SettingRow>(value).absence());
                         return true;
                       }));
  return response;
}

}  // namespace padu::notification
