// What the matrix says of two disbursements, in either order of their coming.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/matching/domain/limits.h"
#include "services/matching/domain/testing/world.h"

namespace padu::matching {
namespace {

using ::testing::ElementsAre;
using testing::Gift;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::World;

// pkh and sembako go together; food twice in a month from different stakeholders does not; anything else of different
// ones within a week is noted.
constexpr char kMatrix[] =
    "compatibility {"
    " lines { programme_a: 'pkh' programme_b: 'sembako' scope: OVERLAP_SCOPE_HOUSEHOLD days: 366"
    "         verdict: COMPATIBILITY_VERDICT_ALLOWED }"
    " lines { kind_a: 'food' kind_b: 'food' scope: OVERLAP_SCOPE_HOUSEHOLD different_stakeholders: true"
    "         same_month: true verdict: COMPATIBILITY_VERDICT_NOT_ALLOWED note_id: 'dua kali' note_en: 'twice' }"
    " lines { scope: OVERLAP_SCOPE_HOUSEHOLD different_stakeholders: true days: 7"
    "         verdict: COMPATIBILITY_VERDICT_ALLOWED_WITH_NOTE note_id: 'dekat' note_en: 'close' } }";

class OverlapsTest : public ::testing::Test {
 protected:
  OverlapsTest() {
    for (const char* programme : {"sembako", "pkh", "blt", "paket"}) world.AddProgramme(programme);
    for (const char* programme : {"sembako", "paket"}) {
      world.MustSave(std::string("programme_rule { programme: '") + programme + "' aid_kind: 'food' }");
    }
    world.MustSave(kMatrix);
    world.AddHousehold("hh-1");
  }
  std::vector<pb::OverlapFound> All() const { return world.OverlapsOf("hh-1"); }

