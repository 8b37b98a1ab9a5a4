// Keys of the registry's tables (docs/formats.md). A tag or shape once written is for ever; tables_test.cc holds the
// bytes. Values are messages of padu/registry/v1/tables.proto unless said otherwise. `city` is the number without its
// dot. All are own tables: folds of the registry's journal.
//
//   10 u32 city, raw region code             -> RegionRow
//   11 u32 city, raw stakeholder             -> StakeholderRow
//   12 u32 city, raw programme               -> ProgrammeRow
//   13 u32 city, raw officer                 -> OfficerRow
//   14 raw household                         -> HouseholdRow
//   15 raw family                            -> FamilyRow
//   16 raw person                            -> PersonRow
//   17 raw NIK token                         -> raw person        who has the NIK; one key per live key version
//   18 text NIK token, raw person            -> nothing           who claims a NIK that another person has
//   19 u32 city, text kelurahan, raw household -> nothing         by present domicile; merged ones are left out
//   1A u32 city, u8 state, raw household     -> nothing           by state of verval; merged ones are left out
//   1B text household, raw person            -> nothing           everybody who lives or ever lived there
//   1C text household, raw family            -> nothing           families that belong to it now
//   1D text subject, u64 sequence, u8 index  -> OpeningRow        who opened a subject's sealed data
//   1E raw key id                            -> nothing           data keys that are to be erased, for ever
//   1F u64 microseconds, raw household       -> nothing           due: when an approval ends by itself
//   20 u32 city, raw key of the APIs         -> ApiKeyRow
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/check.h"
#include "common/base/clock.h"
#include "common/base/key.h"
#include "common/store/store.h"
#include "common/store/values.h"
#include "padu/registry/v1/tables.pb.h"

namespace padu::registry {

// Generated messages are used by their short names in this domain.
namespace pb = ::padu::registry::v1;

using Sequence = std::uint64_t;
using CityNumber = std::uint32_t;
using store::Get;
using store::ParseValue;

inline constexpr std::uint8_t kDueTag = 0x1F;

std::string RegionKey(CityNumber city, std::string_view code);
std::string StakeholderKey(CityNumber city, std::string_view stakeholder);
std::string ProgrammeKey(CityNumber city, std::string_view programme);
std::string OfficerKey(CityNumber city, std::string_view officer);
std::string HouseholdKey(std::string_view household);
std::string FamilyKey(std::string_view family);
std::string PersonKey(std::string_view person);
std::string TokenKey(std::string_view token);
std::string ClaimKey(std::string_view token, std::string_view person);
std::string ClaimPrefix(std::string_view token);
std::string DomicileKey(CityNumber city, std::string_view kelurahan, std::string_view household);
// Of a region's code: the city's, a kecamatan's or a kelurahan's.
std::string DomicilePrefix(CityNumber city, std::string_view region);
std::string VerificationKey(CityNumber city, pb::VerificationState state, std::string_view household);
std::string VerificationPrefix(CityNumber city, pb::VerificationState state);
std::string ResidentKey(std::string_view household, std::string_view person);
std::string ResidentPrefix(std::string_view household);
std::string HouseholdFamilyKey(std::string_view household, std::string_view family);
std::string HouseholdFamilyPrefix(std::string_view household);
std::string OpeningKey(std::string_view subject, Sequence sequence, std::uint8_t index);
std::string OpeningPrefix(std::string_view subject);
std::string ErasedKeyKey(std::string_view key_id);
std::string ExpiryKey(UnixMicros at, std::string_view household);
std::string ErasedKeyPrefix();
std::string ApiKeyKey(CityNumber city, std::string_view key);

// The two parts of an expiry key.
UnixMicros ReadExpiryTime(std::string_view key);
std::string ReadExpiryHousehold(std::string_view key);
// The household of a domicile key; the rest of the other two-part keys is what follows their prefix.
std::string ReadDomicileHousehold(std::string_view key);

}  // namespace padu::registry
