#include "services/notification/domain/reasons.h"

#include <array>
#include <utility>

#include "common/base/status.h"

namespace padu::notification {
namespace {

using absl::StatusCode;

constexpr std::array<ReasonText, kReasons> kTexts = {{
    {"CALLER_NOT_PERMITTED", StatusCode::kPermissionDenied, "Anda tidak berhak melakukan ini.", "You may not do this."},
    {"REGION_NOT_YOURS", StatusCode::kPermissionDenied, "Wilayah ini bukan wilayah tugas Anda.",
     "This region is not assigned to you."},
    {"ETAG_MISMATCH", StatusCode::kAborted, "Pengaturan sudah diubah pengguna lain. Muat ulang.",
     "Somebody else has changed the setting. Load it again."},
    {"COMMAND_EMPTY", StatusCode::kInvalidArgument, "Permintaan tidak memuat apa pun.", "The request holds nothing."},
    {"POLICY_INVALID", StatusCode::kInvalidArgument,
     "Nilai kebijakan pemberitahuan di luar batasnya. Periksa bidang yang disebut.",
     "A value of the notification policy is out of its bounds. Check the field named."},
    {"CONTACT_INVALID", StatusCode::kInvalidArgument,
     "Alamat tidak sah. Surel seperti bantuan@lembaga.example; webhook dimulai dengan https://.",
     "The address is not valid. E-mail like aid@office.example; a webhook begins with https://."},
    {"STAKEHOLDER_UNKNOWN", StatusCode::kNotFound, "Lembaga ini tidak ada di registri. Daftarkan dahulu.",
     "The registry has no such stakeholder. Register it first."},
    {"OFFICER_UNKNOWN", StatusCode::kNotFound, "Petugas ini tidak ada di registri. Daftarkan dahulu.",
     "The registry has no such officer. Register it first."},
    {"ABSENCE_INVALID", StatusCode::kInvalidArgument,
     "Hari pertama harus sebelum atau sama dengan hari terakhir, dan pengganti harus petugas lain.",
     "The first day must not be after the last, and the substitute must be another officer."},
    {"SILENCE_INVALID", StatusCode::kInvalidArgument,
     "Tulis alasannya (paling panjang 300 bita) dan waktu akhir di masa depan, paling lama 90 hari.",
     "Write why (at most 300 bytes) and an end in the future, at most 90 days from now."},
    {"SILENCE_NOT_FOUND", StatusCode::kNotFound, "Peredaman ini tidak ada atau sudah berakhir.",
     "There is no such silence, or it has ended."},
    {"TOO_MANY_SILENCES", StatusCode::kFailedPrecondition, "Sudah ada 100 peredaman. Akhiri salah satunya.",
     "There are 100 silences. End one of them."},
    {"ALERT_NOT_FOUND", StatusCode::kNotFound, "Peringatan tidak ditemukan.", "The alert is not known."},
    {"ALERT_RESOLVED", StatusCode::kFailedPrecondition, "Peringatan ini sudah selesai; tidak perlu dijawab.",
     "The alert is over; it needs no answer."},
    {"PROMISE_INVALID", StatusCode::kInvalidArgument,
     "Tulis hari janji seperti 2026-03-02, mulai hari ini sampai batas hari yang ditetapkan kota.",
     "Write the day of the promise like 2026-03-02, from today up to as many days as the city allows."},
    {"DIGEST_NOT_FOUND", StatusCode::kNotFound, "Ringkasan tidak ditemukan.", "The digest is not known."},
    {"DELIVERY_TAKEN", StatusCode::kFailedPrecondition, "Kiriman ini sudah diambil atau sudah selesai.",
     "The delivery is taken or over."},
}};

}  // namespace

const ReasonText& TextOf(Reason reason) { return kTexts[static_cast<std::size_t>(reason)]; }

absl::Status Refused(Reason reason, std::map<std::string, std::string> metadata) {
  const ReasonText& text = TextOf(reason);
  return Refuse(text.code, {.reason = std::string(text.name),
                            .text_id = std::string(text.id),
                            .text_en = std::string(text.en),
                            .metadata = std::move(metadata)});
}

}  // namespace padu::notification
