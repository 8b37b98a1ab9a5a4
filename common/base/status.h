// Refusals: an absl::Status that carries a stable reason and texts for users in Indonesian and English.
//
// Bad input and refused commands are Statuses; broken invariants and I/O errors abort (check.h). common/rpc turns a
// refusal into google.rpc.ErrorInfo and LocalizedMessage; nothing else needs to know how it is carried.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace padu {

// What a user is told. `metadata` never holds personal data (no NIK, KK number, name, address or phone).
struct Refusal {
  std::string reason;   // UPPER_SNAKE_CASE, at most 63 characters, stable for ever (AIP-193)
  std::string text_id;  // Indonesian, for users: what is wrong, where, and what to do
  std::string text_en;  // the same in English
  std::map<std::string, std::string> metadata;
};

// A status of `code` that carries `refusal`; its message is the English text.
absl::Status Refuse(absl::StatusCode code, Refusal refusal);

// The refusal inside `status`, if it was made by Refuse.
std::optional<Refusal> RefusalOf(const absl::Status& status);

namespace internal {
inline absl::Status ToStatus(const absl::Status& s) { return s; }
template <typename T>
absl::Status ToStatus(const absl::StatusOr<T>& s) {
  return s.status();
}
}  // namespace internal

}  // namespace padu

#define PADU_CONCAT_INNER(a, b) a##b
#define PADU_CONCAT(a, b) PADU_CONCAT_INNER(a, b)

// Returns from the enclosing function if `expression` (a Status or StatusOr) is not OK.
#define RETURN_IF_ERROR(expression)                                              \
  do {                                                                           \
    const auto& padu_status_or = (expression);                                   \
    if (!padu_status_or.ok()) return ::padu::internal::ToStatus(padu_status_or); \
  } while (false)

// ASSIGN_OR_RETURN(auto value, ExpressionOfStatusOr()).
#define ASSIGN_OR_RETURN(target, expression)                                                        \
  auto PADU_CONCAT(padu_value_, __LINE__) = (expression);                                           \
  if (!PADU_CONCAT(padu_value_, __LINE__).ok()) return PADU_CONCAT(padu_value_, __LINE__).status(); \
  target = *std::move(PADU_CONCAT(padu_value_, __LINE__))
