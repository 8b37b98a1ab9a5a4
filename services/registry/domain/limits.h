// Bounds of the registry (rule 16), each with its unit; a test stands at each.
#pragma once

#include <cstddef>
#include <cstdint>

namespace padu::registry {

// Characters of an id that people choose (stakeholder, programme, officer), as AIP-122 has it.
inline constexpr std::size_t kIdCharsMax = 63;
// Bytes of a text in clear: names, sources, references.
inline constexpr std::size_t kTextBytesMax = 200;
// Bytes of a sealed value (nonce and tag come on top), and sealed values of one subject.
inline constexpr std::size_t kSealedBytesMax = 512;
inline constexpr int kSealedFieldsMax = 9;
// Persons who live in a household, or ever lived there; families of a household.
inline constexpr int kHouseholdPersonsMax = 60;
inline constexpr int kHouseholdPersonsEverMax = 400;
inline constexpr int kHouseholdFamiliesMax = 20;
// Stays of a household, and memberships of a person, that are kept.
inline constexpr int kStaysMax = 100;
inline constexpr int kMembershipsMax = 100;
// Records that were merged into one person.
inline constexpr int kMergedPersonsMax = 20;
// Of one step of verval.
inline constexpr int kEvidenceMax = 10;
// Lists of reference data.
inline constexpr int kAliasesMax = 20;
inline constexpr int kOtherStakeholdersMax = 50;
inline constexpr int kQuotasMax = 100;
inline constexpr int kComponentsMax = 50;
inline constexpr int kOfficerRegionsMax = 100;
// Rupiah: a budget beyond a quadrillion is a slip.
inline constexpr std::int64_t kRupiahMax = 1'000'000'000'000'000;
inline constexpr std::int64_t kCountMax = 1'000'000'000;
// Days a verification counts once approved, unless the city sets it otherwise: a year. UU 13/2011 article 8 (5) wants
// verval at least every two years, which is the most that can be set.
inline constexpr int kVerificationDays = 365;
inline constexpr int kVerificationDaysMax = 731;
// Years: nobody moved in, and no desil was reckoned, before.
inline constexpr int kYearMin = 1900;
inline constexpr int kAgeMax = 130;

}  // namespace padu::registry
