#include "common/stream/partitioner.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace padu::stream {
namespace {

// The vectors of Kafka's own test of Utils.murmur2.
TEST(Murmur2Test, AgreesWithKafka) {
  EXPECT_EQ(Murmur2("21"), -973932308);
  EXPECT_EQ(Murmur2("foobar"), -790332482);
  EXPECT_EQ(Murmur2("a-little-bit-long-string"), -985981536);
  EXPECT_EQ(Murmur2("a-little-bit-longer-string"), -1486304829);
  EXPECT_EQ(Murmur2("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8"), -58897971);
  EXPECT_EQ(Murmur2("abc"), 479470107);
}

TEST(PartitionOfCityTest, IsHashWithoutItsSignModuloPartitions) {
  EXPECT_EQ(PartitionOfCity("21", 1000), (-973932308 & 0x7fffffff) % 1000);
  EXPECT_EQ(PartitionOfCity("abc", 1000), 107);
}

TEST(PartitionOfCityTest, StaysInRangeAndSpreads) {
  std::set<int> used;
  for (int city = 1; city < 100; ++city) {
    const int partition = PartitionOfCity("64." + std::to_string(city), 8);
    ASSERT_GE(partition, 0);
    ASSERT_LT(partition, 8);
    used.insert(partition);
  }
  EXPECT_EQ(used.size(), 8U);
}

}  // namespace
}  // namespace padu::stream