  World world;
};

const Gift kSembako{.programme = "sembako", .day = "2026-03-02", .stakeholder = "dinsos"};
const Gift kPaket{.programme = "paket", .day = "2026-03-14", .stakeholder = "baznas"};

TEST_F(OverlapsTest, TwiceInAMonthWhicheverComesFirst) {
  const AidId first = world.Give(kSembako);
  EXPECT_THAT(world.facts(), IsEmpty());
  const AidId second = world.Give(kPaket);
  ASSERT_THAT(world.facts(), ElementsAre("overlap_found"));
  const auto& overlap = world.last()[0].overlap_found();
  EXPECT_EQ(IdOf(overlap.first()), first);
  EXPECT_EQ(IdOf(overlap.second()), second);
  EXPECT_EQ(overlap.first().stakeholder(), "dinsos");
  EXPECT_EQ(overlap.second().programme(), "paket");
  EXPECT_EQ(overlap.verdict(), pb::COMPATIBILITY_VERDICT_NOT_ALLOWED);
  EXPECT_EQ(overlap.line(), 1);
  EXPECT_EQ(overlap.compatibility_version(), 1U);
  EXPECT_EQ(overlap.note_id(), "dua kali");
  EXPECT_EQ(overlap.kelurahan(), testing::kTelihan);

  world.AddHousehold("hh-2");
  Gift late = kSembako;
  late.household = "hh-2";
  Gift early = kPaket;
  early.household = "hh-2";
  world.Give(early);
  world.Give(late);
  EXPECT_THAT(world.facts(), ElementsAre("overlap_found"));
  world.ExpectRefold();
}

TEST_F(OverlapsTest, AReversalOfEitherClears) {
  const AidId first = world.Give(kSembako);
  const AidId second = world.Give(kPaket);
  world.TakeBack(second);
  EXPECT_THAT(world.facts(), ElementsAre("overlap_cleared"));
  EXPECT_THAT(All(), IsEmpty());
  world.Give(kPaket);
  EXPECT_THAT(All(), SizeIs(1));
  world.TakeBack(first);
  EXPECT_THAT(All(), IsEmpty());
  const std::string index = OverlapIndexPrefix(testing::kBontang);
  EXPECT_FALSE(world.tables().Scan(index, PrefixEnd(index))->Valid());
  world.ExpectRefold();
}

TEST_F(OverlapsTest, TheFirstLineThatFitsDecides) {
  world.Give({.programme = "pkh", .day = "2026-03-10", .stakeholder = "kemensos"});
  world.Give({.programme = "sembako", .day = "2026-03-10", .stakeholder = "dinsos"});
  EXPECT_THAT(All(), IsEmpty()) << "allowed, though both are within a week";
  world.Give({.programme = "blt", .day = "2026-03-12", .stakeholder = "dinsos"});
  ASSERT_THAT(All(), SizeIs(1));
  EXPECT_EQ(All()[0].verdict(), pb::COMPATIBILITY_VERDICT_ALLOWED_WITH_NOTE);
  EXPECT_EQ(All()[0].line(), 2);
}

TEST_F(OverlapsTest, MonthsAndDaysHaveTheirBounds) {
  world.Give({.programme = "sembako", .day = "2026-02-28", .stakeholder = "dinsos"});
  world.Give({.programme = "paket", .day = "2026-03-08", .stakeholder = "baznas"});
  EXPECT_THAT(All(), IsEmpty()) << "another month, and eight days";
  world.Give({.programme = "paket", .day = "2026-03-07", .stakeholder = "pupuk"});
  EXPECT_THAT(All(), SizeIs(2)) << "seven days, and baznas in the same month";
}

TEST_F(OverlapsTest, OneStakeholderMayGiveTwice) {
  world.Give(kSembako);
  Gift again = kSembako;
  again.programme = "paket";
  world.Give(again);
  EXPECT_THAT(All(), IsEmpty());
}

TEST_F(OverlapsTest, PersonsAndFamilies) {
  world.MustSave(
      "compatibility {"
      " lines { kind_a: 'food' kind_b: 'food' scope: OVERLAP_SCOPE_PERSON days: 30"
      "         verdict: COMPATIBILITY_VERDICT_NOT_ALLOWED note_id: 'x' note_en: 'x' }"
      " lines { kind_a: 'money' kind_b: 'money' scope: OVERLAP_SCOPE_FAMILY days: 30"
      "         verdict: COMPATIBILITY_VERDICT_NOT_ALLOWED note_id: 'x' note_en: 'x' } }");
  world.Give({.programme = "sembako", .person = "pe-1"});
  world.Give({.programme = "paket", .person = "pe-2"});
  world.Give({.programme = "paket"});
  EXPECT_THAT(All(), IsEmpty()) << "different persons, and nobody named";
  world.Give({.programme = "paket", .person = "pe-1"});
  EXPECT_THAT(All(), SizeIs(1));
  world.Give({.programme = "pkh", .family = "fa-1"});
  world.Give({.programme = "blt", .family = "fa-2"});
  EXPECT_THAT(All(), SizeIs(1));
  world.Give({.programme = "blt", .person = "pe-9", .family = "fa-1"});
  EXPECT_THAT(All(), SizeIs(2));
}

TEST_F(OverlapsTest, AnotherMatrixAnotherAnswer) {
  world.Give(kSembako);
  world.Give(kPaket);
  world.MustSave("compatibility {}");
  EXPECT_THAT(world.facts(), ElementsAre("compatibility_saved", "sweep_begun", "overlap_cleared", "work_done"));
  world.MustSave(kMatrix);
  EXPECT_THAT(All(), SizeIs(1));
  EXPECT_EQ(All()[0].compatibility_version(), 3U);
  world.MustSave(kMatrix);
  EXPECT_EQ(All()[0].compatibility_version(), 3U) << "what was told stays as it was told";
  world.MustSave("programme_rule { programme: 'paket' aid_kind: 'toys' }");
  EXPECT_THAT(All(), IsEmpty());
  world.ExpectRefold();
}

TEST_F(OverlapsTest, OfTheNewestFirst) {
  world.Give(kSembako);
  world.Give(kPaket);
  world.Give({.programme = "paket", .day = "2026-03-15", .stakeholder = "pupuk"});
  const std::string prefix = OverlapIndexPrefix(testing::kBontang, testing::kTelihan);
  std::vector<std::string> seconds;
  for (auto at = world.tables().Scan(prefix, PrefixEnd(prefix)); at->Valid(); at->Next()) {
    const auto overlap = Get<pb::OverlapFound>(world.tables(), ReadOverlapIndexKey(at->key()));
    ASSERT_TRUE(overlap.has_value());
    seconds.push_back(overlap->second().stakeholder() + " with " + overlap->first().stakeholder());
  }
  EXPECT_THAT(seconds, ElementsAre("pupuk with baznas", "pupuk with dinsos", "baznas with dinsos"));
}

TEST_F(OverlapsTest, ABoundOnWhatIsKept) {
  for (int i = 0; i < 30; ++i) {
    world.Give(kSembako);
    world.Give(kPaket);
  }
  EXPECT_THAT(All(), SizeIs(kOverlapsPerHousehold));
  world.MustSave(kMatrix);
  EXPECT_THAT(All(), SizeIs(kOverlapsPerHousehold));
  world.ExpectRefold();
}

}  // namespace
}  // namespace padu::matching
