#include "services/intervention-ledger/api/refusals.h"

#include <utility>

#include "common/base/status.h"

namespace padu::ledger {

absl::Status InvalidName(std::string field, std::string form) {
  return Refuse(absl::StatusCode::kInvalidArgument, {.reason = "NAME_INVALID",
                                                     .text_id = "Nama tidak sesuai bentuknya: " + form + ".",
                                                     .text_en = "The name is not of the form " + form + ".",
                                                     .metadata = {{"field", std::move(field)}}});
}

absl::Status InvalidDay(std::string field) {
  return Refuse(absl::StatusCode::kInvalidArgument, {.reason = "DAY_INVALID",
                                                     .text_id = "Tulis hari seperti 2026-03-02, bulan seperti 2026-03.",
                                                     .text_en = "Write a day like 2026-03-02, a month like 2026-03.",
                                                     .metadata = {{"field", std::move(field)}}});
}

absl::Status SubmissionNotFound() {
  return Refuse(absl::StatusCode::kNotFound,
                {.reason = "SUBMISSION_NOT_FOUND",
                 .text_id = "Catatan itu tidak ada. Periksa nomor kejadian atau tempatnya.",
                 .text_en = "There is no such submission. Check the event id or the place.",
                 .metadata = {}});
}

absl::Status HouseholdNotFound() {
  return Refuse(absl::StatusCode::kNotFound, {.reason = "HOUSEHOLD_NOT_FOUND",
                                              .text_id = "Rumah tangga tidak ditemukan.",
                                              .text_en = "The household is not known.",
                                              .metadata = {}});
}

}  // namespace padu::ledger
