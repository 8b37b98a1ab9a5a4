#include "common/rpc/authenticator.h"

#include <utility>

#include "absl/strings/match.h"
#include "common/base/status.h"

namespace padu::rpc {
namespace {

constexpr std::string_view kScheme = "bearer ";

absl::StatusOr<ApiKey> ShownKey(std::string_view authorization) {
  const std::string_view scheme = authorization.substr(0, kScheme.size());
  if (!absl::EqualsIgnoreCase(absl::string_view(scheme.data(), scheme.size()),
                              absl::string_view(kScheme.data(), kScheme.size()))) {
    return ParseApiKey("");
  }
  std::string_view text = authorization.substr(kScheme.size());
  while (text.starts_with(' ')) text.remove_prefix(1);
  return ParseApiKey(text);
}

absl::Status KeysUnknown() {
  return Refuse(absl::StatusCode::kUnauthenticated,
                {.reason = "KEYS_NOT_CHECKED",
                 .text_id = "Layanan ini tidak memeriksa kunci (mode pengembangan). Sebutkan padu-caller saja.",
                 .text_en = "This service checks no keys (development mode). Send padu-caller alone."});
}

}  // namespace

void Authenticator::Identify(const Credentials& credentials, Identified done) const {
  if (!credentials.authorization.empty()) {
    const absl::StatusOr<ApiKey> key = ShownKey(credentials.authorization);
    if (!key.ok()) return done(key.status());
    if (keys_ == nullptr) return done(KeysUnknown());
    return keys_->Check(*key, std::move(done));
  }
  done(ParseCaller(believe_ ? std::string_view(credentials.said) : std::string_view()));
}

}  // namespace padu::rpc
