// One row for each reason, and each bound at its limit.

#include "services/intervention-ledger/domain/rules.h"

#include <gtest/gtest.h>

#include "services/intervention-ledger/domain/limits.h"
#include "services/intervention-ledger/domain/testing/world.h"

namespace padu::ledger {
namespace {

using testing::Aid;
using testing::Recorded;
using testing::StayOf;
using testing::World;

struct Case {
  std::string name;
  Aid aid;
  pb::Reason reason = pb::REASON_UNSPECIFIED;  // unspecified: posted
  std::string field;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class RulesTest : public ::testing::TestWithParam<Case> {};

TEST_P(RulesTest, HasOneReason) {
  World world;
  world.AddHousehold("hh-1");
  world.AddFamily("kk-1", {StayOf("hh-1", "", "2020-01-01")});
  world.AddPerson("p-1", {StayOf("hh-1", "kk-1", "2020-01-01")});
  world.AddPerson("p-2", {StayOf("hh-1", "kk-1", "2020-01-01")}, "", "2026-03-01");
  Aid aid = GetParam().aid;
  aid.event_id = "e1";
  const pb::Fact fact = world.Send(Recorded(aid));
  if (GetParam().reason == pb::REASON_UNSPECIFIED) {
    EXPECT_TRUE(fact.has_posted()) << fact.ShortDebugString();
    return;
  }
  ASSERT_TRUE(fact.has_rejected()) << fact.ShortDebugString();
  EXPECT_EQ(fact.rejected().reason(), GetParam().reason) << fact.ShortDebugString();
  EXPECT_EQ(fact.rejected().field(), GetParam().field);
  EXPECT_EQ(world.Refold(), world.OwnTables());
}

INSTANTIATE_TEST_SUITE_P(
    All, RulesTest,
    ::testing::Values(
        Case{"money", {.household = "hh-1", .rupiah = 1}},
        Case{"goods", {.programme = "rantang", .person = "p-1", .quantity = 2, .unit = "meal"}},
        Case{"service", {.programme = "dokter", .person = "p-1", .times = 1}},
        Case{"family", {.programme = "pkh", .family = "kk-1", .rupiah = 1}},
        Case{"personForFamily", {.programme = "pkh", .person = "p-1", .rupiah = 1}},
        Case{"stakeholderUnknown",
             {.household = "hh-1", .rupiah = 1, .stakeholder = "asing"},
             pb::REASON_STAKEHOLDER_UNKNOWN,
             "source"},
        Case{"stakeholderNotActive",
             {.household = "hh-1", .rupiah = 1, .stakeholder = "tutup"},
             pb::REASON_STAKEHOLDER_NOT_ACTIVE,
             "source"},
        Case{"noProgramme", {.programme = "", .household = "hh-1", .rupiah = 1}, pb::REASON_FIELD_MISSING, "programme"},
        Case{"noBeneficiary", {.rupiah = 1}, pb::REASON_FIELD_MISSING, "beneficiary"},
        Case{"noBenefit", {.household = "hh-1"}, pb::REASON_FIELD_MISSING, "benefit"},
        Case{"programmeUnknown",
             {.programme = "x", .household = "hh-1", .rupiah = 1},
             pb::REASON_PROGRAMME_UNKNOWN,
             "programme"},
        Case{"programmeOfOther",
             {.programme = "beras", .household = "hh-1", .quantity = 1, .unit = "kg"},
             pb::REASON_PROGRAMME_OF_OTHER_STAKEHOLDER,
             "programme"},
        Case{"moneyForGoods",
             {.programme = "rantang", .person = "p-1", .rupiah = 1},
             pb::REASON_BENEFIT_KIND_MISMATCH,
             "benefit"},
        Case{"goodsForMoney",
             {.household = "hh-1", .quantity = 1, .unit = "kg"},
             pb::REASON_BENEFIT_KIND_MISMATCH,
             "benefit"},
        Case{"serviceForMoney", {.household = "hh-1", .times = 1}, pb::REASON_BENEFIT_KIND_MISMATCH, "benefit"},
        Case{"unit",
             {.programme = "rantang", .person = "p-1", .quantity = 1, .unit = "kg"},
             pb::REASON_UNIT_MISMATCH,
             "benefit.quantity.unit"},
        Case{"negative", {.household = "hh-1", .rupiah = -1}, pb::REASON_AMOUNT_NOT_POSITIVE, "benefit.rupiah"},
        Case{"most", {.household = "hh-1", .rupiah = kMaxRupiah}},
        Case{"absurd", {.household = "hh-1", .rupiah = kMaxRupiah + 1}, pb::REASON_AMOUNT_TOO_LARGE, "benefit.rupiah"},
        Case{"absurdQuantity",
             {.programme = "rantang", .person = "p-1", .quantity = kMaxQuantity + 1, .unit = "meal"},
             pb::REASON_AMOUNT_TOO_LARGE,
             "benefit.quantity.amount"},
        Case{"absurdTimes",
             {.programme = "dokter", .person = "p-1", .times = kMaxTimes + 1},
             pb::REASON_AMOUNT_TOO_LARGE,
             "benefit.service.times"},
        Case{"today", {.household = "hh-1", .rupiah = 1, .day = "2026-03-15"}},
        Case{"tomorrow", {.household = "hh-1", .rupiah = 1, .day = "2026-03-16"}, pb::REASON_DAY_IN_FUTURE, "day"},
        Case{"oldest", {.household = "hh-1", .rupiah = 1, .day = "2023-03-13"}},
        Case{"tooOld", {.household = "hh-1", .rupiah = 1, .day = "2023-03-12"}, pb::REASON_DAY_TOO_OLD, "day"},
        Case{"householdForPerson",
             {.programme = "dokter", .household = "hh-1", .times = 1},
             pb::REASON_BENEFICIARY_UNIT_MISMATCH,
             "beneficiary"},
        Case{"familyForPerson",
             {.programme = "dokter", .family = "kk-1", .times = 1},
             pb::REASON_BENEFICIARY_UNIT_MISMATCH,
             "beneficiary"},
        Case{"householdForFamily",
             {.programme = "pkh", .household = "hh-1", .rupiah = 1},
             pb::REASON_BENEFICIARY_UNIT_MISMATCH,
             "beneficiary"},
        Case{"onTheDayOfDeath", {.programme = "dokter", .person = "p-2", .times = 1, .day = "2026-03-01"}},
        Case{"deceased",
             {.programme = "dokter", .person = "p-2", .times = 1, .day = "2026-03-02"},
             pb::REASON_BENEFICIARY_DECEASED,
             "beneficiary"}),
    [](const auto& info) { return info.param.name; });

struct Outside {
  std::string name;
  std::string person = "p-in";
  std::string day = "2026-01-01";
  std::vector<int> notes;
};

void PrintTo(const Outside& c, std::ostream* out) { *out << c.name; }

class OutsideTest : public ::testing::TestWithParam<Outside> {};

// Aid that was given stands, whatever the programme was meant for; the note says so, and a reversal has none.
TEST_P(OutsideTest, IsPostedWithItsNotes) {
  World world;
  world.AddHousehold("hh-in", "64.74.03.1002");
  world.AddHousehold("hh-out", "64.74.01.1001");
  world.tables.Put(HouseholdViewKey("hh-where"), pb::HouseholdView().SerializeAsString());
  for (const char* where : {"in", "out", "where"}) {
    world.AddPerson(std::string("p-") + where, {StayOf(std::string("hh-") + where, "", "2020-01-01")});
  }
  const pb::Fact fact = world.Send(Recorded({.event_id = "e1",
                                             .programme = "rantang",
                                             .person = GetParam().person,
                                             .quantity = 1,
                                             .unit = "meal",
                                             .day = GetParam().day}));
  ASSERT_TRUE(fact.has_posted()) << fact.ShortDebugString();
  const auto& notes = fact.posted().entries(0).notes();
  EXPECT_EQ(std::vector<int>(notes.begin(), notes.end()), GetParam().notes);
  const auto kept = world.Submission(world.next - 1)->notes();
  EXPECT_EQ(std::vector<int>(kept.begin(), kept.end()), GetParam().notes);
  EXPECT_TRUE(world.Send(testing::Reversed("e2", "e1")).posted().entries(0).notes().empty());
  EXPECT_EQ(world.Refold(), world.OwnTables());
}

INSTANTIATE_TEST_SUITE_P(
    All, OutsideTest,
    ::testing::Values(Outside{"within", "p-in", "2026-01-01", {}},
                      Outside{"elsewhere", "p-out", "2026-01-01", {pb::ENTRY_NOTE_OUTSIDE_PROGRAMME_REGION}},
                      Outside{"whoKnowsWhere", "p-where", "2026-01-01", {}},
                      Outside{"before", "p-in", "2025-12-31", {pb::ENTRY_NOTE_OUTSIDE_PROGRAMME_PERIOD}},
                      Outside{"elsewhereAndBefore",
                              "p-out",
                              "2025-12-31",
                              {pb::ENTRY_NOTE_OUTSIDE_PROGRAMME_REGION, pb::ENTRY_NOTE_OUTSIDE_PROGRAMME_PERIOD}}),
    [](const auto& info) { return info.param.name; });

TEST(RulesTest, AfterItsLastDayAProgrammeHasEnded) {
  pb::ProgrammeView programme;
  programme.set_last_day(20'000);
  for (const Day day : {19'999, 20'000, 20'001}) {
    pb::Entry entry;
    entry.set_day(day);
    AddNotes(programme, entry);
    EXPECT_EQ(entry.notes_size(), day > 20'000 ? 1 : 0) << day;
  }
}

TEST(RulesTest, PeriodsAndTextsHaveBounds) {
  World world;
  world.AddHousehold("hh-1");
  const auto send = [&world](auto change) {
    pb::SubmissionContent content = Recorded({.event_id = "e1", .household = "hh-1", .rupiah = 1});
    change(*content.mutable_recorded());
    const pb::Fact fact = world.Send(content);
    return fact.has_rejected() ? fact.rejected().reason() : pb::REASON_UNSPECIFIED;
  };
  const auto period = [](Day from, Day to) {
    return [from, to](pb::RecordedContent& recorded) {
      recorded.set_has_period(true);
      recorded.set_period_from(from);
      recorded.set_period_to(to);
    };
  };
  EXPECT_EQ(send(period(20'000, 19'999)), pb::REASON_PERIOD_INVALID);
  EXPECT_EQ(send(period(20'000, 20'000 + kMaxPeriodDays)), pb::REASON_PERIOD_TOO_LONG);
  EXPECT_EQ(send([](auto& recorded) { recorded.set_reference(std::string(kMaxReferenceBytes + 1, 'x')); }),
            pb::REASON_FIELD_TOO_LONG);
  EXPECT_EQ(send([](auto& recorded) { recorded.set_programme(std::string(kMaxIdBytes + 1, 'x')); }),
            pb::REASON_FIELD_TOO_LONG);
  EXPECT_EQ(send([&](auto& recorded) {
              period(20'000, 20'000 + kMaxPeriodDays - 1)(recorded);
              recorded.set_reference(std::string(kMaxReferenceBytes, 'x'));
            }),
            pb::REASON_UNSPECIFIED);
}

TEST(RulesTest, TheDayIsTheCitysAndHasAGraceAtMidnight) {
  World world;
  world.AddHousehold("hh-1");
  const Aid tomorrow{.event_id = "e1", .household = "hh-1", .rupiah = 1, .day = "2026-03-16"};
  const UnixMicros midnight = testing::kNoon + 12 * kMicrosPerHour;  // 16:00 UTC, 24:00 WITA
  world.now = midnight - kFutureGraceMicros - 1;
  EXPECT_EQ(world.Send(Recorded(tomorrow)).rejected().reason(), pb::REASON_DAY_IN_FUTURE);
  world.now = midnight - kFutureGraceMicros;
  EXPECT_TRUE(world.Send(Recorded(tomorrow)).has_posted());
}

}  // namespace
}  // namespace padu::ledger
