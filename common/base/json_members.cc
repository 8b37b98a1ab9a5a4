#include "common/base/json_members.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/wrappers.pb.h>

namespace padu {
namespace {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  void SkipSpace() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }

  bool Take(char c) {
    SkipSpace();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  // A string with its quotes.
  std::optional<std::string_view> TakeString() {
    SkipSpace();
    const std::size_t begin = at_;
    if (!Take('"')) return std::nullopt;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == '"') {
        ++at_;
        return text_.substr(begin, at_ - begin);
      }
    }
    return std::nullopt;
  }

  // Any value, up to the ',' or '}' that ends it.
  std::optional<std::string_view> TakeValue() {
    SkipSpace();
    const std::size_t begin = at_;
    int depth = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        if (!TakeString()) return std::nullopt;
        continue;
      }
      if (depth == 0 && (c == ',' || c == '}' || c == ']')) break;
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      if (depth > kMaxJsonDepth) return std::nullopt;
      ++at_;
    }
    std::string_view value = text_.substr(begin, at_ - begin);
    while (!value.empty() && std::string_view(" \t\r\n").find(value.back()) != std::string_view::npos) {
      value.remove_suffix(1);
    }
    if (depth != 0 || value.empty()) return std::nullopt;
    return value;
  }

  bool Done() {
    SkipSpace();
    return at_ == text_.size();
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<std::vector<JsonMember>> JsonMembers(std::string_view text) {
  Scanner scanner(text);
  std::vector<JsonMember> members;
  if (!scanner.Take('{')) return std::nullopt;
  if (scanner.Take('}')) return scanner.Done() ? std::optional(members) : std::nullopt;
  do {
    const auto name = scanner.TakeString();
    if (!name || name->find('\\') != std::string_view::npos || !scanner.Take(':')) return std::nullopt;
    const auto value = scanner.TakeValue();
    if (!value || members.size() == kMaxJsonMembers) return std::nullopt;
    members.push_back({name->substr(1, name->size() - 2), *value});
  } while (scanner.Take(','));
  if (!scanner.Take('}') || !scanner.Done()) return std::nullopt;
  return members;
}

std::optional<std::vector<std::string_view>> JsonElements(std::string_view text, std::size_t most) {
  Scanner scanner(text);
  std::vector<std::string_view> elements;
  if (!scanner.Take('[')) return std::nullopt;
  if (scanner.Take(']')) return scanner.Done() ? std::optional(elements) : std::nullopt;
  do {
    const auto value = scanner.TakeValue();
    if (!value || elements.size() == most) return std::nullopt;
    elements.push_back(*value);
  } while (scanner.Take(','));
  if (!scanner.Take(']') || !scanner.Done()) return std::nullopt;
  return elements;
}

std::optional<std::string> JsonText(std::string_view value) {
  if (value.size() < 2 || value.front() != '"' || value.back() != '"') return std::nullopt;
  const std::string_view inside = value.substr(1, value.size() - 2);
  if (inside.find_first_of("\\\"") == std::string_view::npos) return std::string(inside);
  google::protobuf::StringValue text;
  if (!google::protobuf::util::JsonStringToMessage(std::string(value), &text).ok()) return std::nullopt;
  return text.value();
}

}  // namespace padu
