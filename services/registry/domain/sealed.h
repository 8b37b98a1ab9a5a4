// Whose sealed data is where.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/registry/domain/tables.h"

namespace padu::registry {

// A person, family, household or officer as the holder of sealed data.
struct SealedSubject {
  pb::SealedFields sealed;
  // Kelurahan in which it lives, or lived last; empty for officers.
  std::string region;
  bool erased = false;
};

// By id. PERSON_NOT_FOUND if nothing of this city has it.
absl::StatusOr<SealedSubject> FindSealed(const store::Reader& tables, CityNumber city, std::string_view id);

// The bytes that a sealed value is bound to: "<subject>|<field number>|<key id>".
std::string SealedBinding(std::string_view subject, pb::PersonalField field, std::string_view key_id);

}  // namespace padu::registry
