#include "services/matching/domain/tables.h"

#include <algorithm>
#include <utility>

namespace padu::matching {
namespace {

enum Tag : std::uint8_t {
  kSetting = 0x10,
  kSettingVersion = 0x11,
  kStandings = 0x12,
  kRanked = 0x13,
  kWaiting = 0x14,
  kDue = kDueTag,
  kOverlap = 0x16,
  kOverlapIndex = 0x17,
  kFeedState = 0x18,
  kCity = 0x19,
  kHouseholdView = 0x80,
  kPersonView = 0x81,
  kTokenView = 0x82,
  kProgrammeView = 0x83,
  kStakeholderView = 0x84,
  kCityView = 0x85,
  kRegistryTime = 0x86,
  kOfficerView = 0x87,
  kAid = 0xA0,
  kFeedView = 0xA1,
  kLedgerTime = 0xA2,
};

// What a due entry is about: a day's checks come first.
enum Work : std::uint8_t { kDayWork = 1, kSweepWork = 2 };

constexpr std::uint32_t kDayBias = 0x80000000U;
constexpr std::uint64_t kRankBias = 0x8000000000000000U;

std::uint32_t SortableDay(Day day) { return static_cast<std::uint32_t>(day) + kDayBias; }
Day DayOf(std::uint32_t sortable) { return static_cast<Day>(sortable - kDayBias); }

// From the highest on.
std::uint64_t SortableRank(std::int64_t rank) { return ~(static_cast<std::uint64_t>(rank) ^ kRankBias); }

std::string OfCity(Tag tag, CityNumber city, std::string_view id = {}) {
  return std::move(KeyWriter(tag).U32(city).Raw(id)).str();
}

KeyWriter SettingWriter(Tag tag, SettingKind kind, CityNumber city) {
  KeyWriter key(tag);
  key.U8(static_cast<std::uint8_t>(kind)).U32(city);
  return key;
}

KeyWriter RankedWriter(CityNumber city, std::string_view need, pb::StandingStatus status) {
  KeyWriter key(kRanked);
  key.U32(city).Text(need).U8(static_cast<std::uint8_t>(status));
  return key;
}

}  // namespace

std::string SettingKey(SettingKind kind, CityNumber city, std::string_view id) {
  return std::move(SettingWriter(kSetting, kind, city).Raw(id)).str();
}

std::string SettingPrefix(SettingKind kind, CityNumber city) {
  return std::move(SettingWriter(kSetting, kind, city)).str();
}

std::string SettingVersionKey(SettingKind kind, CityNumber city, std::string_view id, std::uint32_t version) {
  return std::move(SettingWriter(kSettingVersion, kind, city).Text(id).U32(version)).str();
}

std::string SettingVersionPrefix(SettingKind kind, CityNumber city, std::string_view id) {
  return std::move(SettingWriter(kSettingVersion, kind, city).Text(id)).str();
}

std::string StandingsKey(CityNumber city, std::string_view household) { return OfCity(kStandings, city, household); }
std::string StandingsPrefix(CityNumber city) { return OfCity(kStandings, city); }

std::string RankedKey(CityNumber city, const pb::Standing& standing) {
  KeyWriter key = RankedWriter(city, standing.need(), standing.status());
  key.Text(standing.kelurahan()).U64(SortableRank(standing.rank())).Raw(standing.household());
  return std::move(key).str();
}

std::string RankedPrefix(CityNumber city, std::string_view need, pb::StandingStatus status) {
  return std::move(RankedWriter(city, need, status)).str();
}

std::string RankedPrefix(CityNumber city, std::string_view need, pb::StandingStatus status,
                         std::string_view kelurahan) {
  return std::move(RankedWriter(city, need, status).Text(kelurahan)).str();
}

std::string WaitingKey(CityNumber city, Day day, std::string_view household, std::string_view need) {
  return std::move(KeyWriter(kWaiting).U32(city).U32(SortableDay(day)).Text(household).Raw(need)).str();
}

std::string WaitingFrom(CityNumber city, Day day) {
  return std::move(KeyWriter(kWaiting).U32(city).U32(SortableDay(day))).str();
}

std::string WaitingFrom(CityNumber city, Day day, std::string_view household) {
  return std::move(KeyWriter(kWaiting).U32(city).U32(SortableDay(day)).Text(household)).str();
}

std::string DayDueKey(CityNumber city, const pb::DayCursor& after) {
  KeyWriter key(kDue);
  key.U8(kDayWork).U32(city).U32(SortableDay(after.check_day())).Raw(after.household());
  return std::move(key).str();
}

std::string SweepDueKey(CityNumber city, std::string_view after) {
  return std::move(KeyWriter(kDue).U8(kSweepWork).U32(city).Raw(after)).str();
}

std::string OverlapKey(std::string_view household, AidId first, AidId second) {
  KeyWriter key(kOverlap);
  key.Text(household).U64(first.sequence).U8(first.index).U64(second.sequence).U8(second.index);
  return std::move(key).str();
}

std::string OverlapPrefix(std::string_view household) { return std::move(KeyWriter(kOverlap).Text(household)).str(); }

std::string OverlapIndexKey(CityNumber city, const pb::OverlapFound& overlap) {
  const AidId first = IdOf(overlap.first());
  const AidId second = IdOf(overlap.second());
  KeyWriter key(kOverlapIndex);
  key.U32(city).Text(overlap.kelurahan());
  for (const AidId& id : {second, first}) key.U64(~id.sequence).U8(static_cast<std::uint8_t>(~id.index));
  return std::move(key.Raw(overlap.household())).str();
}

std::string OverlapIndexPrefix(CityNumber city) { return OfCity(kOverlapIndex, city); }

std::string OverlapIndexPrefix(CityNumber city, std::string_view kelurahan) {
  return std::move(KeyWriter(kOverlapIndex).U32(city).Text(kelurahan)).str();
}

std::string FeedStateKey(CityNumber city, std::string_view stakeholder) {
  return OfCity(kFeedState, city, stakeholder);
}

std::string FeedStatePrefix(CityNumber city) { return OfCity(kFeedState, city); }
std::string CityKey(CityNumber city) { return OfCity(kCity, city); }

std::string HouseholdViewKey(CityNumber city, std::string_view household) {
  return OfCity(kHouseholdView, city, household);
}

std::string HouseholdViewPrefix(CityNumber city) { return OfCity(kHouseholdView, city); }

std::string PersonViewKey(CityNumber city, std::string_view person) { return OfCity(kPersonView, city, person); }
std::string TokenViewKey(std::string_view token) { return std::move(KeyWriter(kTokenView).Raw(token)).str(); }

std::string ProgrammeViewKey(CityNumber city, std::string_view programme) {
  return OfCity(kProgrammeView, city, programme);
}

std::string ProgrammeViewPrefix(CityNumber city) { return OfCity(kProgrammeView, city); }

std::string StakeholderViewKey(CityNumber city, std::string_view stakeholder) {
  return OfCity(kStakeholderView, city, stakeholder);
}

std::string OfficerViewKey(CityNumber city, std::string_view officer) { return OfCity(kOfficerView, city, officer); }

std::string CityViewKey(CityNumber city) { return OfCity(kCityView, city); }
std::string CityViewPrefix() { return KeyWriter(kCityView).str(); }
std::string RegistryTimeKey() { return KeyWriter(kRegistryTime).str(); }

std::string AidKey(std::string_view household, Day day, AidId id) {
  KeyWriter key(kAid);
  key.Text(household).U32(SortableDay(day)).U64(id.sequence).U8(id.index);
  return std::move(key).str();
}

std::string AidPrefix(std::string_view household) { return std::move(KeyWriter(kAid).Text(household)).str(); }

std::string AidFrom(std::string_view household, Day day) {
  return std::move(KeyWriter(kAid).Text(household).U32(SortableDay(day))).str();
}

std::string FeedViewKey(CityNumber city, std::string_view stakeholder) { return OfCity(kFeedView, city, stakeholder); }
std::string FeedViewPrefix(CityNumber city) { return OfCity(kFeedView, city); }
std::string LedgerTimeKey() { return KeyWriter(kLedgerTime).str(); }

AidId IdOf(const pb::AidRef& aid) { return {aid.sequence(), static_cast<std::uint8_t>(aid.index())}; }

WaitingKeyParts ReadWaitingKey(std::string_view key) {
  KeyReader reader(key);
  PADU_CHECK(reader.U8() == kWaiting);
  WaitingKeyParts parts;
  parts.city = reader.U32();
  parts.day = DayOf(reader.U32());
  parts.household = reader.Text();
  parts.need = reader.Rest();
  return parts;
}

DueKeyParts ReadDueKey(std::string_view key) {
  KeyReader reader(key);
  PADU_CHECK(reader.U8() == kDue);
  DueKeyParts parts;
  parts.sweep = reader.U8() == kSweepWork;
  parts.city = reader.U32();
  return parts;
}

AidKeyParts ReadAidKey(std::string_view key) {
  KeyReader reader(key);
  PADU_CHECK(reader.U8() == kAid);
  AidKeyParts parts;
  parts.household = reader.Text();
  parts.day = DayOf(reader.U32());
  parts.id.sequence = reader.U64();
  parts.id.index = reader.U8();
  return parts;
}

RankedKeyParts ReadRankedKey(std::string_view key) {
  KeyReader reader(key);
  PADU_CHECK(reader.U8() == kRanked);
  reader.U32();
  reader.Text();
  reader.U8();
  RankedKeyParts parts;
  parts.kelurahan = reader.Text();
  parts.rank = static_cast<std::int64_t>(~reader.U64() ^ kRankBias);
  parts.household = reader.Rest();
  return parts;
}

std::string ReadOverlapIndexKey(std::string_view key) {
  KeyReader reader(key);
  PADU_CHECK(reader.U8() == kOverlapIndex);
  reader.U32();
  reader.Text();
  const auto read_aid = [&reader] {
    AidId id;
    id.sequence = ~reader.U64();
    id.index = static_cast<std::uint8_t>(~reader.U8());
    return id;
  };
  const AidId second = read_aid();
  const AidId first = read_aid();
  return OverlapKey(reader.Rest(), first, second);
}

std::string TimeValue(UnixMicros time) { return std::move(KeyWriter().U64(static_cast<std::uint64_t>(time))).str(); }

std::optional<UnixMicros> AsOf(const store::Reader& tables) {
  std::optional<UnixMicros> lowest;
  for (const std::string& key : {RegistryTimeKey(), LedgerTimeKey()}) {
    std::string value;
    if (!tables.Get(key, &value)) return std::nullopt;
    const auto time = static_cast<UnixMicros>(KeyReader(value).U64());
    lowest = std::min(lowest.value_or(time), time);
  }
  return lowest;
}

}  // namespace padu::matching
