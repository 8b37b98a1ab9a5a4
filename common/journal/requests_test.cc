#include "common/journal/requests.h"

#include <gtest/gtest.h>

namespace padu::journal {
namespace {

std::string KeyOf(char c) { return std::string(32, c); }

TEST(RepeatableCommand, HasADigestUnderEveryLiveKey) {
  const CitySecrets before("64.74", {{1, KeyOf('a')}}, {{1, KeyOf('m')}});
  const CitySecrets amid("64.74", {{1, KeyOf('a')}, {2, KeyOf('b')}}, {{1, KeyOf('m')}});
  const Command old = RepeatableCommand("operators/ani", "AddPerson", "r1", before, "bytes");
  const Command now = RepeatableCommand("operators/ani", "AddPerson", "r1", amid, "bytes");
  EXPECT_EQ(now.cause.caller(), "operators/ani");
  EXPECT_EQ(now.cause.method(), "AddPerson");
  EXPECT_EQ(now.cause.request_id(), "r1");
  ASSERT_EQ(now.digests.size(), 2U);
  EXPECT_EQ(now.cause.digest().key_version(), 2U);  // the key that writes
  EXPECT_EQ(now.cause.digest().hmac(), now.digests[0].hmac());
  EXPECT_EQ(now.digests[1].key_version(), 1U);
  EXPECT_EQ(now.digests[1].hmac(), old.cause.digest().hmac());
  EXPECT_NE(now.digests[0].hmac(), now.digests[1].hmac());
}

}  // namespace
}  // namespace padu::journal
