#include "services/matching/domain/rules/check.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/city.h"
#include "common/base/status.h"
#include "services/matching/domain/rules/constancy.h"
#include "services/matching/domain/rules/faults.h"
#include "services/matching/domain/rules/fields.h"
#include "services/matching/domain/rules/leaf.h"
#include "services/matching/domain/rules/limits.h"

namespace padu::matching {
namespace {

namespace rpb = ::padu::registry::v1;

absl::Status CheckRange(std::int64_t value, std::int64_t least, std::int64_t most, const std::string& path) {
  if (value >= least && value <= most) return absl::OkStatus();
  return Faulty(Fault::kValueOutOfRange, path, {{"least", absl::StrCat(least)}, {"most", absl::StrCat(most)}});
}

// Walks a rule once, from the root: form, types, bounds.
class Form {
 public:
  Form(rpb::AssistanceUnit unit, std::uint32_t city) : unit_(unit), city_(city) {}

  absl::Status Check(const pb::Expression& node, const std::string& path, int level) {
    if (++nodes_ > kRuleNodesMax) return Faulty(Fault::kRuleTooLarge, path);
    if (level > kRuleLevelsMax) return Faulty(Fault::kRuleTooDeep, path);
    switch (node.node_case()) {
      case pb::Expression::kAllOf:
        return CheckNodes(node.all_of().of(), path + ".all_of.of", level);
      case pb::Expression::kAnyOf:
        return CheckNodes(node.any_of().of(), path + ".any_of.of", level);
      case pb::Expression::kAtLeast:
        return CheckAtLeast(node.at_least(), path + ".at_least", level);
      case pb::Expression::kNot:
        return Check(node.not_(), path + ".not", level + 1);
      case pb::Expression::kCompare:
        return CheckCompare(node.compare(), path + ".compare");
      case pb::Expression::kOneOf:
        return CheckOneOf(node.one_of(), path + ".one_of");
      case pb::Expression::kAgeBetween:
        return CheckAgeBetween(node.age_between(), path + ".age_between");
      case pb::Expression::kMembers:
        return CheckMembers(node.members(), path + ".members", level);
      case pb::Expression::NODE_NOT_SET:
        break;
    }
    return Faulty(Fault::kNodeEmpty, path);
  }

 private:
  template <typename Nodes>
  absl::Status CheckNodes(const Nodes& nodes, const std::string& path, int level) {
    if (nodes.empty()) return Faulty(Fault::kNodeEmpty, path);
    for (int i = 0; i < nodes.size(); ++i) RETURN_IF_ERROR(Check(nodes[i], absl::StrCat(path, "[", i, "]"), level + 1));
    return absl::OkStatus();
  }

  absl::Status CheckAtLeast(const pb::AtLeast& at_least, const std::string& path, int level) {
    if (at_least.of().empty()) return Faulty(Fault::kNodeEmpty, path + ".of");
    if (at_least.count() < 1 || at_least.count() > at_least.of_size()) {
      return Faulty(Fault::kCountInvalid, path + ".count", {{"most", absl::StrCat(at_least.of_size())}});
    }
    return CheckNodes(at_least.of(), path + ".of", level);
  }

  // A field that may be asked here.
  absl::Status CheckField(pb::Field field, const std::string& path) const {
    const FieldInfo* const info = InfoOf(field);
    if (info == nullptr) return Faulty(Fault::kFieldUnknown, path);
    if (info->of_person && unit_ != rpb::ASSISTANCE_UNIT_PERSON && !in_members_) {
      return Faulty(Fault::kPersonOutsideMembers, path);
    }
    return absl::OkStatus();
  }

  absl::Status CheckCompare(const pb::Comparison& compare, const std::string& path) const {
    RETURN_IF_ERROR(CheckField(compare.field(), path + ".field"));
    const FieldInfo& info = *InfoOf(compare.field());
    if (compare.comparator() == pb::COMPARATOR_UNSPECIFIED || !pb::Comparator_IsValid(compare.comparator())) {
      return Faulty(Fault::kFieldMissing, path + ".comparator");
    }
    if (info.type != FieldType::kNumber && compare.comparator() != pb::COMPARATOR_EQUAL) {
      return Faulty(Fault::kComparatorMismatch, path + ".comparator");
    }
    switch (compare.value_case()) {
      case pb::Comparison::kNumber:
        if (info.type != FieldType::kNumber) return Faulty(Fault::kTypeMismatch, path + ".number");
        return CheckRange(compare.number(), info.least, info.most, path + ".number");
      case pb::Comparison::kAnswer:
        return info.type == FieldType::kAnswer ? absl::OkStatus() : Faulty(Fault::kTypeMismatch, path + ".answer");
      case pb::Comparison::kCode:
        return CheckCode(info, compare.code(), path + ".code");
      case pb::Comparison::VALUE_NOT_SET:
        break;
    }
    return Faulty(Fault::kFieldMissing, path + ".value");
  }

