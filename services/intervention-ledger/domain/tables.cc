#include "services/intervention-ledger/domain/tables.h"

#include <utility>

namespace padu::ledger {
namespace {

enum Tag : std::uint8_t {
  kEventId = 0x10,
  kSubmission = 0x11,
  kPlace = 0x12,
  kVerdict = 0x13,
  kHeld = 0x14,
  kParked = 0x15,
  kWait = 0x16,
  kDue = kDueTag,
  kEntry = 0x18,
  kYear = 0x19,
  kCoverage = 0x1B,
  kWaitCount = 0x1C,
  kTokenView = 0x80,
  kPersonView = 0x81,
  kFamilyView = 0x82,
  kHouseholdView = 0x83,
  kStakeholderView = 0x84,
  kProgrammeView = 0x85,
  kHome = 0x86,
  kOfficerView = 0x87,
};

constexpr std::uint32_t kDayBias = 0x80000000U;

std::uint32_t SortableDay(Day day) { return static_cast<std::uint32_t>(day) + kDayBias; }

KeyWriter Stakeholder(Tag tag, CityNumber city, std::string_view stakeholder) {
  KeyWriter key(tag);
  key.U32(city).Text(stakeholder);
  return key;
}

KeyWriter WaitWriter(Tag tag, const pb::Wait& wait) {
  KeyWriter key(tag);
  key.U8(static_cast<std::uint8_t>(wait.kind_case()));
  switch (wait.kind_case()) {
    case pb::Wait::kNikToken:
      key.Text(wait.nik_token());
      break;
    case pb::Wait::kPerson:
      key.Text(wait.person());
      break;
    case pb::Wait::kFamily:
      key.Text(wait.family());
      break;
    case pb::Wait::kHousehold:
      key.Text(wait.household());
      break;
    case pb::Wait::kEvent:
      key.U32(wait.event().city()).Text(wait.event().stakeholder()).Text(wait.event().event_id());
      break;
    case pb::Wait::KIND_NOT_SET:
      PADU_FATAL("a wait for nothing");
  }
  return key;
}

KeyWriter One(Tag tag, std::string_view raw) {
  KeyWriter key(tag);
  key.Raw(raw);
  return key;
}

}  // namespace

std::string EventIdKey(CityNumber city, std::string_view stakeholder, std::string_view event_id) {
  return std::move(Stakeholder(kEventId, city, stakeholder).Raw(event_id)).str();
}

std::string SubmissionKey(CityNumber city, std::string_view stakeholder, Sequence first) {
  return std::move(Stakeholder(kSubmission, city, stakeholder).U64(first)).str();
}

std::string SubmissionPrefix(CityNumber city, std::string_view stakeholder) {
  return Stakeholder(kSubmission, city, stakeholder).str();
}

std::string PlaceKey(CityNumber city, std::string_view stakeholder, std::uint32_t generation, std::int64_t offset) {
  return std::move(Stakeholder(kPlace, city, stakeholder).U32(generation).U64(static_cast<std::uint64_t>(offset)))
      .str();
}

std::string VerdictPrefix(CityNumber city, std::string_view stakeholder, pb::Verdict verdict) {
  return std::move(Stakeholder(kVerdict, city, stakeholder).U8(static_cast<std::uint8_t>(verdict))).str();
}

std::string VerdictKey(CityNumber city, std::string_view stakeholder, pb::Verdict verdict, Sequence first) {
  return std::move(Stakeholder(kVerdict, city, stakeholder).U8(static_cast<std::uint8_t>(verdict)).U64(first)).str();
}

std::string HeldKey(Sequence first) { return std::move(KeyWriter(kHeld).U64(first)).str(); }

std::string ParkedPrefix(CityNumber city) { return std::move(KeyWriter(kParked).U32(city)).str(); }

std::string ParkedKey(CityNumber city, Sequence first) {
  return std::move(KeyWriter(kParked).U32(city).U64(first)).str();
}

std::string WaitPrefix(const pb::Wait& wait) { return WaitWriter(kWait, wait).str(); }
std::string WaitKey(const pb::Wait& wait, Sequence first) {
  return std::move(WaitWriter(kWait, wait).U64(first)).str();
}

std::string WaitCountKey(const pb::Wait& wait) { return WaitWriter(kWaitCount, wait).str(); }

std::string DuePrefix() { return KeyWriter(kDue).str(); }
std::string DueKey(const pb::Wait& wait, Sequence first) { return std::move(WaitWriter(kDue, wait).U64(first)).str(); }

std::string EntryPrefix(std::string_view household) { return std::move(KeyWriter(kEntry).Text(household)).str(); }

std::string EntryDayKey(std::string_view household, Day day) {
  return std::move(KeyWriter(kEntry).Text(household).U32(SortableDay(day))).str();
}

std::string EntryKey(std::string_view household, Day day, Sequence row, std::uint8_t index) {
  return std::move(KeyWriter(kEntry).Text(household).U32(SortableDay(day)).U64(row).U8(index)).str();
}

std::string YearPrefix(std::string_view household) { return std::move(KeyWriter(kYear).Text(household)).str(); }

std::string YearKey(std::string_view household, int year) {
  return std::move(KeyWriter(kYear).Text(household).U32(static_cast<std::uint32_t>(year))).str();
}

std::string CoveragePrefix(CityNumber city) { return std::move(KeyWriter(kCoverage).U32(city)).str(); }

std::string CoveragePrefix(CityNumber city, std::string_view kelurahan) {
  return std::move(KeyWriter(kCoverage).U32(city).Text(kelurahan)).str();
}

std::string CoverageKey(CityNumber city, std::string_view kelurahan, std::string_view programme, YearMonth month) {
  return std::move(KeyWriter(kCoverage).U32(city).Text(kelurahan).Text(programme).U32(MonthNumber(month))).str();
}

std::string TokenViewKey(std::string_view token) { return One(kTokenView, token).str(); }
std::string PersonViewKey(std::string_view person) { return One(kPersonView, person).str(); }
std::string FamilyViewKey(std::string_view family) { return One(kFamilyView, family).str(); }
std::string HouseholdViewKey(std::string_view household) { return One(kHouseholdView, household).str(); }

std::string HomePrefix(std::string_view household) { return std::move(KeyWriter(kHome).Text(household)).str(); }

std::string HomeKey(std::string_view household, std::string_view person) {
  return std::move(KeyWriter(kHome).Text(household).Raw(person)).str();
}

std::string OfficerViewKey(CityNumber city, std::string_view officer) {
  return std::move(KeyWriter(kOfficerView).U32(city).Raw(officer)).str();
}

std::string StakeholderViewKey(CityNumber city, std::string_view stakeholder) {
  return std::move(KeyWriter(kStakeholderView).U32(city).Raw(stakeholder)).str();
}

std::string ProgrammeViewKey(CityNumber city, std::string_view programme) {
  return std::move(KeyWriter(kProgrammeView).U32(city).Raw(programme)).str();
}

EntryKeyParts ReadEntryKey(std::string_view key) {
  KeyReader reader(key);
  PADU_CHECK(reader.U8() == kEntry);
  EntryKeyParts parts;
  parts.household = reader.Text();
  parts.day = static_cast<Day>(reader.U32() - kDayBias);
  parts.row = reader.U64();
  parts.index = reader.U8();
  return parts;
}

CoverageKeyParts ReadCoverageKey(std::string_view key) {
  KeyReader reader(key);
  PADU_CHECK(reader.U8() == kCoverage);
  CoverageKeyParts parts;
  parts.city = reader.U32();
  parts.kelurahan = reader.Text();
  parts.programme = reader.Text();
  parts.month = MonthFromNumber(reader.U32());
  return parts;
}

Sequence ReadLastSequence(std::string_view key) {
  PADU_CHECK(key.size() > 8);
  return KeyReader(key.substr(key.size() - 8)).U64();
}

Sequence ReadDueKeySequence(std::string_view key) {
  PADU_CHECK(KeyReader(key).U8() == kDue);
  return ReadLastSequence(key);
}

std::string SequenceValue(Sequence first) { return std::move(KeyWriter().U64(first)).str(); }
Sequence ReadSequenceValue(std::string_view value) { return KeyReader(value).U64(); }

}  // namespace padu::ledger
