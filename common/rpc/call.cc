#include "common/rpc/call.h"

#include <algorithm>
#include <string>
#include <utility>

#include "common/base/status.h"

namespace padu::rpc {
namespace {

constexpr std::size_t kIdBytesMax = 63;
constexpr std::pair<std::string_view, Caller::Kind> kKinds[] = {
    {"stakeholders", Caller::Kind::kStakeholder},
    {"officers", Caller::Kind::kOfficer},
    {"operators", Caller::Kind::kOperator},
    {"services", Caller::Kind::kService},
};

std::string_view Collection(Caller::Kind kind) {
  for (const auto& [collection, its_kind] : kKinds) {
    if (its_kind == kind) return collection;
  }
  return "operators";
}

// AIP-122: what may stand in a DNS label.
bool IsId(std::string_view id) {
  return !id.empty() && id.size() <= kIdBytesMax && !id.starts_with('-') && !id.ends_with('-') &&
         id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

}  // namespace

std::string Caller::name() const { return std::string(Collection(kind)) + "/" + id; }

absl::StatusOr<Caller> ParseCaller(std::string_view name) {
  if (name.empty()) {
    return Refuse(absl::StatusCode::kUnauthenticated,
                  {.reason = "CALLER_MISSING",
                   .text_id = "Pemanggil tidak dikenal. Kirim kunci Anda: authorization: Bearer padu_...",
                   .text_en = "The caller is not known. Send your key: authorization: Bearer padu_..."});
  }
  const auto slash = name.find('/');
  if (slash != std::string_view::npos && IsId(name.substr(slash + 1))) {
    for (const auto& [collection, kind] : kKinds) {
      if (name.substr(0, slash) == collection) {
        return Caller{.kind = kind, .id = std::string(name.substr(slash + 1)), .city = ""};
      }
    }
  }
  return Refuse(absl::StatusCode::kUnauthenticated,
                {.reason = "CALLER_MALFORMED",
                 .text_id = "Nama pemanggil harus berbentuk stakeholders/…, officers/…, operators/… atau services/….",
                 .text_en = "A caller is named stakeholders/…, officers/…, operators/… or services/…."});
}

absl::Status RequireKind(const Caller& caller, Caller::Kind kind) {
  if (caller.kind == kind) return absl::OkStatus();
  const std::string wanted(Collection(kind));
  return Refuse(absl::StatusCode::kPermissionDenied,
                {.reason = "CALLER_NOT_PERMITTED",
                 .text_id = "Anda tidak berhak melakukan ini; hanya " + wanted + " yang boleh.",
                 .text_en = "You may not do this; only " + wanted + " may.",
                 .metadata = {{"required", wanted}}});
}

absl::Status RequireCity(std::string_view of, std::string_view city) {
  if (of.empty() || of == city) return absl::OkStatus();
  const std::string own(of);
  return Refuse(absl::StatusCode::kPermissionDenied, {.reason = "CITY_NOT_YOURS",
                                                      .text_id = "Kunci Anda untuk kota lain: " + own + ".",
                                                      .text_en = "Your key is for another city: " + own + ".",
                                                      .metadata = {{"city", own}}});
}

}  // namespace padu::rpc
