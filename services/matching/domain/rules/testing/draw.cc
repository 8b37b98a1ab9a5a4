#include "services/matching/domain/rules/testing/draw.h"

#include "services/matching/domain/rules/fields.h"

namespace padu::matching::testing {
namespace {

namespace rpb = ::padu::registry::v1;

const char* const kRegions[] = {"64.74.01.1003", "64.74.03.1002", "64.74.03.1001", "64.74.03", "64.74.02"};

}  // namespace

pb::Expression Draw::Rule(rpb::AssistanceUnit unit, int levels) {
  return Node(unit == rpb::ASSISTANCE_UNIT_PERSON, true, levels, false);
}

pb::Expression Draw::CoarseRule(rpb::AssistanceUnit unit, int levels) {
  return Node(unit == rpb::ASSISTANCE_UNIT_PERSON, true, levels, true);
}

pb::Expression Draw::Node(bool persons, bool members, int levels, bool coarse) {
  pb::Expression node;
  const int kind = levels <= 1 ? 0 : Below(7);
  const auto part = [&] { return Node(persons, members, levels - 1, coarse); };
  switch (kind) {
    case 1:
      for (int i = Between(1, 3); i > 0; --i) *node.mutable_all_of()->add_of() = part();
      return node;
    case 2:
      for (int i = Between(1, 3); i > 0; --i) *node.mutable_any_of()->add_of() = part();
      return node;
    case 3:
      for (int i = Between(1, 4); i > 0; --i) *node.mutable_at_least()->add_of() = part();
      node.mutable_at_least()->set_count(Between(1, node.at_least().of_size()));
      return node;
    case 4:
      *node.mutable_not_() = part();
      return node;
    case 5:
    case 6:
      if (!members) break;
      node.mutable_members()->set_quantity(OneIn(3) ? pb::Members::QUANTITY_ALL : pb::Members::QUANTITY_AT_LEAST);
      if (node.members().quantity() == pb::Members::QUANTITY_AT_LEAST) node.mutable_members()->set_count(Below(3));
      *node.mutable_members()->mutable_of() = Node(true, false, levels - 1, coarse);
      return node;
    default:
      break;
  }
  return coarse ? CoarseLeaf(persons) : Leaf(persons);
}

pb::Expression Draw::Number(pb::Field field, int least, int most) {
  pb::Expression leaf;
  leaf.mutable_compare()->set_field(field);
  leaf.mutable_compare()->set_comparator(static_cast<pb::Comparator>(Between(1, 3)));
  leaf.mutable_compare()->set_number(Between(least, most));
  return leaf;
}

pb::Expression Draw::Leaf(bool persons) {
  pb::Expression leaf;
  const auto fields = AllFields();
  const FieldInfo& info = fields[static_cast<std::size_t>(Below(static_cast<int>(fields.size())))];
  if (info.of_person && !persons) return Leaf(persons);
  if (info.field == pb::FIELD_AGE && OneIn(2)) {
    if (OneIn(2)) leaf.mutable_age_between()->set_min(Between(0, 40));
    if (OneIn(2) || !leaf.has_age_between()) leaf.mutable_age_between()->set_max(Between(20, 90));
    return leaf;
  }
  if (info.type == FieldType::kNumber) {
    return Number(info.field, static_cast<int>(info.least), static_cast<int>(info.most > 20 ? 20 : info.most));
  }
  const auto code = [&]() -> std::string {
    if (info.type == FieldType::kRegion) return kRegions[Below(5)];
    return std::string(info.codes[static_cast<std::size_t>(Below(static_cast<int>(info.codes.size())))].code);
  };
  if (info.type != FieldType::kAnswer && OneIn(2)) {
    leaf.mutable_one_of()->set_field(info.field);
    for (int i = Between(1, 3); i > 0; --i) leaf.mutable_one_of()->add_codes(code());
    return leaf;
  }
  leaf.mutable_compare()->set_field(info.field);
  leaf.mutable_compare()->set_comparator(pb::COMPARATOR_EQUAL);
  if (info.type == FieldType::kAnswer) {
    leaf.mutable_compare()->set_answer(OneIn(2));
  } else {
    leaf.mutable_compare()->set_code(code());
  }
  return leaf;
}

pb::Expression Draw::CoarseLeaf(bool persons) {
  pb::Expression leaf;
  switch (Below(persons ? 4 : 2)) {
    case 0:
      leaf = Number(pb::FIELD_DESIL, 4, 4);
      leaf.mutable_compare()->set_comparator(pb::COMPARATOR_LESS_OR_EQUAL);
      return leaf;
    case 1:
      return Number(pb::FIELD_MEMBERS, 1, 4);
    case 2:
      leaf.mutable_compare()->set_field(pb::FIELD_SEX);
      leaf.mutable_compare()->set_comparator(pb::COMPARATOR_EQUAL);
      leaf.mutable_compare()->set_code("FEMALE");
      return leaf;
    default:
      leaf.mutable_age_between()->set_min(60);
      return leaf;
  }
}

pb::MemberView Draw::Member(int number) {
  pb::MemberView member;
  member.set_person("p-" + std::to_string(number));
  member.set_family(OneIn(3) ? "fa-2" : "fa-1");
  member.set_relation(static_cast<rpb::Relation>(Below(rpb::Relation_ARRAYSIZE)));
  member.set_sex(static_cast<rpb::Sex>(Below(rpb::Sex_ARRAYSIZE)));
  if (!OneIn(4)) member.set_birth_month(Between(12 * 1930, 12 * 2026));
  member.set_pregnant(Answer());
  member.set_severely_disabled(Answer());
  member.set_attends_school(Answer());
  member.set_employed(Answer());
  return member;
}

pb::HouseholdView Draw::Household() {
  pb::HouseholdView household;
  household.set_city(6474);
  household.set_household("hh-1");
  int from = 20000;
  for (int i = Below(4); i > 0; --i) {
    pb::DomicileSpan& span = *household.add_domiciles();
    span.set_from_day(from);
    span.set_kelurahan(kRegions[Below(3)]);
    from += Between(1, 500);
  }
  if (!OneIn(4)) household.set_desil(Between(1, 10));
  if (OneIn(2)) {
    pb::FamilyDesil& own = *household.add_family_desils();
    own.set_family("fa-2");
    own.set_desil(Between(1, 10));
  }
  if (!OneIn(4)) {
    for (int i = 0; i < 8; ++i) household.add_criteria(Answer());
  }
  household.set_shelterless(Answer());
  for (int i = Below(6); i > 0; --i) *household.add_members() = Member(i);
  return household;
}

}  // namespace padu::matching::testing
