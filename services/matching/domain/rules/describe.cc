#include "services/matching/domain/rules/describe.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/matching/domain/rules/fields.h"

namespace padu::matching {
namespace {

std::string Capital(std::string text) {
  if (!text.empty()) text[0] = absl::ascii_toupper(static_cast<unsigned char>(text[0]));
  return text;
}

Text Noun(pb::Field field) {
  const FieldInfo* const info = InfoOf(field);
  if (info == nullptr) return {"bidang yang tidak dikenal", "an unknown field"};
  return {std::string(info->id), std::string(info->en)};
}

Text CodeText(pb::Field field, std::string_view code) {
  const FieldInfo* const info = InfoOf(field);
  if (info != nullptr) {
    const auto found = std::ranges::find(info->codes, code, &Code::code);
    if (found != info->codes.end()) return {std::string(found->id), std::string(found->en)};
  }
  return {std::string(code), std::string(code)};
}

Text NumberText(const pb::Comparison& compare) {
  const Text noun = Noun(compare.field());
  const std::int64_t number = compare.number();
  // Levels are high and low, counts are many and few.
  const bool level = compare.field() == pb::FIELD_DESIL || compare.field() == pb::FIELD_AGE;
  switch (compare.comparator()) {
    case pb::COMPARATOR_LESS_OR_EQUAL:
      return {absl::StrCat(noun.id, level ? " paling tinggi " : " paling banyak ", number),
              absl::StrCat(noun.en, " at most ", number)};
    case pb::COMPARATOR_GREATER_OR_EQUAL:
      return {absl::StrCat(noun.id, level ? " paling rendah " : " paling sedikit ", number),
              absl::StrCat(noun.en, " at least ", number)};
    default:
      return {absl::StrCat(noun.id, " tepat ", number), absl::StrCat(noun.en, " exactly ", number)};
  }
}

Text CompareText(const pb::Comparison& compare) {
  if (compare.has_number()) return NumberText(compare);
  const Text noun = Noun(compare.field());
  if (compare.has_answer()) {
    if (compare.answer()) return noun;
    return {absl::StrCat("bukan: ", noun.id), absl::StrCat("not: ", noun.en)};
  }
  const Text code = CodeText(compare.field(), compare.code());
  return {absl::StrCat(noun.id, " ", code.id), absl::StrCat(noun.en, " ", code.en)};
}

Text OneOfText(const pb::OneOf& one_of) {
  std::vector<std::string> id;
  std::vector<std::string> en;
  for (const std::string& code : one_of.codes()) {
    const Text text = CodeText(one_of.field(), code);
    id.push_back(text.id);
    en.push_back(text.en);
  }
  const Text noun = Noun(one_of.field());
  return {absl::StrCat(noun.id, " salah satu dari ", absl::StrJoin(id, ", ")),
          absl::StrCat(noun.en, " one of ", absl::StrJoin(en, ", "))};
}

Text AgeText(const pb::AgeBetween& between) {
  if (!between.has_max()) {
    return {absl::StrCat("umur ", between.min(), " tahun ke atas"), absl::StrCat("age ", between.min(), " and above")};
  }
  if (!between.has_min()) {
    return {absl::StrCat("umur sampai ", between.max(), " tahun"), absl::StrCat("age up to ", between.max())};
  }
  return {absl::StrCat("umur ", between.min(), " sampai ", between.max(), " tahun"),
          absl::StrCat("age ", between.min(), " to ", between.max())};
}

Text MembersText(const pb::Members& members) {
  if (members.quantity() == pb::Members::QUANTITY_ALL) {
    return {"setiap anggota memenuhi syarat berikut", "each member meets the following"};
  }
  const int count = std::max(1, members.count());
  return {absl::StrCat("paling sedikit ", count, " anggota memenuhi syarat berikut"),
          absl::StrCat("at least ", count, " of the members ", count == 1 ? "meets" : "meet", " the following")};
}

Text NodeText(const pb::Expression& node) {
  switch (node.node_case()) {
    case pb::Expression::kAllOf:
      return {"semua syarat berikut", "all of the following"};
    case pb::Expression::kAnyOf:
      return {"salah satu syarat berikut", "any of the following"};
    case pb::Expression::kAtLeast: {
      const int count = node.at_least().count();
      const int all = node.at_least().of_size();
      return {absl::StrCat("paling sedikit ", count, " dari ", all, " syarat berikut"),
              absl::StrCat("at least ", count, " of the following ", all)};
    }
    case pb::Expression::kNot:
      return {"syarat berikut tidak berlaku", "the following does not hold"};
    case pb::Expression::kCompare:
      return CompareText(node.compare());
    case pb::Expression::kOneOf:
      return OneOfText(node.one_of());
    case pb::Expression::kAgeBetween:
      return AgeText(node.age_between());
    case pb::Expression::kMembers:
      return MembersText(node.members());
    case pb::Expression::NODE_NOT_SET:
      break;
  }
  return {"tanpa syarat", "no condition"};
}

}  // namespace

Text TextOf(const pb::Expression& node) {
  Text text = NodeText(node);
  return {Capital(std::move(text.id)), Capital(std::move(text.en))};
}

Text FoundText(const pb::Expression& node, const Scope& scope) {
  const pb::Field field = FieldOf(node);
  const FieldInfo* const info = InfoOf(field);
  if (info == nullptr || info->type == FieldType::kAnswer) return {};
  const Value value = ValueOf(field, scope);
  if (!value.known) return {};
  if (info->type != FieldType::kNumber) return CodeText(field, value.code);
  const std::string number =
      value.low == value.high ? absl::StrCat(value.low) : absl::StrCat(value.low, "-", value.high);
  if (field == pb::FIELD_DESIL || field == pb::FIELD_AGE) {
    return {absl::StrCat(Noun(field).id, " ", number), absl::StrCat(Noun(field).en, " ", number)};
  }
  return {number, number};
}

Text AnswerText(Truth truth, const Text& found) {
  Text text = truth == Truth::kYes  ? Text{"ya", "yes"}
              : truth == Truth::kNo ? Text{"tidak", "no"}
                                    : Text{"tidak diketahui", "unknown"};
  if (found.id.empty()) return text;
  return {absl::StrCat(text.id, " (", found.id, ")"), absl::StrCat(text.en, " (", found.en, ")")};
}

Text TextOf(const pb::MemberTally& members) {
  Text text{absl::StrCat(members.yes(), " ya, ", members.no(), " tidak"),
            absl::StrCat(members.yes(), " yes, ", members.no(), " no")};
  if (members.unknown() == 0) return text;
  return {absl::StrCat(text.id, ", ", members.unknown(), " tidak diketahui"),
          absl::StrCat(text.en, ", ", members.unknown(), " unknown")};
}

}  // namespace padu::matching
