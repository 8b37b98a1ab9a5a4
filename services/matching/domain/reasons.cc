#include "services/matching/domain/reasons.h"

#include <array>
#include <utility>

#include "common/base/status.h"

namespace padu::matching {
namespace {

using absl::StatusCode;

constexpr std::array<ReasonText, kReasons> kTexts = {{
    {"CALLER_NOT_PERMITTED", StatusCode::kPermissionDenied, "Hanya operator kota yang boleh mengubah pengaturan ini.",
     "Only the city's operators may change this setting."},
    {"ETAG_MISMATCH", StatusCode::kAborted, "Pengaturan sudah diubah pengguna lain. Muat ulang.",
     "Somebody else has changed the setting. Load it again."},
    {"SETTING_MISSING", StatusCode::kInvalidArgument, "Permintaan tidak memuat pengaturan.",
     "The request holds no setting."},
    {"PROGRAMME_UNKNOWN", StatusCode::kNotFound, "Program ini tidak ada di registri. Daftarkan dahulu.",
     "The registry has no such programme. Register it first."},
    {"STAKEHOLDER_UNKNOWN", StatusCode::kNotFound, "Lembaga ini tidak ada di registri. Daftarkan dahulu.",
     "The registry has no such stakeholder. Register it first."},
    {"AID_KIND_UNKNOWN", StatusCode::kInvalidArgument,
     "Tidak ada program dengan jenis bantuan ini. Periksa ejaannya, atau simpan dahulu aturan programnya.",
     "No programme gives this kind of aid. Check its spelling, or save the programme's rule first."},
    {"TOO_MANY_NEEDS", StatusCode::kFailedPrecondition,
     "Jumlah kebutuhan yang dipantau sudah paling banyak. Ubah salah satu yang ada.",
     "As many needs are watched as can be. Change one of them instead."},
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

}  // namespace padu::matching
