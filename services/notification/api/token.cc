#include "services/notification/api/token.h"

#include "common/base/crypto.h"
#include "common/base/key.h"
#include "common/base/status.h"

namespace padu::notification {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kSignedBytes = 1 + 4 + 4 + 8 + 8;
constexpr std::size_t kTokenCharsMax = 100;
constexpr char kPurpose[] = "digest-link";

std::string Signed(const DigestLink& link, std::uint32_t key_version) {
  KeyWriter out;
  out.U8(kVersion).U32(key_version).U32(link.city).U64(link.digest);
  out.U64(static_cast<std::uint64_t>(link.until / kMicrosPerSecond));
  return std::move(out).str();
}

absl::StatusOr<std::string> Decoded(std::string_view token) {
  if (token.size() > kTokenCharsMax) return LinkInvalid();
  auto bytes = FromBase64Url(token);
  if (!bytes || bytes->size() != kSignedBytes + kSha256Bytes || (*bytes)[0] != kVersion) return LinkInvalid();
  return *std::move(bytes);
}

}  // namespace

absl::Status LinkInvalid() {
  return Refuse(absl::StatusCode::kPermissionDenied,
                {.reason = "LINK_INVALID",
                 .text_id = "Tautan ini tidak sah. Buka tautan dari pesan yang Anda terima.",
                 .text_en = "This link is not valid. Open the link of the message that you received.",
                 .metadata = {}});
}

std::string MakeToken(const DigestLink& link, const CitySecrets& secrets) {
  const std::string text = Signed(link, secrets.hmac_version());
  return Base64Url(text + secrets.Digest(kPurpose, text).digest);
}

absl::StatusOr<CityNumber> CityOfToken(std::string_view token) {
  ASSIGN_OR_RETURN(const std::string bytes, Decoded(token));
  KeyReader in(bytes);
  in.U8();
  in.U32();
  return in.U32();
}

absl::StatusOr<DigestLink> ReadToken(std::string_view token, const CitySecrets& secrets, UnixMicros now) {
  ASSIGN_OR_RETURN(const std::string bytes, Decoded(token));
  const std::string_view text = std::string_view(bytes).substr(0, kSignedBytes);
  KeyReader in(text);
  in.U8();
  const std::uint32_t key_version = in.U32();
  DigestLink link;
  link.city = in.U32();
  link.digest = in.U64();
  const std::uint64_t until = in.U64();
  const auto mac = secrets.DigestUnder(key_version, kPurpose, text);
  if (!mac || !ConstantTimeEqual(mac->digest, std::string_view(bytes).substr(kSignedBytes))) return LinkInvalid();
  link.until = static_cast<UnixMicros>(until) * kMicrosPerSecond;
  if (link.until > now) return link;
  return Refuse(absl::StatusCode::kPermissionDenied,
                {.reason = "LINK_EXPIRED",
                 .text_id = "Tautan ini sudah kedaluwarsa. Tunggu pesan berikutnya, atau masuk ke Padu.",
                 .text_en = "This link has expired. Wait for the next message, or sign in to Padu.",
                 .metadata = {}});
}

}  // namespace padu::notification