  absl::Status CheckCode(const FieldInfo& info, const std::string& code, const std::string& path) const {
    if (info.type == FieldType::kRegion) {
      return IsRegionOf(code, CityCode(city_)) ? absl::OkStatus() : Faulty(Fault::kRegionInvalid, path);
    }
    if (info.type != FieldType::kCode) return Faulty(Fault::kTypeMismatch, path);
    const bool known = std::ranges::find(info.codes, code, &Code::code) != info.codes.end();
    return known ? absl::OkStatus() : Faulty(Fault::kCodeUnknown, path);
  }

  absl::Status CheckOneOf(const pb::OneOf& one_of, const std::string& path) const {
    RETURN_IF_ERROR(CheckField(one_of.field(), path + ".field"));
    const FieldInfo& info = *InfoOf(one_of.field());
    if (one_of.codes().empty()) return Faulty(Fault::kNodeEmpty, path + ".codes");
    if (one_of.codes_size() > kRuleCodesMax) return Faulty(Fault::kFieldTooLong, path + ".codes");
    std::set<std::string_view> seen;
    for (int i = 0; i < one_of.codes_size(); ++i) {
      const std::string at = absl::StrCat(path, ".codes[", i, "]");
      RETURN_IF_ERROR(CheckCode(info, one_of.codes(i), at));
      if (!seen.insert(one_of.codes(i)).second) return Faulty(Fault::kCodeRepeated, at);
    }
    return absl::OkStatus();
  }

  absl::Status CheckAgeBetween(const pb::AgeBetween& between, const std::string& path) const {
    RETURN_IF_ERROR(CheckField(pb::FIELD_AGE, path));
    if (!between.has_min() && !between.has_max()) return Faulty(Fault::kNodeEmpty, path);
    if (between.has_min()) RETURN_IF_ERROR(CheckRange(between.min(), 0, kAgeMax, path + ".min"));
    if (between.has_max()) RETURN_IF_ERROR(CheckRange(between.max(), 0, kAgeMax, path + ".max"));
    return absl::OkStatus();
  }

  absl::Status CheckMembers(const pb::Members& members, const std::string& path, int level) {
    if (in_members_) return Faulty(Fault::kMembersNested, path);
    if (members.quantity() == pb::Members::QUANTITY_UNSPECIFIED || !pb::Members::Quantity_IsValid(members.quantity())) {
      return Faulty(Fault::kFieldMissing, path + ".quantity");
    }
    const bool all = members.quantity() == pb::Members::QUANTITY_ALL;
    RETURN_IF_ERROR(CheckRange(members.count(), 0, all ? 0 : kMembersMax, path + ".count"));
    in_members_ = true;
    const absl::Status status = Check(members.of(), path + ".of", level + 1);
    in_members_ = false;
    return status;
  }

  const rpb::AssistanceUnit unit_;
  const std::uint32_t city_;
  bool in_members_ = false;
  int nodes_ = 0;
};

// The parts first: the smallest node that is constant is the one to correct.
class Constants {
 public:
  explicit Constants(std::uint32_t city) : city_(city) {}

  absl::Status Check(const pb::Expression& node, rpb::AssistanceUnit unit, const std::string& path) {
    RETURN_IF_ERROR(CheckParts(node, unit, path));
    switch (FindConstancy(node, unit, city_, steps_left_)) {
      case Constancy::kAlwaysTrue:
        return Faulty(Fault::kAlwaysTrue, path);
      case Constancy::kAlwaysFalse:
        return Faulty(Fault::kAlwaysFalse, path);
      case Constancy::kVaries:
      case Constancy::kTooManyCases:
        break;
    }
    return absl::OkStatus();
  }

 private:
  absl::Status CheckParts(const pb::Expression& node, rpb::AssistanceUnit unit, const std::string& path) {
    switch (node.node_case()) {
      case pb::Expression::kAllOf:
        return CheckEach(node.all_of().of(), unit, path + ".all_of.of");
      case pb::Expression::kAnyOf:
        return CheckEach(node.any_of().of(), unit, path + ".any_of.of");
      case pb::Expression::kAtLeast:
        return CheckEach(node.at_least().of(), unit, path + ".at_least.of");
      case pb::Expression::kNot:
        return Check(node.not_(), unit, path + ".not");
      case pb::Expression::kMembers:
        return Check(node.members().of(), rpb::ASSISTANCE_UNIT_PERSON, path + ".members.of");
      default:
        return absl::OkStatus();
    }
  }

  template <typename Nodes>
  absl::Status CheckEach(const Nodes& nodes, rpb::AssistanceUnit unit, const std::string& path) {
    for (int i = 0; i < nodes.size(); ++i) RETURN_IF_ERROR(Check(nodes[i], unit, absl::StrCat(path, "[", i, "]")));
    return absl::OkStatus();
  }

  const std::uint32_t city_;
  std::int64_t steps_left_ = kCheckStepsMax;
};

}  // namespace

absl::Status CheckExpression(const pb::Expression& rule, rpb::AssistanceUnit unit, std::uint32_t city,
                             std::string_view field) {
  const std::string path(field);
  RETURN_IF_ERROR(Form(unit, city).Check(rule, path, 1));
  return Constants(city).Check(rule, unit, path);
}

}  // namespace padu::matching
