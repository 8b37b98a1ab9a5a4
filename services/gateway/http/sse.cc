#include "services/gateway/http/sse.h"

#include "absl/strings/str_cat.h"
#include "common/base/text.h"

namespace padu::gateway {

std::string EventText(std::string_view id, std::string_view type, std::string_view data) {
  std::string text;
  if (!id.empty() && IsPlainText(id)) absl::StrAppend(&text, "id: ", std::string(id), "\n");
  if (!type.empty() && IsPlainText(type)) absl::StrAppend(&text, "event: ", std::string(type), "\n");
  for (const std::string_view line : PartsOf(data, '\n')) {
    for (const std::string_view part : PartsOf(line, '\r')) absl::StrAppend(&text, "data: ", std::string(part), "\n");
  }
  return absl::StrCat(text, "\n");
}

std::string CommentText(std::string_view text) { return absl::StrCat(": ", std::string(text), "\n\n"); }

std::string RetryText(absl::Duration wait) { return absl::StrCat("retry: ", absl::ToInt64Milliseconds(wait), "\n\n"); }

}  // namespace padu::gateway
