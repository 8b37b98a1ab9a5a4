#include "common/host/operator_names.h"

#include <gtest/gtest.h>

#include "common/base/status.h"

namespace padu::host {
namespace {

TEST(OperatorNamesTest, APartitionIsNamedByItsNumberOrByACity) {
  const auto box = ParseOperatorName("partitions/12/boxes/padu.aid.submitted.v1.6474.baznas", "boxes", true);
  ASSERT_TRUE(box.ok()) << box.status();
  EXPECT_EQ(box->partition.number, 12);
  EXPECT_EQ(box->id, "padu.aid.submitted.v1.6474.baznas");
  const auto clock = ParseOperatorName("cities/64.74/clock", "clock", false);
  ASSERT_TRUE(clock.ok()) << clock.status();
  EXPECT_EQ(clock->partition.number, std::nullopt);
  EXPECT_EQ(clock->partition.city, "64.74");
  EXPECT_EQ(ParsePartitionName("partitions/0", "parent")->number, 0);
  EXPECT_EQ(NameOf(12, "boxes", box->id), "partitions/12/boxes/padu.aid.submitted.v1.6474.baznas");
  EXPECT_EQ(NameOf(0, "clock"), "partitions/0/clock");
}

TEST(OperatorNamesTest, OtherNamesAreRefusedWithTheirField) {
  for (const char* name : {"", "partitions", "partitions/x/boxes/a", "partitions/-1/boxes/a", "cities/6474/boxes/a",
                           "cities/64x74/boxes/a", "towns/64.74/boxes/a", "partitions/1/boxes", "partitions/1/boxes/",
                           "partitions/1/boxes/a/b", "partitions/1/inputs/a"}) {
    const auto parsed = ParseOperatorName(name, "boxes", true);
    ASSERT_FALSE(parsed.ok()) << name;
    EXPECT_EQ(RefusalOf(parsed.status())->reason, "NAME_INVALID");
    EXPECT_EQ(RefusalOf(parsed.status())->metadata.at("field"), "name");
  }
  for (const char* name : {"partitions/1/clock/", "partitions/1/clock/now", "partitions/1"}) {
    EXPECT_FALSE(ParseOperatorName(name, "clock", false).ok()) << name;
  }
  for (const char* name : {"", "partitions/1/", "partitions/1/clock", "cities/64.74.03"}) {
    EXPECT_FALSE(ParsePartitionName(name, "parent").ok()) << name;
  }
}

}  // namespace
}  // namespace padu::host
