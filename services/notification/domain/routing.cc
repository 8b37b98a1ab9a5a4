#include "services/notification/domain/routing.h"

#include <algorithm>
#include <vector>

#include "common/base/city.h"

namespace padu::notification {
namespace {

constexpr std::size_t kDistrictChars = 8;  // "64.74.03"

std::string RegionAt(pb::Level level, CityNumber city, std::string_view kelurahan) {
  if (level == pb::LEVEL_CITY) return CityCode(city);
  return std::string(kelurahan.substr(0, level == pb::LEVEL_DISTRICT ? kDistrictChars : kelurahan.size()));
}

bool IsUnreachable(const store::Reader& tables, CityNumber city, const std::string& recipient) {
  const auto row = Get<pb::RecipientRow>(tables, RecipientKey(city, recipient));
  return row && row->unreachable();
}

std::optional<pb::Absence> AbsenceOn(const store::Reader& tables, CityNumber city, std::string_view officer, Day day) {
  const auto row = Get<pb::SettingRow>(tables, SettingKey(pb::SettingRow::kAbsence, city, officer));
  if (!row || day < row->absence().from_day() || day > row->absence().until_day()) return std::nullopt;
  return row->absence();
}

// Whether an officer is assigned and not away on the day.
bool IsThere(const store::Reader& tables, CityNumber city, std::string_view officer, Day day) {
  std::string known;
  return tables.Get(OfficerViewKey(city, officer), &known) && !AbsenceOn(tables, city, officer, day);
}

// Who is told in the place of this officer: itself, its substitute, or nobody.
std::string StandsIn(const store::Reader& tables, CityNumber city, const std::string& officer, Day day) {
  const auto absence = AbsenceOn(tables, city, officer, day);
  const std::string who = absence ? absence->substitute() : officer;
  if (who.empty() || !IsThere(tables, city, who, day)) return "";
  std::string recipient = std::string(kOfficerPrefix) + who;
  return IsUnreachable(tables, city, recipient) ? "" : recipient;
}

// True if anybody of that level is told.
bool AddLevel(const store::Reader& tables, CityNumber city, std::string_view region, Day day, pb::Routing& routing) {
  bool any = false;
  const std::string prefix = RegionOfficerPrefix(city, region);
  for (auto at = tables.Scan(prefix, PrefixEnd(prefix)); at->Valid(); at->Next()) {
    const std::string who = StandsIn(tables, city, std::string(at->key().substr(prefix.size())), day);
    if (who.empty()) continue;
    any = true;
    auto& all = *routing.mutable_recipients();
    if (std::find(all.begin(), all.end(), who) == all.end()) *all.Add() = who;
  }
  return any;
}

}  // namespace

bool IsReleased(const store::Reader& tables, CityNumber city, std::string_view recipient) {
  const std::string_view officer = IdAfter(recipient, kOfficerPrefix);
  std::string known;
  return !officer.empty() && !tables.Get(OfficerViewKey(city, officer), &known);
}

std::string_view IdAfter(std::string_view recipient, std::string_view prefix) {
  return recipient.starts_with(prefix) ? recipient.substr(prefix.size()) : std::string_view();
}

pb::Routing RouteTo(const store::Reader& tables, CityNumber city, std::string_view kelurahan, pb::Level level,
                    Day today) {
  pb::Routing routing;
  routing.set_level(pb::LEVEL_CITY);
  for (const pb::Level each : {pb::LEVEL_KELURAHAN, pb::LEVEL_DISTRICT, pb::LEVEL_CITY}) {
    const bool any = AddLevel(tables, city, RegionAt(each, city, kelurahan), today, routing);
    if (!any || each < level) continue;
    routing.set_level(each);
    return routing;
  }
  routing.add_recipients(kOperations);
  return routing;
}

}  // namespace padu::notification
