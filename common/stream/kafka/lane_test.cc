#include "common/stream/kafka/lane.h"

#include <gtest/gtest.h>

#include <string>

namespace padu::stream {
namespace {

// The shape of librdkafka's statistics, as far as it matters.
std::string Statistics(int connects, int leader_of_0, int leader_of_1 = 1) {
  const auto partition = [](int number, int leader) {
    return "\"" + std::to_string(number) + "\": { \"partition\":" + std::to_string(number) +
           ", \"broker\":1, \"leader\":" + std::to_string(leader) + ", \"desired\":true }";
  };
  return R"({ "name": "padu#consumer-1", "brokers":{ "a:1/1": { "name":"a:1/1", "connects":)" +
         std::to_string(connects) + R"(, "toppars":{ "t-0": { "topic":"t", "partition":0} } } , )" +
         R"("b:1/2": { "connects":1} }, "topics":{ "t": { "topic":"t", "age":7, "partitions":{ )" +
         partition(0, leader_of_0) + ", " + partition(1, leader_of_1) + "} } } }";
}

TEST(ConnectionWatchTest, TheFirstStatisticsAreTheBase) { EXPECT_EQ(ConnectionWatch().Take(Statistics(5, 1)), 0U); }

TEST(ConnectionWatchTest, CountsNewConnections) {
  ConnectionWatch watch;
  watch.Take(Statistics(1, 1));
  EXPECT_EQ(watch.Take(Statistics(1, 1)), 0U);
  EXPECT_EQ(watch.Take(Statistics(3, 1)), 2U);
  EXPECT_EQ(watch.Take(Statistics(3, 1)), 0U);
}

TEST(ConnectionWatchTest, CountsLeadersThatChangeButNotThoseThatBecomeKnown) {
  ConnectionWatch watch;
  watch.Take(Statistics(1, -1, 1));
  EXPECT_EQ(watch.Take(Statistics(1, 1, 1)), 0U);
  EXPECT_EQ(watch.Take(Statistics(1, 2, 1)), 1U);
  EXPECT_EQ(watch.Take(Statistics(1, -1, 2)), 2U);
}

}  // namespace
}  // namespace padu::stream
