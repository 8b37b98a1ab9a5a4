// The bytes of every key: once written they are for ever.
#include "services/notification/domain/tables.h"

#include <gtest/gtest.h>

#include "common/base/crypto.h"
#include "services/notification/domain/testing/world.h"

namespace padu::notification {
namespace {

constexpr CityNumber kCity = 6474;

TEST(TablesTest, OwnKeys) {
  const auto alert = testing::Parse<pb::AlertId>("sequence: 258 index: 1");
  const auto delivery = testing::Parse<pb::DeliveryId>("digest: 258 channel: CHANNEL_EMAIL");
  EXPECT_EQ(Hex(SettingKey(pb::SettingRow::kPolicy, kCity, "")), "10040000194a");
  EXPECT_EQ(Hex(SettingKey(pb::SettingRow::kContact, kCity, "operations")), "10050000194a6f7065726174696f6e73");
  EXPECT_EQ(Hex(SettingKey(pb::SettingRow::kAbsence, kCity, "of")), "10060000194a6f66");
  EXPECT_EQ(Hex(SilenceKey(kCity, 258)), "110000194a0000000000000102");
  EXPECT_EQ(Hex(AlertKey(kCity, alert)), "120000194a000000000000010200000001");
  EXPECT_EQ(Hex(PeriodKey(kCity, "hh", "f", 1)), "130000194a6868000166000180000001");
  EXPECT_EQ(Hex(CurrentKey(kCity, "hh", "f")), "140000194a6868000166");
  EXPECT_EQ(Hex(AlertDueKey(1, kCity, alert)), "150000000000000001010000194a000000000000010200000001");
  EXPECT_EQ(Hex(DigestDueKey(1, kCity, "of")), "150000000000000001020000194a6f66");
  EXPECT_EQ(Hex(AlertIndexKey(kCity, true, "64", alert)), "160000194a0136340001fffffffffffffefdfffffffe");
  EXPECT_EQ(Hex(NoticeKey(kCity, "of", "k")), "170000194a6f6600016b");
  EXPECT_EQ(Hex(RecipientKey(kCity, "of")), "180000194a6f66");
  EXPECT_EQ(Hex(DigestKey(kCity, 258)), "190000194a0000000000000102");
  EXPECT_EQ(Hex(DeliveryKey(kCity, delivery)), "1a0000194afffffffffffffefd01");
  EXPECT_EQ(Hex(OpenDeliveryKey(1, kCity, delivery)), "1b00000000000000010000194a000000000000010201");
  EXPECT_EQ(Hex(ToldOnceKey(kCity, "of", "k")), "1c0000194a6f6600016b");
}

TEST(TablesTest, ViewKeys) {
  EXPECT_EQ(Hex(RegionViewKey(kCity, "64")), "800000194a3634");
  EXPECT_EQ(Hex(OfficerViewKey(kCity, "of")), "810000194a6f66");
  EXPECT_EQ(Hex(RegionOfficerKey(kCity, "64", "of")), "820000194a363400016f66");
  EXPECT_EQ(Hex(StakeholderViewKey(kCity, "bz")), "830000194a627a");
  EXPECT_EQ(Hex(VerdictViewKey(kCity, "bz")), "a00000194a627a");
  EXPECT_EQ(Hex(NeedViewKey(kCity, "f")), "c00000194a66");
  EXPECT_EQ(Hex(WorkViewKey(kCity, 2)), "c10000194a02");
  EXPECT_EQ(Hex(MatchingTimeKey()), "c2");
}

TEST(TablesTest, KeysAreReadAgain) {
  const auto alert = testing::Parse<pb::AlertId>("sequence: 258 index: 1");
  EXPECT_TRUE(SameAlert(ReadAlertBytes(AlertBytes(alert)), alert));
  EXPECT_TRUE(SameAlert(ReadAlertIndexKey(AlertIndexKey(kCity, false, "64.74", alert)), alert));
  const DueKeyParts due = ReadDueKey(AlertDueKey(7, kCity, alert));
  EXPECT_EQ(due.at, 7);
  EXPECT_EQ(due.city, kCity);
  EXPECT_TRUE(SameAlert(due.alert.value(), alert));
  EXPECT_EQ(ReadDueKey(DigestDueKey(7, kCity, "operations")).recipient, "operations");
  const auto delivery = testing::Parse<pb::DeliveryId>("digest: 258 channel: CHANNEL_WEBHOOK");
  const OpenDeliveryParts open = ReadOpenDeliveryKey(OpenDeliveryKey(9, kCity, delivery));
  EXPECT_EQ(open.not_before, 9);
  EXPECT_EQ(open.delivery.SerializeAsString(), delivery.SerializeAsString());
}

}  // namespace
}  // namespace padu::notification
