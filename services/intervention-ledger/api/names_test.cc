#include "services/intervention-ledger/api/names.h"

#include <gtest/gtest.h>

#include "services/intervention-ledger/api/nik.h"
#include "services/intervention-ledger/api/normalise.h"

namespace padu::ledger {
namespace {

pb::Reason ReasonOf(std::string_view text) {
  const auto resolved = ResolveId(text, "programmes", 6474);
  const auto* reason = std::get_if<pb::Reason>(&resolved);
  return reason == nullptr ? pb::REASON_UNSPECIFIED : *reason;
}

TEST(NamesTest, CitiesAndNames) {
  EXPECT_EQ(NameOf(6474, "households", "hh-1"), "cities/64.74/households/hh-1");
  const auto name = ParseName("cities/64.74/households/hh-1/summary", "households");
  EXPECT_EQ(name->id, "hh-1");
  EXPECT_EQ(name->rest, "summary");
  EXPECT_FALSE(ParseName("cities/64.74/persons/p-1", "households"));
  EXPECT_EQ(ParseCityName("cities/64.74"), 6474U);
}

TEST(NamesTest, AnIdOrANameOfThisCity) {
  EXPECT_EQ(std::get<std::string>(ResolveId("pkh", "programmes", 6474)), "pkh");
  EXPECT_EQ(std::get<std::string>(ResolveId("cities/64.74/programmes/pkh", "programmes", 6474)), "pkh");
  EXPECT_EQ(ReasonOf(""), pb::REASON_FIELD_MISSING);
  EXPECT_EQ(ReasonOf("cities/64.72/programmes/pkh"), pb::REASON_CITY_MISMATCH);
  EXPECT_EQ(ReasonOf("cities/64.74/persons/pkh"), pb::REASON_NAME_INVALID);
  EXPECT_EQ(ReasonOf("PKH"), pb::REASON_NAME_INVALID);
  EXPECT_EQ(ReasonOf("6474990101900001"), pb::REASON_NAME_INVALID);
  EXPECT_EQ(ReasonOf("p-6474990101900001"), pb::REASON_NAME_INVALID);
  EXPECT_EQ(ReasonOf(std::string(64, 'a')), pb::REASON_FIELD_TOO_LONG);
  EXPECT_EQ(ReasonOf(std::string(63, 'a')), pb::REASON_UNSPECIFIED);
}

TEST(NikTest, Structure) {
  EXPECT_TRUE(IsNik("6474990101900001"));
  EXPECT_TRUE(IsNik("6474997112900001"));
  for (const char* text : {"", "647499010190000", "6474990001900001", "6474993201900001", "6474990113900001",
                           "6474997212900001", "64749901019000ab"}) {
    EXPECT_FALSE(IsNik(text)) << text;
  }
  EXPECT_TRUE(HoldsNik("daftar 6474990101900001, hal 2"));
  EXPECT_FALSE(HoldsNik("64749901019000011"));
  EXPECT_FALSE(HoldsNik("RK-20260302"));
}

}  // namespace
}  // namespace padu::ledger
