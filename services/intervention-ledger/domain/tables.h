// Keys of the ledger's tables (docs/formats.md). A tag or shape once written is for ever; tables_test.cc holds the
// bytes. Values are messages of padu/ledger/v1/tables.proto unless said otherwise. `city` is the number without its
// dot.
//
// Own tables: folds of the ledger's journal
//   10 u32 city, text stakeholder, raw event id              -> EventIdState
//   11 u32 city, text stakeholder, u64 first row             -> SubmissionState
//   12 u32 city, text stakeholder, u32 generation, u64 offset -> u64 first row          place in the letter box
//   13 u32 city, text stakeholder, u8 verdict, u64 first row -> nothing                 all verdicts but POSTED
//   14 u64 first row                                         -> HeldSubmission          PARKED, REJECTED, or was
//   15 u32 city, u64 first row                               -> nothing                 PARKED
//   16 wait, u64 first row                                   -> nothing                 PARKED
//   17 wait, u64 first row                                   -> nothing                 due: decide this one again
//   1C wait                                                  -> u64                     how many are PARKED for it
//   18 text household, u32 day, u64 row, u8 index            -> EntryRow
//   19 text household, u32 year                              -> HouseholdYear
//   1A                                                       (was: households of a person's entries)
//   1B u32 city, text kelurahan, text programme, u32 month   -> CoverageState
// wait: u8 kind, then 1 text token | 2 text person | 3 text family | 4 text household | 5 u32 city, text stakeholder,
// text event id. day: days since 1970-01-01 plus 2^31. month: months since year 0.
//
// Views: folds of the registry's journal
//   80 raw token                                             -> PersonView
//   81 raw person                                            -> PersonView
//   82 raw family                                            -> FamilyView
//   83 raw household                                         -> HouseholdView
//   84 u32 city, raw stakeholder                             -> StakeholderView
//   85 u32 city, raw programme                               -> ProgrammeView
//   86 text household, raw person                            -> nothing                 whose home it is or was
//   87 u32 city, raw officer                                 -> OfficerView
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/check.h"
#include "common/base/days.h"
#include "common/base/key.h"
#include "common/store/store.h"
#include "common/store/values.h"
#include "padu/ledger/v1/tables.pb.h"

namespace padu::ledger {

// Generated messages are used by their short names in this domain.
namespace pb = ::padu::ledger::v1;

using Sequence = std::uint64_t;
using CityNumber = std::uint32_t;
using store::Get;
using store::ParseValue;

inline constexpr std::uint8_t kDueTag = 0x17;

std::string EventIdKey(CityNumber city, std::string_view stakeholder, std::string_view event_id);
std::string SubmissionKey(CityNumber city, std::string_view stakeholder, Sequence first);
std::string SubmissionPrefix(CityNumber city, std::string_view stakeholder);
std::string PlaceKey(CityNumber city, std::string_view stakeholder, std::uint32_t generation, std::int64_t offset);
std::string VerdictKey(CityNumber city, std::string_view stakeholder, pb::Verdict verdict, Sequence first);
std::string VerdictPrefix(CityNumber city, std::string_view stakeholder, pb::Verdict verdict);
std::string HeldKey(Sequence first);
std::string ParkedKey(CityNumber city, Sequence first);
std::string ParkedPrefix(CityNumber city);
std::string WaitKey(const pb::Wait& wait, Sequence first);
std::string WaitPrefix(const pb::Wait& wait);
std::string WaitCountKey(const pb::Wait& wait);
std::string DueKey(const pb::Wait& wait, Sequence first);
std::string DuePrefix();
std::string EntryKey(std::string_view household, Day day, Sequence row, std::uint8_t index);
std::string EntryPrefix(std::string_view household);
// The least key of entries given on `day` or later.
std::string EntryDayKey(std::string_view household, Day day);
std::string YearKey(std::string_view household, int year);
std::string YearPrefix(std::string_view household);
std::string CoverageKey(CityNumber city, std::string_view kelurahan, std::string_view programme, YearMonth month);
std::string CoveragePrefix(CityNumber city);
std::string CoveragePrefix(CityNumber city, std::string_view kelurahan);

std::string TokenViewKey(std::string_view token);
std::string PersonViewKey(std::string_view person);
std::string FamilyViewKey(std::string_view family);
std::string HouseholdViewKey(std::string_view household);
std::string HomeKey(std::string_view household, std::string_view person);
std::string HomePrefix(std::string_view household);
std::string StakeholderViewKey(CityNumber city, std::string_view stakeholder);
std::string ProgrammeViewKey(CityNumber city, std::string_view programme);
std::string OfficerViewKey(CityNumber city, std::string_view officer);

struct EntryKeyParts {
  std::string household;
  Day day = 0;
  Sequence row = 0;
  std::uint8_t index = 0;
};
EntryKeyParts ReadEntryKey(std::string_view key);

struct CoverageKeyParts {
  CityNumber city = 0;
  std::string kelurahan;
  std::string programme;
  YearMonth month;
};
CoverageKeyParts ReadCoverageKey(std::string_view key);

// The submission that a due key (of the store, tag included) is about.
Sequence ReadDueKeySequence(std::string_view key);
// The last eight bytes of a key whose last part is a first row.
Sequence ReadLastSequence(std::string_view key);
// The value of a place.
std::string SequenceValue(Sequence first);
Sequence ReadSequenceValue(std::string_view value);

}  // namespace padu::ledger
