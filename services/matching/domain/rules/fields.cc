#include "services/matching/domain/rules/fields.h"

#include <array>
#include <cstddef>

#include "services/matching/domain/rules/limits.h"

namespace padu::matching {
namespace {

namespace pb = ::padu::matching::v1;

constexpr Code kSexes[] = {{"MALE", "laki-laki", "male"}, {"FEMALE", "perempuan", "female"}};

constexpr Code kRelations[] = {
    {"HEAD", "kepala keluarga", "head"},
    {"HUSBAND", "suami", "husband"},
    {"WIFE", "istri", "wife"},
    {"CHILD", "anak", "child"},
    {"CHILD_IN_LAW", "menantu", "child-in-law"},
    {"GRANDCHILD", "cucu", "grandchild"},
    {"PARENT", "orang tua", "parent"},
    {"PARENT_IN_LAW", "mertua", "parent-in-law"},
    {"OTHER_RELATIVE", "famili lain", "other relative"},
    {"HELPER", "pembantu", "helper"},
    {"OTHER", "lainnya", "other"},
};

constexpr FieldInfo Answered(pb::Field field, bool of_person, std::string_view id, std::string_view en) {
  return {.field = field, .of_person = of_person, .type = FieldType::kAnswer, .id = id, .en = en};
}

constexpr FieldInfo Number(pb::Field field, bool of_person, std::int64_t least, std::int64_t most, std::string_view id,
                           std::string_view en) {
  return {.field = field, .of_person = of_person, .least = least, .most = most, .id = id, .en = en};
}

constexpr FieldInfo Coded(pb::Field field, std::span<const Code> codes, std::string_view id, std::string_view en) {
  return {.field = field, .of_person = true, .type = FieldType::kCode, .codes = codes, .id = id, .en = en};
}

constexpr FieldInfo kFields[] = {
    Coded(pb::FIELD_SEX, kSexes, "jenis kelamin", "sex"),
    Answered(pb::FIELD_PREGNANT, true, "sedang hamil", "is pregnant"),
    Answered(pb::FIELD_SEVERELY_DISABLED, true, "penyandang disabilitas berat", "has a severe disability"),
    Answered(pb::FIELD_ATTENDS_SCHOOL, true, "bersekolah", "attends school"),
    Answered(pb::FIELD_EMPLOYED, true, "bekerja", "is employed"),
    Coded(pb::FIELD_RELATION, kRelations, "hubungan dengan kepala keluarga", "relation to the head of the family"),
    Number(pb::FIELD_AGE, true, 0, kAgeMax, "umur", "age"),
    Number(pb::FIELD_DESIL, false, 1, kDesilMax, "desil", "decile"),
    Number(pb::FIELD_MEMBERS, false, 1, kMembersMax, "jumlah anggota rumah tangga", "members of the household"),
    Number(pb::FIELD_CRITERIA_YES, false, 0, kCriteria, "kriteria kemiskinan (262/HUK/2022) yang terpenuhi",
           "criteria of poverty (262/HUK/2022) that are met"),
    Answered(pb::FIELD_CRITERION_1, false, "kepala keluarga atau pengurusnya tidak bekerja",
             "the breadwinner has no work"),
    Answered(pb::FIELD_CRITERION_2, false, "pernah khawatir tidak makan atau tidak makan dalam setahun terakhir",
             "was worried not to eat, or did not eat, in the past year"),
    Answered(pb::FIELD_CRITERION_3, false, "pengeluaran makan lebih dari separuh pengeluaran",
             "food is more than half of spending"),
    Answered(pb::FIELD_CRITERION_4, false, "tidak membeli pakaian dalam setahun terakhir",
             "bought no clothing in the past year"),
    Answered(pb::FIELD_CRITERION_5, false, "sebagian besar lantai dari tanah atau plesteran",
             "most of the floor is earth or plaster"),
    Answered(
        pb::FIELD_CRITERION_6, false,
        "sebagian besar dinding dari bambu, kawat, papan, terpal, kardus, tembok tanpa diplester, rumbia atau seng",
        "most of the walls are bamboo, wire, board, tarpaulin, cardboard, unplastered, thatch or zinc"),
    Answered(pb::FIELD_CRITERION_7, false, "tidak memiliki jamban sendiri", "has no toilet of its own"),
    Answered(pb::FIELD_CRITERION_8, false, "listrik 450 VA atau tanpa listrik", "has electricity of 450 VA or none"),
    Answered(pb::FIELD_SHELTERLESS, false, "tidak mempunyai tempat tinggal sehari-hari", "has no place to live"),
    {.field = pb::FIELD_REGION, .type = FieldType::kRegion, .id = "wilayah", .en = "region"},
};

}  // namespace

const FieldInfo* InfoOf(pb::Field field) {
  static constexpr auto kAt = [] {
    std::array<const FieldInfo*, pb::Field_ARRAYSIZE> at{};
    for (const FieldInfo& info : kFields) at[static_cast<std::size_t>(info.field)] = &info;
    return at;
  }();
  return pb::Field_IsValid(field) ? kAt[static_cast<std::size_t>(field)] : nullptr;
}

std::span<const FieldInfo> AllFields() { return kFields; }

}  // namespace padu::matching
