#include "common/journal/announce_order.h"

#include <gtest/gtest.h>

namespace padu::journal {
namespace {

constexpr std::int64_t kPatience = 1000;

class AnnounceOrderTest : public testing::Test {
 protected:
  AnnounceOrder order_{{0, 1, 5}, kPatience};
};

TEST_F(AnnounceOrderTest, EachWaitsForThoseBelow) {
  EXPECT_FALSE(order_.MayAnnounce(5, 0, 1));
  EXPECT_FALSE(order_.MayAnnounce(1, 0, 1));
  EXPECT_TRUE(order_.MayAnnounce(0, 0, 1));
  order_.Announced(0, 2);
  EXPECT_TRUE(order_.MayAnnounce(1, 0, 3));
  EXPECT_FALSE(order_.MayAnnounce(5, 0, 3));
  order_.Announced(1, 4);
  EXPECT_TRUE(order_.MayAnnounce(5, 0, 5));
}

TEST_F(AnnounceOrderTest, OneThatIsNotReadyHoldsUpNobodyForLong) {
  EXPECT_FALSE(order_.MayAnnounce(1, 0, 10));
  EXPECT_FALSE(order_.MayAnnounce(1, 0, 10 + kPatience - 1));
  EXPECT_TRUE(order_.MayAnnounce(1, 0, 10 + kPatience));
}

TEST_F(AnnounceOrderTest, WhoLosesTheLowestEnds) {
  EXPECT_TRUE(order_.MayAnnounce(0, 0, 1));
  EXPECT_FALSE(order_.MayGoOn(0));
  EXPECT_FALSE(order_.MayAnnounce(0, 0, 2));
  EXPECT_FALSE(order_.MayAnnounce(1, 0, 2 + 2 * kPatience)) << "none announces itself any more";
}

TEST_F(AnnounceOrderTest, WhoHasTheLowestAnnouncesTheOthersAgainOnceItKnowsItHasIt) {
  order_.Announced(0, 5);
  EXPECT_TRUE(order_.MayAnnounce(1, 0, 6));
  EXPECT_TRUE(order_.MayGoOn(1));
  EXPECT_FALSE(order_.MayAnnounce(1, 8, 9)) << "perhaps the other one has taken the lowest too";
  EXPECT_FALSE(order_.MayAnnounce(1, 8, 9 + kPatience));
  order_.InContact(0, 8);
  EXPECT_TRUE(order_.MayAnnounce(1, 8, 10));
}

TEST_F(AnnounceOrderTest, WhereTheLowestLagsTheNextOneDecides) {
  EXPECT_FALSE(order_.MayAnnounce(1, 0, 10));
  EXPECT_TRUE(order_.MayAnnounce(1, 0, 10 + kPatience));
  EXPECT_FALSE(order_.MayGoOn(1));
}

TEST_F(AnnounceOrderTest, AFencedPartitionEndsAll) {
  order_.Announced(0, 1);
  order_.Announced(1, 1);
  order_.End();
  EXPECT_FALSE(order_.MayAnnounce(5, 0, 2));
  EXPECT_FALSE(order_.MayGoOn(5));
}

TEST_F(AnnounceOrderTest, OneThatBeginsAnewIsNotAnnounced) {
  order_.Announced(0, 1);
  order_.Begins(0);
  EXPECT_FALSE(order_.MayAnnounce(1, 0, 2));
}

}  // namespace
}  // namespace padu::journal
