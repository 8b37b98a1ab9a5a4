#include "services/registry/domain/tables.h"

#include <gtest/gtest.h>

#include "common/base/crypto.h"

namespace padu::registry {
namespace {

// The bytes on disk: a change here is a change of format, which old data would not survive.
TEST(Tables, KeysHaveTheirBytesForEver) {
  const CityNumber city = 6474;  // 0x194a
  const struct {
    std::string key;
    std::string_view hex;
  } rows[] = {
      {RegionKey(city, "64.74"), "100000194a36342e3734"},
      {StakeholderKey(city, "bz"), "110000194a627a"},
      {ProgrammeKey(city, "rk"), "120000194a726b"},
      {OfficerKey(city, "of"), "130000194a6f66"},
      {HouseholdKey("hh-1"), "1468682d31"},
      {FamilyKey("fa-1"), "1566612d31"},
      {PersonKey("pe-1"), "1670652d31"},
      {TokenKey(std::string_view("\x00\xff", 2)), "1700ff"},
      {ClaimKey(std::string_view("\x00\xaa", 2), "pe-1"), "1800ffaa000170652d31"},
      {DomicileKey(city, "64.74.03.1002", "hh-1"), "190000194a36342e37342e30332e31303032000168682d31"},
      {DomicilePrefix(city, "64.74.03"), "190000194a36342e37342e3033"},
      {VerificationKey(city, pb::VERIFICATION_STATE_ACTIVE, "hh-1"), "1a0000194a0768682d31"},
      {ResidentKey("hh-1", "pe-1"), "1b68682d31000170652d31"},
      {HouseholdFamilyKey("hh-1", "fa-1"), "1c68682d31000166612d31"},
      {OpeningKey("pe-1", 258, 3), "1d70652d310001000000000000010203"},
      {ErasedKeyKey("k1"), "1e6b31"},
      {ExpiryKey(258, "hh-1"), "1f000000000000010268682d31"},
      {ApiKeyKey(city, "key-1"), "200000194a6b65792d31"},
  };
  for (const auto& row : rows) EXPECT_EQ(Hex(row.key), row.hex);
}

TEST(Tables, AnExpiryKeyGivesItsPartsBack) {
  EXPECT_EQ(ReadExpiryTime(ExpiryKey(258, "hh-1")), 258);
  EXPECT_EQ(ReadExpiryHousehold(ExpiryKey(258, "hh-1")), "hh-1");
}

TEST(Tables, ADomicileKeyGivesItsHouseholdBack) {
  EXPECT_EQ(ReadDomicileHousehold(DomicileKey(6474, "64.74.03.1002", "hh-1")), "hh-1");
}

}  // namespace
}  // namespace padu::registry
