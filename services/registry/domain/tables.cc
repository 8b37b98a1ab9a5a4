#include "services/registry/domain/tables.h"

namespace padu::registry {
namespace {

enum Tag : std::uint8_t {
  kRegion = 0x10,
  kStakeholder = 0x11,
  kProgramme = 0x12,
  kOfficer = 0x13,
  kHousehold = 0x14,
  kFamily = 0x15,
  kPerson = 0x16,
  kToken = 0x17,
  kClaim = 0x18,
  kDomicile = 0x19,
  kVerification = 0x1A,
  kResident = 0x1B,
  kHouseholdFamily = 0x1C,
  kOpening = 0x1D,
  kErasedKey = 0x1E,
  kExpiry = kDueTag,
  kApiKey = 0x20,
};

std::string OfCity(Tag tag, CityNumber city, std::string_view id) { return KeyWriter(tag).U32(city).Raw(id).str(); }

std::string OfId(Tag tag, std::string_view id) { return KeyWriter(tag).Raw(id).str(); }

std::string Pair(Tag tag, std::string_view first, std::string_view second) {
  return KeyWriter(tag).Text(first).Raw(second).str();
}

}  // namespace

std::string RegionKey(CityNumber city, std::string_view code) { return OfCity(kRegion, city, code); }
std::string StakeholderKey(CityNumber city, std::string_view id) { return OfCity(kStakeholder, city, id); }
std::string ProgrammeKey(CityNumber city, std::string_view id) { return OfCity(kProgramme, city, id); }
std::string OfficerKey(CityNumber city, std::string_view id) { return OfCity(kOfficer, city, id); }

std::string ApiKeyKey(CityNumber city, std::string_view id) { return OfCity(kApiKey, city, id); }

std::string HouseholdKey(std::string_view household) { return OfId(kHousehold, household); }
std::string FamilyKey(std::string_view family) { return OfId(kFamily, family); }
std::string PersonKey(std::string_view person) { return OfId(kPerson, person); }
std::string TokenKey(std::string_view token) { return OfId(kToken, token); }

std::string ClaimKey(std::string_view token, std::string_view person) { return Pair(kClaim, token, person); }
std::string ClaimPrefix(std::string_view token) { return Pair(kClaim, token, ""); }

std::string DomicileKey(CityNumber city, std::string_view kelurahan, std::string_view household) {
  return KeyWriter(kDomicile).U32(city).Text(kelurahan).Raw(household).str();
}

std::string DomicilePrefix(CityNumber city, std::string_view region) {
  // Without the text's end: "64.74.03" is the beginning of "64.74.03.1002".
  return KeyWriter(kDomicile).U32(city).Raw(region).str();
}

std::string VerificationKey(CityNumber city, pb::VerificationState state, std::string_view household) {
  return KeyWriter(kVerification).U32(city).U8(static_cast<std::uint8_t>(state)).Raw(household).str();
}

std::string VerificationPrefix(CityNumber city, pb::VerificationState state) {
  return VerificationKey(city, state, "");
}

std::string ResidentKey(std::string_view household, std::string_view person) {
  return Pair(kResident, household, person);
}
std::string ResidentPrefix(std::string_view household) { return Pair(kResident, household, ""); }

std::string HouseholdFamilyKey(std::string_view household, std::string_view family) {
  return Pair(kHouseholdFamily, household, family);
}
std::string HouseholdFamilyPrefix(std::string_view household) { return Pair(kHouseholdFamily, household, ""); }

std::string OpeningKey(std::string_view subject, Sequence sequence, std::uint8_t index) {
  return KeyWriter(kOpening).Text(subject).U64(sequence).U8(index).str();
}
std::string OpeningPrefix(std::string_view subject) { return Pair(kOpening, subject, ""); }

std::string ErasedKeyKey(std::string_view key_id) { return OfId(kErasedKey, key_id); }
std::string ErasedKeyPrefix() { return OfId(kErasedKey, ""); }

std::string ExpiryKey(UnixMicros at, std::string_view household) {
  return KeyWriter(kExpiry).U64(static_cast<std::uint64_t>(at)).Raw(household).str();
}

UnixMicros ReadExpiryTime(std::string_view key) {
  KeyReader reader(key);
  reader.U8();
  return static_cast<UnixMicros>(reader.U64());
}

std::string ReadExpiryHousehold(std::string_view key) {
  KeyReader reader(key);
  reader.U8();
  reader.U64();
  return std::string(reader.Rest());
}

std::string ReadDomicileHousehold(std::string_view key) {
  KeyReader reader(key);
  reader.U8();
  reader.U32();
  reader.Text();
  return std::string(reader.Rest());
}

}  // namespace padu::registry
