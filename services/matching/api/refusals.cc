#include "services/matching/api/refusals.h"

#include <string>
#include <utility>

#include "common/base/status.h"

namespace padu::matching {
namespace {

absl::Status Invalid(std::string_view field, std::string_view reason, std::string text_id, std::string text_en) {
  return Refuse(absl::StatusCode::kInvalidArgument, {.reason = std::string(reason),
                                                     .text_id = std::move(text_id),
                                                     .text_en = std::move(text_en),
                                                     .metadata = {{"field", std::string(field)}}});
}

absl::Status Plain(absl::StatusCode code, std::string_view reason, std::string_view text_id, std::string_view text_en) {
  return Refuse(code, {.reason = std::string(reason),
                       .text_id = std::string(text_id),
                       .text_en = std::string(text_en),
                       .metadata = {}});
}

}  // namespace

absl::Status InvalidName(std::string_view field, std::string_view form) {
  return Invalid(field, "NAME_INVALID", "Nama tidak sesuai bentuknya: " + std::string(form) + ".",
                 "The name is not of the form " + std::string(form) + ".");
}

absl::Status InvalidDay(std::string_view field) {
  return Invalid(field, "DAY_INVALID", "Tulis hari seperti 2026-03-02, paling jauh 31 hari dari hari ini.",
                 "Write a day like 2026-03-02, at most 31 days from today.");
}

absl::Status MissingField(std::string_view field) {
  return Invalid(field, "FIELD_MISSING", "Bidang wajib belum diisi: " + std::string(field) + ".",
                 "A required field is missing: " + std::string(field) + ".");
}

absl::Status InvalidPageToken() {
  return Invalid("page_token", "PAGE_TOKEN_INVALID",
                 "Penanda halaman tidak sah untuk permintaan ini; mulai dari halaman pertama.",
                 "The page token is not valid for this request; begin with the first page.");
}

absl::Status InvalidStatus() {
  return Invalid("status", "STATUS_INVALID", "Pilih UNSERVED, UNDERSERVED atau UNCERTAIN, atau kosongkan.",
                 "Choose UNSERVED, UNDERSERVED or UNCERTAIN, or leave it empty.");
}

absl::Status BeneficiaryTooLarge() {
  return Invalid("beneficiary", "BENEFICIARY_UNIT_MISMATCH",
                 "Program ini untuk orang atau keluarga; sebutkan orangnya, bukan rumah tangganya.",
                 "This programme serves persons or families; name the person, not the household.");
}

absl::Status InvalidNik() { return Invalid("nik", "NIK_INVALID", "NIK harus 16 angka.", "A NIK has 16 digits."); }

absl::Status HouseholdNotFound() {
  return Plain(absl::StatusCode::kNotFound, "HOUSEHOLD_NOT_FOUND", "Rumah tangga tidak ditemukan.",
               "The household is not known.");
}

absl::Status ProgrammeNotFound() {
  return Plain(absl::StatusCode::kNotFound, "PROGRAMME_NOT_FOUND", "Program tidak ditemukan.",
               "The programme is not known.");
}

absl::Status SettingNotFound() {
  return Plain(absl::StatusCode::kNotFound, "SETTING_NOT_FOUND", "Pengaturan ini belum pernah disimpan.",
               "This setting was never saved.");
}

absl::Status ProgrammeNotYours() {
  return Plain(absl::StatusCode::kPermissionDenied, "PROGRAMME_OF_OTHER_STAKEHOLDER",
               "Lembaga Anda tidak menyalurkan bantuan program itu.",
               "Your stakeholder does not give aid of that programme.");
}

}  // namespace padu::matching
