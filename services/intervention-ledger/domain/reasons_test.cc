#include "services/intervention-ledger/domain/reasons.h"

#include <gtest/gtest.h>

namespace padu::ledger {
namespace {

namespace pb = ::padu::ledger::v1;

TEST(ReasonsTest, EveryReasonHasItsNameAndBothTexts) {
  const auto& reasons = *pb::Reason_descriptor();
  for (int i = 0; i < reasons.value_count(); ++i) {
    const auto number = reasons.value(i)->number();
    if (number == 0) continue;
    const ReasonText& text = TextOf(static_cast<pb::Reason>(number));
    EXPECT_EQ("REASON_" + std::string(text.name), reasons.value(i)->name());
    EXPECT_FALSE(text.id.empty()) << text.name;
    EXPECT_FALSE(text.en.empty()) << text.name;
    EXPECT_NE(text.id, text.en) << text.name;
  }
}

TEST(ReasonsTest, EveryNoteHasItsNameAndBothTexts) {
  const auto& notes = *pb::EntryNote_descriptor();
  for (int i = 0; i < notes.value_count(); ++i) {
    if (notes.value(i)->number() == 0) continue;
    const ReasonText& text = TextOf(static_cast<pb::EntryNote>(notes.value(i)->number()));
    EXPECT_EQ("ENTRY_NOTE_" + std::string(text.name), notes.value(i)->name());
    EXPECT_FALSE(text.id.empty()) << text.name;
    EXPECT_FALSE(text.en.empty()) << text.name;
  }
  EXPECT_TRUE(TextOf(pb::ENTRY_NOTE_UNSPECIFIED).name.empty());
}

TEST(ReasonsTest, OfANumberItDoesNotKnowItSaysNothing) {
  EXPECT_TRUE(TextOf(static_cast<pb::Reason>(1'000)).name.empty());
  EXPECT_TRUE(TextOf(pb::REASON_UNSPECIFIED).name.empty());
}

}  // namespace
}  // namespace padu::ledger
