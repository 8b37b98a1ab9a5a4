// Keys of matching's tables (docs/formats.md). A tag or shape once written is for ever; tables_test.cc holds the bytes.
// Values are messages of padu/matching/v1/tables.proto unless said otherwise. `city` is the number without its dot.
//
// Own tables: folds of matching's journal
//   10 u8 kind, u32 city, raw id                             -> SettingRow              the version in force
//   11 u8 kind, u32 city, text id, u32 version               -> SettingRow              every version
//   12 u32 city, raw household                               -> HouseholdStandings
//   13 u32 city, text need, u8 status, text kelurahan, u64 rank, raw household -> nothing   who is not served, by need
//   14 u32 city, u32 day, text household, raw need           -> nothing                 looked at again on that day
//   15 u8 1, u32 city, u32 day, raw household                -> nothing                 due: a day's checks, after this
//   15 u8 2, u32 city, raw household                         -> nothing                 due: a sweep, after this one
//   16 text household, aid, aid                              -> OverlapFound
//   17 u32 city, text kelurahan, aid and aid from the newest on, raw household -> nothing
//   18 u32 city, raw stakeholder                             -> FeedState               that are silent
//   19 u32 city                                              -> CityState
// kind: the field number of SettingRow.setting. day: days since 1970-01-01 plus 2^31. rank: from the highest on.
// aid: u64 the ledger's row, u8 index of the entry.
//
// Views: folds of the registry's journal
//   80 u32 city, raw household                               -> HouseholdView
//   81 u32 city, raw person                                  -> PersonView
//   82 raw NIK token                                         -> raw person
//   83 u32 city, raw programme                               -> registry ProgrammeContent
//   84 u32 city, raw stakeholder                             -> registry StakeholderSaved
//   85 u32 city                                              -> nothing                 cities of this partition
//   86                                                       -> u64 time that the registry has reached
//   87 u32 city, raw officer                                 -> registry OfficerContent   without what is sealed
// and of the ledger's
//   A0 text household, u32 day, u64 row, u8 index            -> AidView
//   A1 u32 city, raw stakeholder                             -> FeedView
//   A2                                                       -> u64 time that the ledger's inputs have reached
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
#include "padu/matching/v1/tables.pb.h"

namespace padu::matching {

// Generated messages are used by their short names in this domain.
namespace pb = ::padu::matching::v1;

using Sequence = std::uint64_t;
using CityNumber = std::uint32_t;

inline constexpr std::uint8_t kDueTag = 0x15;

using SettingKind = pb::SettingRow::SettingCase;

// One disbursement: an entry of the ledger.
struct AidId {
  Sequence sequence = 0;
  std::uint8_t index = 0;
  auto operator<=>(const AidId&) const = default;
};

// The ranking and the matrix have an empty id.
std::string SettingKey(SettingKind kind, CityNumber city, std::string_view id);
std::string SettingPrefix(SettingKind kind, CityNumber city);
std::string SettingVersionKey(SettingKind kind, CityNumber city, std::string_view id, std::uint32_t version);
std::string SettingVersionPrefix(SettingKind kind, CityNumber city, std::string_view id);
std::string StandingsKey(CityNumber city, std::string_view household);
std::string StandingsPrefix(CityNumber city);
std::string RankedKey(CityNumber city, const pb::Standing& standing);
std::string RankedPrefix(CityNumber city, std::string_view need, pb::StandingStatus status);
std::string RankedPrefix(CityNumber city, std::string_view need, pb::StandingStatus status, std::string_view kelurahan);
std::string WaitingKey(CityNumber city, Day day, std::string_view household, std::string_view need);
// The least key of what waits for `day`, or for this household on it.
std::string WaitingFrom(CityNumber city, Day day);
std::string WaitingFrom(CityNumber city, Day day, std::string_view household);
std::string DayDueKey(CityNumber city, const pb::DayCursor& after);
std::string SweepDueKey(CityNumber city, std::string_view after);
std::string OverlapKey(std::string_view household, AidId first, AidId second);
std::string OverlapPrefix(std::string_view household);
std::string OverlapIndexKey(CityNumber city, const pb::OverlapFound& overlap);
std::string OverlapIndexPrefix(CityNumber city);
std::string OverlapIndexPrefix(CityNumber city, std::string_view kelurahan);
std::string FeedStateKey(CityNumber city, std::string_view stakeholder);
std::string FeedStatePrefix(CityNumber city);
std::string CityKey(CityNumber city);

std::string HouseholdViewKey(CityNumber city, std::string_view household);
std::string HouseholdViewPrefix(CityNumber city);
std::string PersonViewKey(CityNumber city, std::string_view person);
std::string TokenViewKey(std::string_view token);
std::string ProgrammeViewKey(CityNumber city, std::string_view programme);
std::string ProgrammeViewPrefix(CityNumber city);
std::string StakeholderViewKey(CityNumber city, std::string_view stakeholder);
std::string OfficerViewKey(CityNumber city, std::string_view officer);
std::string CityViewKey(CityNumber city);
std::string CityViewPrefix();
std::string RegistryTimeKey();
std::string AidKey(std::string_view household, Day day, AidId id);
std::string AidPrefix(std::string_view household);
// The least key of aid given on `day` or later.
std::string AidFrom(std::string_view household, Day day);
std::string FeedViewKey(CityNumber city, std::string_view stakeholder);
std::string FeedViewPrefix(CityNumber city);
std::string LedgerTimeKey();

AidId IdOf(const pb::AidRef& aid);

struct WaitingKeyParts {
  CityNumber city = 0;
  Day day = 0;
  std::string household;
  std::string need;
};
WaitingKeyParts ReadWaitingKey(std::string_view key);

// What a due entry (key of the store, tag included) is about.
struct DueKeyParts {
  CityNumber city = 0;
  bool sweep = false;
};
DueKeyParts ReadDueKey(std::string_view key);

struct AidKeyParts {
  std::string household;
  Day day = 0;
  AidId id;
};
AidKeyParts ReadAidKey(std::string_view key);

struct RankedKeyParts {
  std::string kelurahan;
  std::int64_t rank = 0;
  std::string household;
};
RankedKeyParts ReadRankedKey(std::string_view key);

// The household and the overlap's key of an entry of the index.
std::string ReadOverlapIndexKey(std::string_view key);

std::string TimeValue(UnixMicros time);
// What both upstreams have reached; nullopt: that is not known of one yet.
std::optional<UnixMicros> AsOf(const store::Reader& tables);

// Reads a value; nullopt if the key is not there. A value that does not parse is a corrupt store and aborts.
template <typename T>
std::optional<T> Get(const store::Reader& tables, std::string_view key) {
  std::string bytes;
  if (!tables.Get(key, &bytes)) return std::nullopt;
  std::optional<T> value(std::in_place);
  if (!value->ParseFromString(bytes)) PADU_FATAL("a value in matching's tables does not parse");
  return value;
}

template <typename T>
T ParseValue(std::string_view bytes) {
  T value;
  if (!value.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    PADU_FATAL("a value in matching's tables does not parse");
  }
  return value;
}

}  // namespace padu::matching
