#include "services/registry/domain/nik.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace padu::registry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Day kToday = *ParseDay("2026-03-02");

struct Vector {
  std::string_view nik;
  std::string_view problem;
  v1::Sex sex = v1::SEX_UNSPECIFIED;
  std::string_view birth_day = "";
};

class NikVectors : public ::testing::TestWithParam<Vector> {};

TEST_P(NikVectors, AreReadAsTheListSays) {
  const Vector& expected = GetParam();
  const Nik nik = ReadNik(expected.nik, kToday);
  EXPECT_EQ(NameOf(nik.problem), expected.problem);
  if (!expected.problem.empty()) return;
  EXPECT_EQ(nik.sex, expected.sex);
  EXPECT_EQ(FormatDay(nik.birth_day), expected.birth_day);
  EXPECT_EQ(nik.district, "647499");
}

INSTANTIATE_TEST_SUITE_P(Good, NikVectors,
                         ::testing::Values(Vector{"6474991708850001", "", v1::SEX_MALE, "1985-08-17"},
                                           Vector{"6474995708850001", "", v1::SEX_FEMALE, "1985-08-17"},
                                           // 2000 was a leap year, 1900 was not.
                                           Vector{"6474992902000001", "", v1::SEX_MALE, "2000-02-29"},
                                           Vector{"6474997108850001", "", v1::SEX_FEMALE, "1985-08-31"},
                                           Vector{"6474994108850001", "", v1::SEX_FEMALE, "1985-08-01"},
                                           // Not yet born in this century.
                                           Vector{"6474990303260001", "", v1::SEX_MALE, "1926-03-03"},
                                           Vector{"6474990203260001", "", v1::SEX_MALE, "2026-03-02"}));

INSTANTIATE_TEST_SUITE_P(Bad, NikVectors,
                         ::testing::Values(Vector{"6474990008850001", "DAY"}, Vector{"6474993208850001", "DAY"},
                                           Vector{"6474994008850001", "DAY"}, Vector{"6474997208850001", "DAY"},
                                           Vector{"6474991713850001", "MONTH"}, Vector{"6474991700850001", "MONTH"},
                                           Vector{"6474993002850001", "DATE"}, Vector{"6474992902010001", "DATE"},
                                           Vector{"6474993104850001", "DATE"}, Vector{"6474991708850000", "SERIAL"},
                                           Vector{"647499170885000", "FORMAT"}, Vector{"64749917088500A1", "FORMAT"},
                                           Vector{"", "FORMAT"}, Vector{"6474991708 850001", "FORMAT"},
                                           Vector{"64749917 0885001", "FORMAT"}, Vector{" 647499170885001", "FORMAT"},
                                           Vector{"64749917088500012", "FORMAT"},
                                           // Full-width digits.
                                           Vector{"\xEF\xBC\x96\xEF\xBC\x94\xEF\xBC\x97\xEF\xBC\x94\xEF\xBC\x99"
                                                  "\xEF\xBC\x99\xEF\xBC\x91\xEF\xBC\x97\xEF\xBC\x90\xEF\xBC\x98"
                                                  "\xEF\xBC\x98\xEF\xBC\x95\xEF\xBC\x90\xEF\xBC\x90\xEF\xBC\x90"
                                                  "\xEF\xBC\x91",
                                                  "FORMAT"}));

TEST(Nik, ShowsItsFirstSixDigitsOnly) {
  EXPECT_EQ(MaskedNik("647499"), "647499**********");
  EXPECT_EQ(MaskedNik(""), "");
}

TEST(Nik, WarnsOfWhatDiffers) {
  const Day born = *ParseDay("1985-08-17");
  EXPECT_THAT(NikWarnings("6474991708850001", v1::SEX_MALE, born, kToday), IsEmpty());
  EXPECT_THAT(NikWarnings("6474995708850001", v1::SEX_FEMALE, born, kToday), IsEmpty());
  EXPECT_THAT(NikWarnings("6474991708850001", v1::SEX_FEMALE, std::nullopt, kToday), ElementsAre("SEX_DIFFERS"));
  EXPECT_THAT(NikWarnings("6474991708850001", v1::SEX_UNSPECIFIED, *ParseDay("1985-08-18"), kToday),
              ElementsAre("DATE_DIFFERS"));
  EXPECT_THAT(NikWarnings("6474991708100001", v1::SEX_UNSPECIFIED, *ParseDay("1910-08-17"), kToday),
              ElementsAre("AGE_OVER_110"));
  EXPECT_THAT(NikWarnings("not a nik", v1::SEX_MALE, born, kToday), IsEmpty());
}

TEST(KkNumber, IsSixteenDigits) {
  EXPECT_TRUE(IsKkNumber("6474991203210007"));
  EXPECT_FALSE(IsKkNumber("647499120321000"));
  EXPECT_FALSE(IsKkNumber("647499120321000x"));
}

TEST(Texts, MayNotHoldSixteenDigits) {
  EXPECT_TRUE(HoldsSixteenDigits("nik 6474991708850001!"));
  EXPECT_FALSE(HoldsSixteenDigits("647499170885000 1"));
  EXPECT_FALSE(HoldsSixteenDigits(""));
}

}  // namespace
}  // namespace padu::registry
