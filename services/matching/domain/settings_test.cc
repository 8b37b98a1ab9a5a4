// Saving what a city sets: versions, etags, and each refusal. What is wrong with a setting in itself: rules/.

#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "services/matching/domain/limits.h"
#include "services/matching/domain/reasons.h"
#include "services/matching/domain/testing/world.h"

namespace padu::matching {
namespace {

using testing::World;

constexpr char kFood[] = "need { need: 'food' name_id: 'P' name_en: 'F' aid_kinds: 'money' days: 30 }";

class SettingsTest : public ::testing::Test {
 protected:
  SettingsTest() { world.AddProgramme("sembako"); }
  std::string Refusal(std::string_view setting, std::string_view caller = "operators/ani") {
    const absl::Status status = world.Save(setting, caller);
    const auto refusal = RefusalOf(status);
    if (!refusal) return status.ok() ? "" : status.ToString();
    const auto field = refusal->metadata.find("field");
    return refusal->reason + (field != refusal->metadata.end() ? " " + field->second : "");
  }
  World world;
};

TEST_F(SettingsTest, EachSaveIsAVersionAndAllAreKept) {
  world.MustSave(kFood);
  world.MustSave("need { need: 'food' name_id: 'P' name_en: 'F' aid_kinds: 'money' days: 60 }");
  const auto row = Get<pb::SettingRow>(world.tables(), SettingKey(pb::SettingRow::kNeed, testing::kBontang, "food"));
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->version(), 2U);
  EXPECT_EQ(row->need().days(), 60);
  EXPECT_EQ(row->saved_by(), "operators/ani");
  EXPECT_EQ(row->saved_at(), world.now);
  const auto first =
      Get<pb::SettingRow>(world.tables(), SettingVersionKey(pb::SettingRow::kNeed, testing::kBontang, "food", 1));
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->need().days(), 30);
  world.ExpectRefold();
}

TEST_F(SettingsTest, EverySettingBeginsASweep) {
  for (const char* setting :
       {kFood, "programme_rule { programme: 'sembako' aid_kind: 'food' }",
        "ranking { parts { component: RANKING_COMPONENT_ELDERLY weight: 3 } }", "compatibility {}",
        "feed_expectation { stakeholder: 'baznas' silent_after_s: 3600 relied_on_days: 30 }"}) {
    EXPECT_EQ(Refusal(setting), "") << setting;
    ASSERT_EQ(world.facts().size(), 2U) << setting;
    EXPECT_EQ(world.facts()[1], "sweep_begun");
  }
}

TEST_F(SettingsTest, Etags) {
  EXPECT_EQ(Refusal(absl::StrCat("etag: '1' ", kFood)), "ETAG_MISMATCH");
  EXPECT_EQ(Refusal(absl::StrCat("etag: '0' ", kFood)), "");
  EXPECT_EQ(Refusal(absl::StrCat("etag: '0' ", kFood)), "ETAG_MISMATCH");
  EXPECT_EQ(Refusal(absl::StrCat("etag: '1' ", kFood)), "");
  EXPECT_EQ(Refusal(kFood), "");
}

TEST_F(SettingsTest, Refusals) {
  EXPECT_EQ(Refusal(kFood, "officers/telihan-kesra"), "CALLER_NOT_PERMITTED");
  EXPECT_EQ(Refusal(kFood, "stakeholders/baznas"), "CALLER_NOT_PERMITTED");
  EXPECT_EQ(Refusal(""), "SETTING_MISSING");
  EXPECT_EQ(Refusal("programme_rule { programme: 'rantang' aid_kind: 'meals' }"), "PROGRAMME_UNKNOWN rule.programme");
  EXPECT_EQ(Refusal("feed_expectation { stakeholder: 'asing' silent_after_s: 60 relied_on_days: 30 }"),
            "STAKEHOLDER_UNKNOWN expectation.stakeholder");
  EXPECT_EQ(Refusal("need { need: 'x' name_id: 'P' name_en: 'F' aid_kinds: ['money', 'mony'] days: 30 }"),
            "AID_KIND_UNKNOWN need.aid_kinds[1]");
  EXPECT_EQ(Refusal("compatibility { lines { kind_a: 'money' kind_b: 'mony' scope: OVERLAP_SCOPE_HOUSEHOLD days: 7"
                    " verdict: COMPATIBILITY_VERDICT_NOT_ALLOWED note_id: 'x' note_en: 'x' } }"),
            "AID_KIND_UNKNOWN compatibility.lines[0].kind_b");
  EXPECT_EQ(Refusal("compatibility { lines { programme_a: 'x' programme_b: 'sembako' scope: OVERLAP_SCOPE_HOUSEHOLD"
                    " days: 7 verdict: COMPATIBILITY_VERDICT_NOT_ALLOWED note_id: 'x' note_en: 'x' } }"),
            "PROGRAMME_UNKNOWN compatibility.lines[0].programme_a");
}

TEST_F(SettingsTest, ABoundOnNeeds) {
  for (std::size_t i = 0; i < kNeedsMax; ++i) {
    EXPECT_EQ(Refusal("need { need: 'n-" + std::to_string(i) + "' name_id: 'P' name_en: 'F' days: 30 }"), "");
  }
  EXPECT_EQ(Refusal("need { need: 'more' name_id: 'P' name_en: 'F' days: 30 }"), "TOO_MANY_NEEDS");
  EXPECT_EQ(Refusal("need { need: 'n-0' name_id: 'P' name_en: 'F' days: 60 }"), "") << "one that is there may change";
}

TEST(ReasonsTest, EachHasANameAndBothTexts) {
  std::set<std::string_view> names;
  for (int i = 0; i < kReasons; ++i) {
    const ReasonText& text = TextOf(static_cast<Reason>(i));
    EXPECT_TRUE(names.insert(text.name).second) << i;
    EXPECT_FALSE(text.id.empty() || text.en.empty()) << text.name;
    EXPECT_NE(text.code, absl::StatusCode::kOk) << text.name;
  }
}

}  // namespace
}  // namespace padu::matching
