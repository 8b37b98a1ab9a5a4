#include "common/journal/positions.h"

#include <gtest/gtest.h>

#include "common/base/status.h"

namespace padu::journal {
namespace {

std::string ReasonOf(const absl::Status& status) { return RefusalOf(status)->reason; }

TEST(Positions, AndTokensAreChecked) {
  Position position;
  position.epoch.set_number(3);
  position.epoch.set_life(0xABCDEF0123456789U);
  position.next = 42;
  const auto back = ParsePosition(PositionText(position));
  EXPECT_EQ((*back)->epoch.life(), position.epoch.life());
  EXPECT_EQ((*back)->next, 42U);
  EXPECT_FALSE(ParsePosition("")->has_value());
  for (const char* text : {"x", "1.2", "1.2.", "1.2.3.4", "1..3", "-1.2.3"}) {
    EXPECT_EQ(ReasonOf(ParsePosition(text).status()), "POSITION_INVALID") << text;
  }
  EXPECT_EQ(ReasonOf(ParsePageToken("!", "").status()), "PAGE_TOKEN_INVALID");
  EXPECT_EQ(ReasonOf(ParsePageToken(PageToken("ab"), "x").status()), "PAGE_TOKEN_INVALID");
  EXPECT_EQ(*PageSize(0), 50);
  EXPECT_EQ(*PageSize(9'999), 500);
  EXPECT_EQ(ReasonOf(PageSize(-1).status()), "PAGE_SIZE_NEGATIVE");
}

}  // namespace
}  // namespace padu::journal
