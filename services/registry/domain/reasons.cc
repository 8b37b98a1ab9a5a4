#include "services/registry/domain/reasons.h"

#include <array>
#include <utility>

#include "common/base/status.h"

namespace padu::registry {
namespace {

using absl::StatusCode;

struct Row {
  Reason reason;
  ReasonText text;
};

constexpr Row kRows[] = {
    {Reason::kFieldMissing,
     {"FIELD_MISSING", StatusCode::kInvalidArgument, "Bidang wajib belum diisi.", "A required field is missing."}},
    {Reason::kFieldInvalid,
     {"FIELD_INVALID", StatusCode::kInvalidArgument, "Isi bidang tidak sah.", "The value of a field is not valid."}},
    {Reason::kFieldTooLong,
     {"FIELD_TOO_LONG", StatusCode::kInvalidArgument, "Isi bidang terlalu panjang atau terlalu banyak.",
      "A field is too long or holds too many values."}},
    {Reason::kTextHoldsNik,
     {"TEXT_HOLDS_NIK", StatusCode::kInvalidArgument, "Bidang ini tidak boleh memuat NIK atau nomor KK.",
      "This field must not hold a NIK or KK number."}},
    {Reason::kNameInvalid,
     {"NAME_INVALID", StatusCode::kInvalidArgument, "Nama atau id tidak sesuai bentuknya, atau milik kota lain.",
      "A name or id is not well formed, or of another city."}},
    {Reason::kDayInvalid,
     {"DAY_INVALID", StatusCode::kInvalidArgument, "Hari harus tanggal yang sah, misalnya 2026-03-02.",
      "A day must be a valid date, e.g. 2026-03-02."}},
    {Reason::kDayInFuture,
     {"DAY_IN_FUTURE", StatusCode::kInvalidArgument, "Hari itu masih di depan (waktu kota).",
      "The day is in the future (the city's time)."}},
    {Reason::kNikFormatInvalid,
     {"NIK_FORMAT_INVALID", StatusCode::kInvalidArgument, "NIK harus 16 angka.", "A NIK has 16 digits."}},
    {Reason::kNikDateInvalid,
     {"NIK_DATE_INVALID", StatusCode::kInvalidArgument,
      "Tanggal lahir atau nomor urut di dalam NIK tidak sah. Periksa KTP; bila memang begitu, simpan sebagai tidak "
      "sah.",
      "The day of birth or the serial in the NIK is not valid. Check the card; if it says so, keep it as invalid."}},
    {Reason::kKkNumberInvalid,
     {"KK_NUMBER_INVALID", StatusCode::kInvalidArgument, "Nomor KK harus 16 angka.", "A KK number has 16 digits."}},
    {Reason::kCallerNotPermitted,
     {"CALLER_NOT_PERMITTED", StatusCode::kPermissionDenied, "Anda tidak berwenang melakukan ini.",
      "You are not permitted to do this."}},
    {Reason::kRegionNotYours,
     {"REGION_NOT_YOURS", StatusCode::kPermissionDenied, "Wilayah ini bukan wilayah tugas Anda.",
      "You are not assigned to this region."}},
    {Reason::kFourEyes,
     {"FOUR_EYES", StatusCode::kPermissionDenied, "Yang menyetujui harus orang lain dari yang mengusulkan.",
      "Who approves must be somebody else than who proposed."}},
    {Reason::kPurposeNotPermitted,
     {"PURPOSE_NOT_PERMITTED", StatusCode::kPermissionDenied, "Tujuan penggunaan data tidak diizinkan.",
      "This purpose is not permitted."}},
    {Reason::kRegionUnknown,
     {"REGION_UNKNOWN", StatusCode::kInvalidArgument, "Kode wilayah tidak dikenal.", "The region code is not known."}},
    {Reason::kStakeholderUnknown,
     {"STAKEHOLDER_UNKNOWN", StatusCode::kInvalidArgument, "Lembaga belum terdaftar di Padu.",
      "The stakeholder is not registered."}},
    {Reason::kRegionNotFound,
     {"REGION_NOT_FOUND", StatusCode::kNotFound, "Wilayah tidak ditemukan.", "There is no such region."}},
    {Reason::kStakeholderNotFound,
     {"STAKEHOLDER_NOT_FOUND", StatusCode::kNotFound, "Lembaga tidak ditemukan.", "There is no such stakeholder."}},
    {Reason::kProgrammeNotFound,
     {"PROGRAMME_NOT_FOUND", StatusCode::kNotFound, "Program tidak ditemukan.", "There is no such programme."}},
    {Reason::kOfficerNotFound,
     {"OFFICER_NOT_FOUND", StatusCode::kNotFound, "Petugas tidak ditemukan.", "There is no such officer."}},
    {Reason::kHouseholdNotFound,
     {"HOUSEHOLD_NOT_FOUND", StatusCode::kNotFound, "Rumah tangga tidak ditemukan.", "There is no such household."}},
    {Reason::kFamilyNotFound,
     {"FAMILY_NOT_FOUND", StatusCode::kNotFound, "Keluarga tidak ditemukan.", "There is no such family."}},
    {Reason::kPersonNotFound,
     {"PERSON_NOT_FOUND", StatusCode::kNotFound, "Orang tidak ditemukan.", "There is no such person."}},
    {Reason::kRegionAlreadyExists,
     {"REGION_ALREADY_EXISTS", StatusCode::kAlreadyExists, "Wilayah sudah terdaftar.", "The region exists already."}},
    {Reason::kStakeholderAlreadyExists,
     {"STAKEHOLDER_ALREADY_EXISTS", StatusCode::kAlreadyExists, "Lembaga sudah terdaftar.",
      "The stakeholder is registered already."}},
    {Reason::kProgrammeAlreadyExists,
     {"PROGRAMME_ALREADY_EXISTS", StatusCode::kAlreadyExists, "Program sudah terdaftar.",
      "The programme exists already."}},
    {Reason::kOfficerAlreadyExists,
     {"OFFICER_ALREADY_EXISTS", StatusCode::kAlreadyExists, "Petugas sudah terdaftar.", "The officer exists already."}},
    {Reason::kHouseholdAlreadyExists,
     {"HOUSEHOLD_ALREADY_EXISTS", StatusCode::kAlreadyExists, "Rumah tangga sudah terdaftar.",
      "The household is registered already."}},
    {Reason::kEtagMismatch,
     {"ETAG_MISMATCH", StatusCode::kAborted, "Data sudah diubah pengguna lain. Muat ulang.",
      "Somebody else has changed it. Load it again."}},
    {Reason::kProgrammeUnitFixed,
     {"PROGRAMME_UNIT_FIXED", StatusCode::kFailedPrecondition,
      "Jenis bantuan, satuan dan penerima program tidak dapat diganti. Buat program baru.",
      "A programme's benefit type, unit and assistance unit cannot change. Create a new programme."}},
    {Reason::kOfficerReleased,
     {"OFFICER_RELEASED", StatusCode::kFailedPrecondition, "Petugas sudah tidak bertugas.",
      "The officer has no assignment any more."}},
    {Reason::kHouseholdMerged,
     {"HOUSEHOLD_MERGED", StatusCode::kFailedPrecondition,
      "Rumah tangga ini sudah digabung ke rumah tangga lain; pakai yang itu.",
      "This household was merged into another; use that one."}},
    {Reason::kHouseholdsSame,
     {"HOUSEHOLDS_SAME", StatusCode::kInvalidArgument, "Rumah tangga tidak dapat digabung dengan dirinya sendiri.",
      "A household cannot be merged with itself."}},
    {Reason::kHouseholdWithoutPersons,
     {"HOUSEHOLD_WITHOUT_PERSONS", StatusCode::kInvalidArgument, "Rumah tangga harus berisi sedikitnya satu orang.",
      "A household has at least one person."}},
    {Reason::kHouseholdTooLarge,
     {"HOUSEHOLD_TOO_LARGE", StatusCode::kFailedPrecondition,
      "Terlalu banyak orang atau keluarga untuk satu rumah tangga.",
      "Too many persons or families for one household."}},
    {Reason::kHistoryTooLong,
     {"HISTORY_TOO_LONG", StatusCode::kFailedPrecondition, "Terlalu banyak perpindahan tercatat.",
      "Too many moves are recorded."}},
    {Reason::kFamilyNotOfHousehold,
     {"FAMILY_NOT_OF_HOUSEHOLD", StatusCode::kFailedPrecondition, "Keluarga itu bukan bagian rumah tangga ini.",
      "That family does not belong to this household."}},
    {Reason::kPersonDeceased,
     {"PERSON_DECEASED", StatusCode::kFailedPrecondition, "Orang ini tercatat sudah meninggal.",
      "This person is recorded as deceased."}},
    {Reason::kPersonMerged,
     {"PERSON_MERGED", StatusCode::kFailedPrecondition,
      "Catatan orang ini sudah digabung ke catatan lain; pakai yang itu.",
      "This person's record was merged into another; use that one."}},
    {Reason::kPersonsSame,
     {"PERSONS_SAME", StatusCode::kInvalidArgument, "Catatan tidak dapat digabung dengan dirinya sendiri.",
      "A record cannot be merged with itself."}},
    {Reason::kPersonsDifferInDeath,
     {"PERSONS_DIFFER_IN_DEATH", StatusCode::kFailedPrecondition,
      "Menurut satu catatan orang ini sudah meninggal, menurut yang lain belum. Catat kematiannya dulu, atau periksa "
      "apakah memang orang yang sama.",
      "One record says that this person has died, the other does not. Record the death first, or check whether they "
      "are one person."}},
    {Reason::kPersonErased,
     {"PERSON_ERASED", StatusCode::kFailedPrecondition, "Data pribadi orang ini sudah dihapus.",
      "This person's personal data was erased."}},
    {Reason::kPersonAlreadyThere,
     {"PERSON_ALREADY_THERE", StatusCode::kFailedPrecondition, "Orang ini sudah tinggal di rumah tangga itu.",
      "This person lives in that household already."}},
    {Reason::kPersonWithoutHousehold,
     {"PERSON_WITHOUT_HOUSEHOLD", StatusCode::kFailedPrecondition, "Orang ini tidak tinggal di rumah tangga mana pun.",
      "This person lives in no household."}},
    {Reason::kDayBeforeMembership,
     {"DAY_BEFORE_MEMBERSHIP", StatusCode::kFailedPrecondition,
      "Hari itu sebelum orang ini masuk rumah tangganya yang sekarang.",
      "The day is before this person came to the present household."}},
    {Reason::kDayBeforeStay,
     {"DAY_BEFORE_STAY", StatusCode::kFailedPrecondition, "Hari itu sebelum rumah tangga menempati tempatnya sekarang.",
      "The day is before the household came to its present place."}},
    {Reason::kNikNotHeld,
     {"NIK_NOT_HELD", StatusCode::kFailedPrecondition,
      "Orang ini tidak mempunyai NIK yang dapat dipastikan (kosong, tidak sah, atau milik orang lain).",
      "This person has no NIK that could be verified (none, invalid, or another person's)."}},
    {Reason::kNothingToChange,
     {"NOTHING_TO_CHANGE", StatusCode::kInvalidArgument, "Tidak ada yang diubah.", "There is nothing to change."}},
    {Reason::kIllegalTransition,
     {"ILLEGAL_TRANSITION", StatusCode::kFailedPrecondition, "Perubahan status tidak diperbolehkan.",
      "This change of state is not allowed."}},
    {Reason::kEvidenceMissing,
     {"EVIDENCE_MISSING", StatusCode::kInvalidArgument,
      "Langkah ini memerlukan bukti, misalnya berita acara musyawarah atau pemeriksaan lapangan.",
      "This step needs evidence, e.g. the minutes of the deliberation or the field check."}},
    {Reason::kNothingSealed,
     {"NOTHING_SEALED", StatusCode::kNotFound, "Tidak ada data pribadi yang diminta.",
      "There is no such personal data."}},
    {Reason::kHolderInvalid,
     {"HOLDER_INVALID", StatusCode::kInvalidArgument,
      "Pemegang kunci ditulis stakeholders/..., officers/..., operators/... atau services/....",
      "The holder of a key is written stakeholders/..., officers/..., operators/... or services/...."}},
    {Reason::kExpireTimePassed,
     {"EXPIRE_TIME_PASSED", StatusCode::kInvalidArgument, "Masa berlaku harus berakhir sesudah sekarang.",
      "A key must end later than now."}},
    {Reason::kApiKeyNotFound,
     {"API_KEY_NOT_FOUND", StatusCode::kNotFound, "Kunci tidak ditemukan.", "There is no such key."}},
    {Reason::kApiKeyRevoked,
     {"API_KEY_REVOKED", StatusCode::kFailedPrecondition, "Kunci sudah dicabut.", "The key is revoked already."}},
};

constexpr std::array<ReasonText, kReasons> Table() {
  std::array<ReasonText, kReasons> table{};
  for (const Row& row : kRows) table[static_cast<std::size_t>(row.reason)] = row.text;
  return table;
}

}  // namespace

const ReasonText& TextOf(Reason reason) {
  static constexpr std::array<ReasonText, kReasons> kTable = Table();
  return kTable[static_cast<std::size_t>(reason)];
}

absl::Status Refused(Reason reason, std::map<std::string, std::string> metadata) {
  const ReasonText& text = TextOf(reason);
  return Refuse(text.code, {.reason = std::string(text.name),
                            .text_id = std::string(text.id),
                            .text_en = std::string(text.en),
                            .metadata = std::move(metadata)});
}

absl::Status RefusedField(Reason reason, std::string_view field) {
  return Refused(reason, {{"field", std::string(field)}});
}

}  // namespace padu::registry
