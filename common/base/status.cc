#include "common/base/status.h"

#include <cstdint>

#include "absl/strings/cord.h"
#include "common/base/check.h"

namespace padu {
namespace {

constexpr char kPayloadUrl[] = "type.padu.id/Refusal";

void PutText(std::string& out, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(size >> shift));
  out.append(text);
}

std::string TakeText(std::string_view& in) {
  PADU_CHECK(in.size() >= 4);
  std::uint32_t size = 0;
  for (int i = 0; i < 4; ++i) size = size << 8 | static_cast<unsigned char>(in[i]);
  PADU_CHECK(in.size() - 4 >= size);
  std::string text(in.substr(4, size));
  in.remove_prefix(4 + size);
  return text;
}

}  // namespace

absl::Status Refuse(absl::StatusCode code, Refusal refusal) {
  PADU_CHECK(code != absl::StatusCode::kOk);
  std::string payload;
  PutText(payload, refusal.reason);
  PutText(payload, refusal.text_id);
  PutText(payload, refusal.text_en);
  for (const auto& [key, value] : refusal.metadata) {
    PutText(payload, key);
    PutText(payload, value);
  }
  absl::Status status(code, refusal.text_en);
  status.SetPayload(kPayloadUrl, absl::Cord(payload));
  return status;
}

std::optional<Refusal> RefusalOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayloadUrl);
  if (!payload.has_value()) return std::nullopt;
  const std::string bytes(*payload);
  std::string_view in = bytes;
  Refusal refusal;
  refusal.reason = TakeText(in);
  refusal.text_id = TakeText(in);
  refusal.text_en = TakeText(in);
  while (!in.empty()) {
    std::string key = TakeText(in);
    refusal.metadata[std::move(key)] = TakeText(in);
  }
  return refusal;
}

}  // namespace padu
