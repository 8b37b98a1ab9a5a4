// The bytes of every key: once written they are for ever.

#include "services/matching/domain/tables.h"

#include <gtest/gtest.h>

#include "common/base/crypto.h"
#include "services/matching/domain/testing/world.h"

namespace padu::matching {
namespace {

using testing::Parse;

constexpr CityNumber kCity = 6474;

TEST(TablesTest, KeysOfSettings) {
  EXPECT_EQ(Hex(SettingKey(pb::SettingRow::kProgrammeRule, kCity, "pkh")), "10040000194a706b68");
  EXPECT_EQ(Hex(SettingKey(pb::SettingRow::kNeed, kCity, "f")), "10050000194a66");
  EXPECT_EQ(Hex(SettingKey(pb::SettingRow::kRanking, kCity, "")), "10060000194a");
  EXPECT_EQ(Hex(SettingKey(pb::SettingRow::kCompatibility, kCity, "")), "10070000194a");
  EXPECT_EQ(Hex(SettingKey(pb::SettingRow::kFeedExpectation, kCity, "bz")), "10080000194a627a");
  EXPECT_EQ(Hex(SettingPrefix(pb::SettingRow::kNeed, kCity)), "10050000194a");
  EXPECT_EQ(Hex(SettingVersionKey(pb::SettingRow::kNeed, kCity, "f", 258)), "11050000194a66000100000102");
  EXPECT_EQ(Hex(SettingVersionPrefix(pb::SettingRow::kNeed, kCity, "f")), "11050000194a660001");
}

TEST(TablesTest, KeysOfStandings) {
  EXPECT_EQ(Hex(StandingsKey(kCity, "hh")), "120000194a6868");
  EXPECT_EQ(Hex(StandingsPrefix(kCity)), "120000194a");
  const auto standing =
      Parse<pb::Standing>("household: 'hh' need: 'f' status: STANDING_STATUS_UNSERVED kelurahan: '64' rank: 258");
  EXPECT_EQ(Hex(RankedKey(kCity, standing)), "130000194a66000102363400017ffffffffffffefd6868");
  EXPECT_EQ(Hex(RankedPrefix(kCity, "f", pb::STANDING_STATUS_UNSERVED)), "130000194a66000102");
  EXPECT_EQ(Hex(RankedPrefix(kCity, "f", pb::STANDING_STATUS_UNCERTAIN, "64")), "130000194a6600010436340001");
  EXPECT_EQ(Hex(WaitingKey(kCity, 1, "hh", "f")), "140000194a800000016868000166");
  EXPECT_EQ(Hex(WaitingFrom(kCity, -1)), "140000194a7fffffff");
  EXPECT_EQ(Hex(WaitingFrom(kCity, 1, "hh")), "140000194a8000000168680001");
}

TEST(TablesTest, KeysOfWork) {
  EXPECT_EQ(Hex(DayDueKey(kCity, Parse<pb::DayCursor>("check_day: 1 household: 'hh'"))), "15010000194a800000016868");
  EXPECT_EQ(Hex(SweepDueKey(kCity, "hh")), "15020000194a6868");
  EXPECT_EQ(Hex(CityKey(kCity)), "190000194a");
}

TEST(TablesTest, KeysOfOverlapsAndFeeds) {
  EXPECT_EQ(Hex(OverlapKey("hh", {1, 2}, {258, 0})), "1668680001000000000000000102000000000000010200");
  EXPECT_EQ(Hex(OverlapPrefix("hh")), "1668680001");
  const auto overlap = Parse<pb::OverlapFound>(
      "household: 'hh' kelurahan: '64' first { sequence: 1 index: 2 } second { sequence: 258 }");
  const std::string index = OverlapIndexKey(kCity, overlap);
  EXPECT_EQ(Hex(index), "170000194a36340001fffffffffffffefdfffffffffffffffffefd6868");
  EXPECT_EQ(ReadOverlapIndexKey(index), OverlapKey("hh", {1, 2}, {258, 0}));
  EXPECT_EQ(Hex(OverlapIndexPrefix(kCity)), "170000194a");
  EXPECT_EQ(Hex(OverlapIndexPrefix(kCity, "64")), "170000194a36340001");
  EXPECT_EQ(Hex(FeedStateKey(kCity, "bz")), "180000194a627a");
  EXPECT_EQ(Hex(FeedStatePrefix(kCity)), "180000194a");
}

TEST(TablesTest, KeysOfViews) {
  EXPECT_EQ(Hex(HouseholdViewKey(kCity, "hh")), "800000194a6868");
  EXPECT_EQ(Hex(HouseholdViewPrefix(kCity)), "800000194a");
  EXPECT_EQ(Hex(PersonViewKey(kCity, "p")), "810000194a70");
  EXPECT_EQ(Hex(TokenViewKey("t")), "8274");
  EXPECT_EQ(Hex(ProgrammeViewKey(kCity, "bl")), "830000194a626c");
  EXPECT_EQ(Hex(ProgrammeViewPrefix(kCity)), "830000194a");
  EXPECT_EQ(Hex(StakeholderViewKey(kCity, "bz")), "840000194a627a");
  EXPECT_EQ(Hex(CityViewKey(kCity)), "850000194a");
  EXPECT_EQ(Hex(CityViewPrefix()), "85");
  EXPECT_EQ(Hex(RegistryTimeKey()), "86");
  EXPECT_EQ(Hex(OfficerViewKey(kCity, "of")), "870000194a6f66");
  EXPECT_EQ(Hex(AidKey("hh", 1, {258, 3})), "a06868000180000001000000000000010203");
  EXPECT_EQ(Hex(AidPrefix("hh")), "a068680001");
  EXPECT_EQ(Hex(AidFrom("hh", -1)), "a0686800017fffffff");
  EXPECT_EQ(Hex(FeedViewKey(kCity, "bz")), "a10000194a627a");
  EXPECT_EQ(Hex(FeedViewPrefix(kCity)), "a10000194a");
  EXPECT_EQ(Hex(LedgerTimeKey()), "a2");
  EXPECT_EQ(Hex(TimeValue(258)),
            "000000000000"
            "0102");
}

TEST(TablesTest, KeysReadBack) {
  const WaitingKeyParts waiting = ReadWaitingKey(WaitingKey(kCity, 20'527, "hh-1", "food"));
  EXPECT_EQ(waiting.city, kCity);
  EXPECT_EQ(waiting.day, 20'527);
  EXPECT_EQ(waiting.household, "hh-1");
  EXPECT_EQ(waiting.need, "food");
  const AidKeyParts aid = ReadAidKey(AidKey("hh-1", -3, {9, 1}));
  EXPECT_EQ(aid.household, "hh-1");
  EXPECT_EQ(aid.day, -3);
  EXPECT_EQ(aid.id, (AidId{9, 1}));
  for (const std::int64_t rank : {std::int64_t{-5}, std::int64_t{0}, std::int64_t{1'000'000'000'000}}) {
    pb::Standing standing;
    standing.set_household("hh-1");
    standing.set_need("food");
    standing.set_kelurahan("64.74");
    standing.set_rank(rank);
    const RankedKeyParts ranked = ReadRankedKey(RankedKey(kCity, standing));
    EXPECT_EQ(ranked.rank, rank);
    EXPECT_EQ(ranked.kelurahan, "64.74");
    EXPECT_EQ(ranked.household, "hh-1");
  }
  EXPECT_FALSE(ReadDueKey(DayDueKey(kCity, pb::DayCursor())).sweep);
  EXPECT_TRUE(ReadDueKey(SweepDueKey(kCity, "")).sweep);
  EXPECT_EQ(ReadDueKey(SweepDueKey(kCity, "")).city, kCity);
}

TEST(TablesTest, TheNeediestComeFirst) {
  pb::Standing more;
  more.set_rank(7);
  pb::Standing less;
  less.set_rank(-7);
  EXPECT_LT(RankedKey(kCity, more), RankedKey(kCity, less));
}

}  // namespace
}  // namespace padu::matching
