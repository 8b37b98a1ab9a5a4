#include "services/gateway/transcode/path_template.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status.h"
#include "common/base/text.h"

namespace padu::gateway {
namespace {

absl::Status Malformed(std::string_view text) {
  return absl::InvalidArgumentError(absl::StrCat("no path template: '", std::string(text), "'"));
}

bool IsLiteral(std::string_view text) {
  return !text.empty() && text.find_first_of("{}*=:%/") == std::string_view::npos;
}

// "cities" -> "city", "households" -> "household": the name of an id by its collection.
std::string Singular(std::string_view collection) {
  if (collection.ends_with("ies")) return absl::StrCat(std::string(collection.substr(0, collection.size() - 3)), "y");
  if (collection.ends_with('s')) collection.remove_suffix(1);
  return std::string(collection);
}

// Where the next segment ends: at a '/' outside braces.
std::size_t EndOfSegment(std::string_view text) {
  int depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '{') ++depth;
    if (text[at] == '}') --depth;
    if (text[at] == '/' && depth == 0) return at;
  }
  return text.size();
}

}  // namespace

absl::StatusOr<PathTemplate> PathTemplate::Parse(std::string_view text) {
  PathTemplate out;
  std::string_view rest = text;
  if (!rest.starts_with('/')) return Malformed(text);
  const std::size_t colon = rest.rfind(':');
  if (colon != std::string_view::npos && rest.find_first_of("/}", colon) == std::string_view::npos) {
    out.verb_ = std::string(rest.substr(colon + 1));
    if (!IsLiteral(out.verb_)) return Malformed(text);
    rest = rest.substr(0, colon);
  }
  while (!rest.empty()) {
    rest.remove_prefix(1);
    if (!out.segments_.empty() && out.segments_.back().kind == Kind::kRest) return Malformed(text);
    const std::size_t end = EndOfSegment(rest);
    if (!out.Add(rest.substr(0, end)).ok()) return Malformed(text);
    rest = rest.substr(end);
  }
  return out;
}

absl::Status PathTemplate::Add(std::string_view segment) {
  if (segment == "*") {
    segments_.push_back({Kind::kOne, ""});
  } else if (segment == "**") {
    segments_.push_back({Kind::kRest, ""});
  } else if (segment.starts_with('{') && segment.ends_with('}')) {
    return AddVariable(segment.substr(1, segment.size() - 2));
  } else if (IsLiteral(segment)) {
    segments_.push_back({Kind::kLiteral, std::string(segment)});
  } else {
    return Malformed(segment);
  }
  return absl::OkStatus();
}

absl::Status PathTemplate::AddVariable(std::string_view inside) {
  const std::size_t equals = inside.find('=');
  Variable variable{.field = std::string(inside.substr(0, equals)), .begin = segments_.size()};
  if (!IsLiteral(variable.field)) return Malformed(inside);
  const std::string_view pattern = equals == std::string_view::npos ? "*" : inside.substr(equals + 1);
  for (const std::string_view segment : PartsOf(pattern, '/')) {
    if (segment.starts_with('{')) return Malformed(inside);
    RETURN_IF_ERROR(Add(segment));
  }
  variable.end = segments_.size();
  variables_.push_back(std::move(variable));
  return absl::OkStatus();
}

std::optional<PathTemplate::Bindings> PathTemplate::Match(const Target& target) const {
  if (target.verb != verb_) return std::nullopt;
  const bool open = !segments_.empty() && segments_.back().kind == Kind::kRest;
  const std::size_t fixed = segments_.size() - (open ? 1 : 0);
  if (open ? target.segments.size() < fixed : target.segments.size() != fixed) return std::nullopt;
  for (std::size_t at = 0; at < fixed; ++at) {
    if (segments_[at].kind == Kind::kLiteral && segments_[at].text != target.segments[at]) return std::nullopt;
  }
  Bindings bindings;
  for (const Variable& variable : variables_) {
    const auto begin = target.segments.begin() + static_cast<std::ptrdiff_t>(variable.begin);
    const bool to_the_end = open && variable.end == segments_.size();
    const auto end =
        to_the_end ? target.segments.end() : target.segments.begin() + static_cast<std::ptrdiff_t>(variable.end);
    bindings.emplace_back(variable.field, absl::StrJoin(begin, end, "/"));
  }
  return bindings;
}

std::vector<std::string> PathTemplate::Fields() const {
  std::vector<std::string> fields;
  for (const Variable& variable : variables_) fields.push_back(variable.field);
  return fields;
}

std::string PathTemplate::OpenApiPath(std::vector<std::string>* names) const {
  std::string path;
  std::string before = "path";
  for (const Segment& segment : segments_) {
    if (segment.kind == Kind::kLiteral) {
      absl::StrAppend(&path, "/", segment.text);
      before = segment.text;
      continue;
    }
    // "cities/*/*/*": the second star is a collection, the third an id of it.
    std::string name = before == "collection" ? "id" : Singular(before);
    if (name == before) name = "collection";
    absl::StrAppend(&path, "/{", name, "}");
    names->push_back(name);
    before = name == "collection" ? name : "";
  }
  return verb_.empty() ? path : absl::StrCat(path, ":", verb_);
}

std::string PathTemplate::Shape() const {
  std::string shape;
  for (const Segment& segment : segments_) {
    absl::StrAppend(&shape, "/",
                    segment.kind == Kind::kLiteral ? segment.text
                    : segment.kind == Kind::kOne   ? "*"
                                                   : "**");
  }
  return absl::StrCat(shape, ":", verb_);
}

std::size_t PathTemplate::Literals() const {
  std::size_t count = 0;
  for (const Segment& segment : segments_) count += segment.kind == Kind::kLiteral ? 1 : 0;
  return count;
}

}  // namespace padu::gateway
