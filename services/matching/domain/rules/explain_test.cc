// How explanations read.

#include "services/matching/domain/rules/explain.h"

#include <gtest/gtest.h>

#include <string>

#include "services/matching/domain/rules/testing/parse.h"

namespace padu::matching {
namespace {

namespace pb = ::padu::matching::v1;
using testing::Parse;

constexpr Day kToday = 20527;  // 2026-03-15

const char* const kHousehold = R"(
  domiciles { from_day: 20000 kelurahan: "64.74.03.1002" }
  desil: 3
  criteria: [ANSWER_YES, ANSWER_YES, ANSWER_NO, ANSWER_NO, ANSWER_NO, ANSWER_NO, ANSWER_UNKNOWN, ANSWER_NO]
  members { person: "p-1" sex: SEX_FEMALE relation: RELATION_HEAD birth_month: 23510 }
  members { person: "p-2" sex: SEX_MALE relation: RELATION_GRANDCHILD birth_month: 24135 }
  members { person: "p-3" }
)";

struct Case {
  std::string rule;
  std::string id;
  std::string en;
};

pb::Explanation Explained(const std::string& rule, int person = -1) {
  const auto household = Parse<pb::HouseholdView>(kHousehold);
  const auto expression = Parse<pb::Expression>(rule);
  if (person < 0) return ExplainHousehold(expression, household, kToday);
  return ExplainPerson(expression, household, household.members(person), kToday);
}

TEST(Explain, OfAPerson) {
  const Case cases[] = {
      {"compare { field: FIELD_DESIL comparator: COMPARATOR_LESS_OR_EQUAL number: 4 }",
       "Desil paling tinggi 4: ya (desil 3)", "Decile at most 4: yes (decile 3)"},
      {"compare { field: FIELD_AGE comparator: COMPARATOR_GREATER_OR_EQUAL number: 70 }",
       "Umur paling rendah 70: tidak (umur 67)", "Age at least 70: no (age 67)"},
      {"compare { field: FIELD_MEMBERS comparator: COMPARATOR_EQUAL number: 2 }",
       "Jumlah anggota rumah tangga tepat 2: tidak (3)", "Members of the household exactly 2: no (3)"},
      {"compare { field: FIELD_CRITERIA_YES comparator: COMPARATOR_GREATER_OR_EQUAL number: 3 }",
       "Kriteria kemiskinan (262/HUK/2022) yang terpenuhi paling sedikit 3: tidak diketahui (2-3)",
       "Criteria of poverty (262/HUK/2022) that are met at least 3: unknown (2-3)"},
      {"compare { field: FIELD_PREGNANT comparator: COMPARATOR_EQUAL answer: true }", "Sedang hamil: tidak diketahui",
       "Is pregnant: unknown"},
      {"compare { field: FIELD_CRITERION_1 comparator: COMPARATOR_EQUAL answer: false }",
       "Bukan: kepala keluarga atau pengurusnya tidak bekerja: tidak", "Not: the breadwinner has no work: no"},
      {"compare { field: FIELD_SEX comparator: COMPARATOR_EQUAL code: 'MALE' }",
       "Jenis kelamin laki-laki: tidak (perempuan)", "Sex male: no (female)"},
      {"one_of { field: FIELD_RELATION codes: ['HEAD', 'WIFE'] }",
       "Hubungan dengan kepala keluarga salah satu dari kepala keluarga, istri: ya (kepala keluarga)",
       "Relation to the head of the family one of head, wife: yes (head)"},
      {"compare { field: FIELD_REGION comparator: COMPARATOR_EQUAL code: '64.74.03' }",
       "Wilayah 64.74.03: ya (64.74.03.1002)", "Region 64.74.03: yes (64.74.03.1002)"},
      {"age_between { min: 60 }", "Umur 60 tahun ke atas: ya (umur 67)", "Age 60 and above: yes (age 67)"},
      {"age_between { max: 18 }", "Umur sampai 18 tahun: tidak (umur 67)", "Age up to 18: no (age 67)"},
      {"age_between { min: 6 max: 18 }", "Umur 6 sampai 18 tahun: tidak (umur 67)", "Age 6 to 18: no (age 67)"},
      {"", "Tanpa syarat: ya", "No condition: yes"},
  };
  for (const Case& c : cases) {
    const pb::Explanation said = Explained(c.rule, 0);
    EXPECT_EQ(said.text_id(), c.id);
    EXPECT_EQ(said.text_en(), c.en);
  }
}

TEST(Explain, OfSeveral) {
  const pb::Explanation said = Explained(
      "at_least { count: 2 of { all_of { of { compare { field: FIELD_DESIL comparator: COMPARATOR_EQUAL number: 3 } } "
      "} "
      "} of { any_of { of { compare { field: FIELD_DESIL comparator: COMPARATOR_EQUAL number: 4 } } } } of { not { "
      "compare { field: FIELD_DESIL comparator: COMPARATOR_EQUAL number: 5 } } } }");
  EXPECT_EQ(said.text_id(), "Paling sedikit 2 dari 3 syarat berikut: ya");
  EXPECT_EQ(said.truth(), pb::TRUTH_YES);
  ASSERT_EQ(said.parts_size(), 3);
  EXPECT_EQ(said.parts(0).text_id(), "Semua syarat berikut: ya");
  EXPECT_EQ(said.parts(1).text_id(), "Salah satu syarat berikut: tidak");
  EXPECT_EQ(said.parts(2).text_en(), "The following does not hold: yes");
  EXPECT_EQ(said.parts(2).parts(0).text_en(), "Decile exactly 5: no (decile 3)");
}

TEST(Explain, OfMembersTogether) {
  const pb::Explanation said =
      Explained("members { quantity: QUANTITY_AT_LEAST of { all_of { of { age_between { min: 60 } } } } }");
  EXPECT_EQ(said.text_id(), "Paling sedikit 1 anggota memenuhi syarat berikut: ya");
  EXPECT_EQ(said.text_en(), "At least 1 of the members meets the following: yes");
  ASSERT_EQ(said.parts_size(), 1);
  EXPECT_EQ(said.parts(0).text_id(), "Semua syarat berikut: 1 ya, 1 tidak, 1 tidak diketahui");
  EXPECT_EQ(said.parts(0).truth(), pb::TRUTH_UNSPECIFIED);
  EXPECT_EQ(said.parts(0).parts(0).text_en(), "Age 60 and above: 1 yes, 1 no, 1 unknown");
  EXPECT_EQ(said.parts(0).parts(0).members().unknown(), 1);
  EXPECT_EQ(Explained("members { quantity: QUANTITY_ALL of { age_between { min: 60 } } }").text_id(),
            "Setiap anggota memenuhi syarat berikut: tidak");
}

}  // namespace
}  // namespace padu::matching
