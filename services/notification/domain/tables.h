// Keys of notification's tables (docs/formats.md). A tag or shape once written is for ever; tables_test.cc holds the
// bytes. Values are messages of padu/notification/v1/tables.proto unless said otherwise. `city` is the number without
// its dot.
//
// Own tables: folds of notification's journal
//   10 u8 kind, u32 city, raw id                          -> SettingRow     the policy; of a recipient; of an officer
//   11 u32 city, u64 silence                              -> Silence
//   12 u32 city, alert                                    -> AlertRow
//   13 u32 city, text household, text need, u32 day       -> raw alert      each alert there ever was
//   14 u32 city, text household, raw need                 -> raw alert      the one that is not over
//   15 u64 at, u8 1, u32 city, alert                      -> nothing        due: it goes further, or opens again
//   15 u64 at, u8 2, u32 city, raw recipient              -> nothing        due: a digest
//   16 u32 city, u8 over, text kelurahan, alert from the newest on -> nothing
//   17 u32 city, text recipient, raw key                  -> Notice         what is to be told
//   18 u32 city, raw recipient                            -> RecipientRow
//   19 u32 city, u64 digest                               -> DigestRow
//   1A u32 city, u64 digest from the newest on, u8 channel -> DeliveryRow
//   1B u64 not before, u32 city, u64 digest, u8 channel   -> nothing        deliveries that are not over
//   1C u32 city, text recipient, raw key                  -> nothing        what is told once: overlaps
// kind: the field number of SettingRow.setting. day: days since 1970-01-01 plus 2^31. alert: u64 row, u32 index.
//
// Views: folds of the registry's journal
//   80 u32 city, raw region                               -> NameView
//   81 u32 city, raw officer                              -> OfficerView
//   82 u32 city, text region, raw officer                 -> nothing
//   83 u32 city, raw stakeholder                          -> NameView
// of the ledger's
//   A0 u32 city, raw stakeholder                          -> VerdictView
// and of matching's
//   C0 u32 city, raw need                                 -> NameView
//   C1 u32 city, u8 work                                  -> nothing        it looks at many households just now
//   C2                                                    -> u64 time of its last row
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/check.h"
#include "common/base/clock.h"
#include "common/base/days.h"
#include "common/base/key.h"
#include "common/store/store.h"
#include "padu/notification/v1/tables.pb.h"

namespace padu::notification {

// Generated messages are used by their short names in this domain.
namespace pb = ::padu::notification::v1;

using Sequence = std::uint64_t;
using CityNumber = std::uint32_t;

inline constexpr std::uint8_t kDueTag = 0x15;
inline constexpr char kOperations[] = "operations";
inline constexpr std::string_view kOfficerPrefix = "officers/";
inline constexpr std::string_view kStakeholderPrefix = "stakeholders/";

using SettingKind = pb::SettingRow::SettingCase;

// The policy has an empty id.
std::string SettingKey(SettingKind kind, CityNumber city, std::string_view id);
std::string SettingPrefix(SettingKind kind, CityNumber city);
std::string SilenceKey(CityNumber city, Sequence silence);
std::string SilencePrefix(CityNumber city);
std::string AlertKey(CityNumber city, const pb::AlertId& alert);
std::string PeriodKey(CityNumber city, std::string_view household, std::string_view need, Day since);
std::string CurrentKey(CityNumber city, std::string_view household, std::string_view need);
std::string CurrentPrefix(CityNumber city, std::string_view household);
std::string PeriodPrefix(CityNumber city, std::string_view household);
std::string AlertDueKey(UnixMicros at, CityNumber city, const pb::AlertId& alert);
std::string DigestDueKey(UnixMicros at, CityNumber city, std::string_view recipient);
std::string AlertIndexKey(CityNumber city, bool over, std::string_view kelurahan, const pb::AlertId& alert);
std::string AlertIndexPrefix(CityNumber city, bool over);
std::string AlertIndexPrefix(CityNumber city, bool over, std::string_view kelurahan);
std::string NoticeKey(CityNumber city, std::string_view recipient, std::string_view key);
std::string NoticePrefix(CityNumber city, std::string_view recipient);
std::string RecipientKey(CityNumber city, std::string_view recipient);
std::string RecipientPrefix(CityNumber city);
std::string DigestKey(CityNumber city, Sequence digest);
std::string DeliveryKey(CityNumber city, const pb::DeliveryId& delivery);
std::string DeliveryPrefix(CityNumber city);
std::string OpenDeliveryKey(UnixMicros not_before, CityNumber city, const pb::DeliveryId& delivery);
std::string OpenDeliveryPrefix();
// The least key of what waits for a time above `at`.
std::string OpenDeliveryAfter(UnixMicros at);
std::string ToldOnceKey(CityNumber city, std::string_view recipient, std::string_view key);

std::string RegionViewKey(CityNumber city, std::string_view region);
std::string OfficerViewKey(CityNumber city, std::string_view officer);
std::string RegionOfficerKey(CityNumber city, std::string_view region, std::string_view officer);
std::string RegionOfficerPrefix(CityNumber city, std::string_view region);
std::string StakeholderViewKey(CityNumber city, std::string_view stakeholder);
std::string VerdictViewKey(CityNumber city, std::string_view stakeholder);
std::string NeedViewKey(CityNumber city, std::string_view need);
std::string WorkViewKey(CityNumber city, std::uint8_t work);
std::string WorkViewPrefix(CityNumber city);
std::string MatchingTimeKey();

// An alert as a value: 12 bytes.
std::string AlertBytes(const pb::AlertId& alert);
pb::AlertId ReadAlertBytes(std::string_view bytes);
// The alert of an entry of the index.
pb::AlertId ReadAlertIndexKey(std::string_view key);
bool SameAlert(const pb::AlertId& a, const pb::AlertId& b);

// What a due entry (key of the store, tag included) is about.
struct DueKeyParts {
  UnixMicros at = 0;
  CityNumber city = 0;
  std::optional<pb::AlertId> alert;
  std::string recipient;  // if it is no alert
};
DueKeyParts ReadDueKey(std::string_view key);

struct OpenDeliveryParts {
  UnixMicros not_before = 0;
  CityNumber city = 0;
  pb::DeliveryId delivery;
};
OpenDeliveryParts ReadOpenDeliveryKey(std::string_view key);

std::string TimeValue(UnixMicros time);
// How far matching's journal is read; 0: nothing of it.
UnixMicros MatchingTime(const store::Reader& tables);

// Reads a value; nullopt if the key is not there. A value that does not parse is a corrupt store and aborts.
template <typename T>
std::optional<T> Get(const store::Reader& tables, std::string_view key) {
  std::string bytes;
  if (!tables.Get(key, &bytes)) return std::nullopt;
  std::optional<T> value(std::in_place);
  if (!value->ParseFromString(bytes)) PADU_FATAL("a value in notification's tables does not parse");
  return value;
}

// The alert that a key leads to, if the key is there.
std::optional<pb::AlertRow> GetAlert(const store::Reader& tables, CityNumber city, const pb::AlertId& alert);
std::optional<pb::AlertRow> GetAlertBy(const store::Reader& tables, CityNumber city, std::string_view key);

}  // namespace padu::notification
