#include "common/base/city.h"

#include <gtest/gtest.h>

namespace padu {
namespace {

TEST(City, IsWrittenWithADot) {
  EXPECT_EQ(CityCode(6474), "64.74");
  EXPECT_EQ(CityCode(1101), "11.01");
  EXPECT_EQ(ParseCityCode("64.74"), 6474U);
  for (const char* text : {"", "6474", "64.7", "6x.74", "64.745", "64474", "64.74.03"}) {
    EXPECT_FALSE(ParseCityCode(text)) << text;
  }
}

TEST(City, ARegionContainsWhatIsWithin) {
  EXPECT_TRUE(RegionContains("64.74", "64.74"));
  EXPECT_TRUE(RegionContains("64.74", "64.74.03.1002"));
  EXPECT_TRUE(RegionContains("64.74.03", "64.74.03.1002"));
  EXPECT_FALSE(RegionContains("64.74.03.1002", "64.74.03"));
  EXPECT_FALSE(RegionContains("64.74.0", "64.74.03"));
  EXPECT_FALSE(RegionContains("64.74.01", "64.74.03.1002"));
}

TEST(City, ARegionOfItIsWellFormed) {
  for (const char* code : {"64.74", "64.74.03", "64.74.03.1002"}) EXPECT_TRUE(IsRegionOf(code, "64.74")) << code;
  for (const char* code : {"", "64.72", "64.741", "64.74.", "64.74.3", "64.74.0x", "64.74.03.", "64.74.03.100",
                           "64.74.03.10022", "64.74.03x1002", "64.74.03.1002.1"}) {
    EXPECT_FALSE(IsRegionOf(code, "64.74")) << code;
  }
}

TEST(City, ItsLetterBoxesNameTheirStakeholder) {
  EXPECT_EQ(BoxTopic(6474, "baznas"), "padu.aid.submitted.v1.6474.baznas");
  const auto owner = ParseBox(BoxTopic(1101, "pupuk-kaltim"));
  ASSERT_TRUE(owner.has_value());
  EXPECT_EQ(owner->city, 1101U);
  EXPECT_EQ(owner->stakeholder, "pupuk-kaltim");
  for (const char* topic :
       {"", "padu.aid.submitted.v1.", "padu.aid.submitted.v1.6474", "padu.aid.submitted.v1.6474.",
        "padu.aid.submitted.v1.64.74.baznas", "padu.aid.submitted.v1.647x.baznas", "padu.ledger.journal.v1"}) {
    EXPECT_FALSE(ParseBox(topic)) << topic;
  }
}

}  // namespace
}  // namespace padu
