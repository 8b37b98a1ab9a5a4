#include "services/matching/domain/rules/faults.h"

#include <array>
#include <utility>

#include "common/base/status.h"

namespace padu::matching {
namespace {

struct Row {
  Fault fault;
  FaultText text;
};

constexpr Row kRows[] = {
    {Fault::kFieldMissing, {"FIELD_MISSING", "Bidang wajib belum diisi.", "A required field is missing."}},
    {Fault::kFieldInvalid, {"FIELD_INVALID", "Isi bidang tidak sah.", "The value of a field is not valid."}},
    {Fault::kFieldTooLong,
     {"FIELD_TOO_LONG", "Isi bidang terlalu panjang atau terlalu banyak.",
      "A field is too long or holds too many values."}},
    {Fault::kValueOutOfRange,
     {"VALUE_OUT_OF_RANGE", "Angka di luar batas bidang ini.", "The number is outside this field's bounds."}},
    {Fault::kNodeEmpty,
     {"RULE_NODE_EMPTY", "Bagian aturan ini kosong: isi syaratnya, atau hapus bagian ini.",
      "This node of the rule is empty: give it a condition, or remove it."}},
    {Fault::kRuleTooLarge,
     {"RULE_TOO_LARGE", "Aturan mempunyai lebih dari 64 bagian. Sederhanakan.",
      "The rule has more than 64 nodes. Simplify it."}},
    {Fault::kRuleTooDeep,
     {"RULE_TOO_DEEP", "Bagian aturan bersarang lebih dari 8 tingkat. Sederhanakan.",
      "Nodes of the rule lie more than 8 levels deep. Simplify it."}},
    {Fault::kCountInvalid,
     {"RULE_COUNT_INVALID", "Jumlah paling sedikit harus dari 1 sampai banyaknya yang dihitung.",
      "The least number must be from 1 to the number of what is counted."}},
    {Fault::kFieldUnknown,
     {"RULE_FIELD_UNKNOWN", "Bidang registri ini tidak dikenal.", "There is no such field in the registry."}},
    {Fault::kTypeMismatch,
     {"RULE_TYPE_MISMATCH", "Nilai tidak sejenis dengan bidangnya: angka, ya/tidak, atau kode.",
      "The value is not of the field's type: a number, yes/no, or a code."}},
    {Fault::kComparatorMismatch,
     {"RULE_COMPARATOR_MISMATCH", "Bidang ya/tidak dan kode hanya dapat dibandingkan dengan EQUAL.",
      "Fields of yes/no and codes can only be compared by EQUAL."}},
    {Fault::kPersonOutsideMembers,
     {"RULE_PERSON_OUTSIDE_MEMBERS",
      "Bidang ini milik seseorang: dalam aturan keluarga atau rumah tangga, tanyakan di dalam members.",
      "This field is a person's: in a rule of families or households, ask it inside members."}},
    {Fault::kMembersNested,
     {"RULE_MEMBERS_NESTED", "Pertanyaan tentang anggota tidak boleh di dalam pertanyaan tentang anggota.",
      "A question about members cannot lie inside a question about members."}},
    {Fault::kCodeUnknown,
     {"RULE_CODE_UNKNOWN", "Kode ini tidak dikenal untuk bidangnya.", "The field has no such code."}},
    {Fault::kCodeRepeated, {"RULE_CODE_REPEATED", "Kode ini disebut dua kali.", "This code is there twice."}},
    {Fault::kRegionInvalid,
     {"RULE_REGION_INVALID", "Kode wilayah tidak sah atau bukan bagian kota ini, misalnya 64.74.03.1002.",
      "The region's code is not valid or not of this city, e.g. 64.74.03.1002."}},
    {Fault::kAlwaysTrue,
     {"RULE_ALWAYS_TRUE", "Bagian aturan ini selalu benar, siapa pun orangnya. Hapus, atau perbaiki.",
      "This node of the rule is always true, whoever is asked about. Remove it, or correct it."}},
    {Fault::kAlwaysFalse,
     {"RULE_ALWAYS_FALSE", "Bagian aturan ini tidak pernah benar, siapa pun orangnya. Hapus, atau perbaiki.",
      "This node of the rule is never true, whoever is asked about. Remove it, or correct it."}},
    {Fault::kComponentRepeated,
     {"COMPONENT_REPEATED", "Unsur peringkat ini disebut dua kali.", "This component of the ranking is there twice."}},
    {Fault::kLineUnreachable,
     {"LINE_UNREACHABLE", "Baris ini tidak pernah dipakai: baris sebelumnya sudah mencakupnya.",
      "This line never decides: a line before it fits whatever it fits."}},
};

}  // namespace

const FaultText& TextOf(Fault fault) {
  static constexpr auto kTable = [] {
    std::array<FaultText, kFaults> table{};
    for (const Row& row : kRows) table[static_cast<std::size_t>(row.fault)] = row.text;
    return table;
  }();
  return kTable[static_cast<std::size_t>(fault)];
}

absl::Status Faulty(Fault fault, std::string_view path, std::map<std::string, std::string> metadata) {
  const FaultText& text = TextOf(fault);
  const std::string where = " (" + std::string(path) + ")";
  metadata["field"] = std::string(path);
  return Refuse(absl::StatusCode::kInvalidArgument, {.reason = std::string(text.name),
                                                     .text_id = std::string(text.id) + where,
                                                     .text_en = std::string(text.en) + where,
                                                     .metadata = std::move(metadata)});
}

}  // namespace padu::matching
