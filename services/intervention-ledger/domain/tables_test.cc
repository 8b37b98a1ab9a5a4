// The bytes of every key: once written they are for ever.

#include "services/intervention-ledger/domain/tables.h"

#include <gtest/gtest.h>

#include "common/base/crypto.h"

namespace padu::ledger {
namespace {

pb::Wait Person(const char* id) {
  pb::Wait wait;
  wait.set_person(id);
  return wait;
}

TEST(TablesTest, KeysOfOwnTables) {
  EXPECT_EQ(Hex(EventIdKey(6474, "bz", "e1")), "100000194a627a00016531");
  EXPECT_EQ(Hex(SubmissionKey(6474, "bz", 258)), "110000194a627a00010000000000000102");
  EXPECT_EQ(Hex(SubmissionPrefix(6474, "bz")), "110000194a627a0001");
  EXPECT_EQ(Hex(PlaceKey(6474, "bz", 2, 258)), "120000194a627a0001000000020000000000000102");
  EXPECT_EQ(Hex(VerdictKey(6474, "bz", pb::VERDICT_REJECTED, 1)), "130000194a627a0001040000000000000001");
  EXPECT_EQ(Hex(VerdictPrefix(6474, "bz", pb::VERDICT_REJECTED)), "130000194a627a000104");
  EXPECT_EQ(Hex(HeldKey(1)), "140000000000000001");
  EXPECT_EQ(Hex(ParkedKey(6474, 1)), "150000194a0000000000000001");
  EXPECT_EQ(Hex(ParkedPrefix(6474)), "150000194a");
  EXPECT_EQ(Hex(EntryKey("hh", 1, 258, 3)), "186868000180000001000000000000010203");
  EXPECT_EQ(Hex(EntryKey("hh", -1, 0, 0)), "18686800017fffffff000000000000000000");
  EXPECT_EQ(Hex(EntryPrefix("hh")), "1868680001");
  EXPECT_EQ(Hex(YearKey("hh", 2026)), "1968680001000007ea");
  EXPECT_EQ(Hex(YearPrefix("hh")), "1968680001");
  EXPECT_EQ(Hex(CoverageKey(6474, "64", "bl", {2026, 3})), "1b0000194a36340001626c000100005efa");
  EXPECT_EQ(Hex(CoveragePrefix(6474)), "1b0000194a");
}

TEST(TablesTest, KeysOfWaitsAndDueWork) {
  EXPECT_EQ(Hex(WaitKey(Person("p"), 1)), "16027000010000000000000001");
  EXPECT_EQ(Hex(WaitCountKey(Person("p"))), "1c02700001");
  EXPECT_EQ(Hex(DuePrefix()), "17");
  EXPECT_EQ(Hex(DueKey(Person("p"), 1)), "17027000010000000000000001");
  pb::Wait wait;
  wait.set_nik_token(std::string("\0t", 2));
  EXPECT_EQ(Hex(WaitPrefix(wait)), "160100ff740001");
  wait.set_family("f");
  EXPECT_EQ(Hex(WaitPrefix(wait)), "1603660001");
  wait.set_household("h");
  EXPECT_EQ(Hex(WaitPrefix(wait)), "1604680001");
  auto& event = *wait.mutable_event();
  event.set_city(6474);
  event.set_stakeholder("bz");
  event.set_event_id("e");
  EXPECT_EQ(Hex(WaitPrefix(wait)), "16050000194a627a0001650001");
  EXPECT_EQ(ReadDueKeySequence(DueKey(wait, 77)), 77U);
}

TEST(TablesTest, KeysOfViews) {
  EXPECT_EQ(Hex(TokenViewKey("t")), "8074");
  EXPECT_EQ(Hex(PersonViewKey("p")), "8170");
  EXPECT_EQ(Hex(FamilyViewKey("f")), "8266");
  EXPECT_EQ(Hex(HouseholdViewKey("h")), "8368");
  EXPECT_EQ(Hex(StakeholderViewKey(6474, "bz")), "840000194a627a");
  EXPECT_EQ(Hex(OfficerViewKey(6474, "of")), "870000194a6f66");
  EXPECT_EQ(Hex(ProgrammeViewKey(6474, "bl")), "850000194a626c");
  EXPECT_EQ(Hex(HomeKey("hh", "p")), "866868000170");
  EXPECT_EQ(Hex(HomePrefix("hh")), "8668680001");
}

TEST(TablesTest, KeysReadBack) {
  const EntryKeyParts entry = ReadEntryKey(EntryKey("hh-1", 20'514, 9, 1));
  EXPECT_EQ(entry.household, "hh-1");
  EXPECT_EQ(entry.day, 20'514);
  EXPECT_EQ(entry.row, 9U);
  EXPECT_EQ(entry.index, 1);
  const CoverageKeyParts cell = ReadCoverageKey(CoverageKey(6474, "64.74.03.1002", "blt", {2026, 12}));
  EXPECT_EQ(cell.city, 6474U);
  EXPECT_EQ(cell.kelurahan, "64.74.03.1002");
  EXPECT_EQ(cell.programme, "blt");
  EXPECT_EQ(cell.month, (YearMonth{2026, 12}));
  EXPECT_EQ(ReadSequenceValue(SequenceValue(258)), 258U);
}

TEST(TablesTest, EntriesSortByDayThenRow) {
  EXPECT_LT(EntryKey("hh", -5, 9, 0), EntryKey("hh", 3, 1, 0));
  EXPECT_LT(EntryKey("hh", 3, 1, 0), EntryKey("hh", 3, 1, 1));
  EXPECT_LT(EntryKey("hh", 3, 1, 1), EntryKey("hh", 3, 2, 0));
  EXPECT_LT(EntryKey("hh", 3, 2, 0), EntryDayKey("hh", 4));
}

}  // namespace
}  // namespace padu::ledger
