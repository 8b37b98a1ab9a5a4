#include "services/gateway/http/target.h"

#include <optional>

#include "common/base/status.h"
#include "common/base/text.h"
#include "services/gateway/http/limits.h"

namespace padu::gateway {
namespace {

absl::Status PathInvalid(std::string text_id, std::string text_en) {
  return Refuse(absl::StatusCode::kInvalidArgument,
                {.reason = "PATH_INVALID", .text_id = std::move(text_id), .text_en = std::move(text_en)});
}

absl::Status QueryInvalid() {
  return Refuse(
      absl::StatusCode::kInvalidArgument,
      {.reason = "QUERY_INVALID",
       .text_id = "Parameter sesudah tanda tanya tidak terbaca. Tulis nama=nilai, dipisah '&', dalam UTF-8.",
       .text_en = "What follows the question mark cannot be read. Write name=value, parted by '&', in UTF-8."});
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The text without its encoding; nullopt if that is broken, or what it stands for is no plain text.
std::optional<std::string> Decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '+' && plus_is_space) {
      out.push_back(' ');
    } else if (text[at] != '%') {
      out.push_back(text[at]);
    } else {
      const bool whole = at + 2 < text.size();
      const int high = whole ? HexValue(text[at + 1]) : -1;
      const int low = whole ? HexValue(text[at + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      out.push_back(static_cast<char>(high * 16 + low));
      at += 2;
    }
  }
  if (!IsPlainText(out)) return std::nullopt;
  return out;
}

bool IsPlainSegment(std::string_view segment) {
  return !segment.empty() && segment != "." && segment != ".." &&
         segment.find_first_of("/\\") == std::string_view::npos;
}

// The target from its path on.
std::string_view WithoutOrigin(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const std::size_t path = target.find('/', scheme.size());
    return path == std::string_view::npos ? std::string_view("/") : target.substr(path);
  }
  return target;
}

absl::Status ReadPath(std::string_view path, Target* out) {
  if (!path.starts_with('/') || path.find('#') != std::string_view::npos) {
    return PathInvalid("Alamat harus dimulai dengan '/' dan tanpa '#'.", "A path begins with '/' and has no '#'.");
  }
  path.remove_prefix(1);
  if (path.empty()) return absl::OkStatus();
  // The verb is what stands behind the last colon that was not encoded, in the last segment.
  const std::size_t colon = path.rfind(':');
  if (colon != std::string_view::npos && path.find('/', colon) == std::string_view::npos) {
    const auto verb = Decoded(path.substr(colon + 1), false);
    if (!verb || !IsPlainSegment(*verb))
      return PathInvalid("Kata kerja sesudah ':' tidak sah.", "The verb behind ':' is not valid.");
    out->verb = *verb;
    path = path.substr(0, colon);
  }
  for (const std::string_view raw : PartsOf(path, '/')) {
    const auto segment = Decoded(raw, false);
    if (!segment || !IsPlainSegment(*segment)) {
      return PathInvalid(
          "Alamat memuat bagian yang kosong, '.', '..', garis miring atau karakter kendali tersandi, atau bukan UTF-8.",
          "The path holds a part that is empty, '.', '..', an encoded slash or control character, or no UTF-8.");
    }
    out->segments.push_back(*segment);
  }
  return absl::OkStatus();
}

absl::Status ReadQuery(std::string_view query, Target* out) {
  if (query.empty()) return absl::OkStatus();
  for (const std::string_view pair : PartsOf(query, '&')) {
    const std::size_t equals = pair.find('=');
    const auto name = Decoded(pair.substr(0, equals), true);
    const auto value = equals == std::string_view::npos ? std::string() : Decoded(pair.substr(equals + 1), true);
    if (!name || name->empty() || !value) return QueryInvalid();
    if (out->query.size() == kQueryParametersMax) return QueryInvalid();
    out->query.emplace_back(*name, *value);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Target> ParseTarget(std::string_view target) {
  Target out;
  const std::string_view local = WithoutOrigin(target);
  const std::size_t question = local.find('?');
  RETURN_IF_ERROR(ReadPath(local.substr(0, question), &out));
  if (question != std::string_view::npos) RETURN_IF_ERROR(ReadQuery(local.substr(question + 1), &out));
  return out;
}

}  // namespace padu::gateway
