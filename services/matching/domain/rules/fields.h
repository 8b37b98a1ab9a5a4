// What each field of the registry is to a rule: whose it is, its type and bounds, its codes, and how it reads.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "padu/matching/v1/expression.pb.h"

namespace padu::matching {

enum class FieldType { kNumber, kAnswer, kCode, kRegion };

struct Code {
  std::string_view code;  // as in an expression: "MALE"
  std::string_view id;    // as people read it
  std::string_view en;
};

struct FieldInfo {
  padu::matching::v1::Field field;
  bool of_person = false;
  FieldType type = FieldType::kNumber;
  // Numbers: the least and the largest.
  std::int64_t least = 0;
  std::int64_t most = 0;
  // Codes, in the order of the registry's numbers, the first of which is 1.
  std::span<const Code> codes;
  // A noun of numbers and codes ("desil"), a statement of answers ("sedang hamil").
  std::string_view id;
  std::string_view en;
};

// Of a field that this binary knows, else nullptr.
const FieldInfo* InfoOf(padu::matching::v1::Field field);
std::span<const FieldInfo> AllFields();

}  // namespace padu::matching
