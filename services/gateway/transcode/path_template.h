// Path templates of google.api.http: "/v1/{parent=cities/*}/regions", "/v1/{name=cities/*/persons/*}:move".
//
//   template = "/" segment { "/" segment } [ ":" verb ]
//   segment  = literal | "*" | "**" | "{" field { "." field } [ "=" segment { "/" segment } ] "}"
//
// "*" is one segment, "**" (at the end only) any number of them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "services/gateway/http/target.h"

namespace padu::gateway {

class PathTemplate {
 public:
  // A field and the value that the path gives it.
  using Bindings = std::vector<std::pair<std::string, std::string>>;

  // INVALID_ARGUMENT: what is wrong with the template, in English.
  static absl::StatusOr<PathTemplate> Parse(std::string_view text);

  // What the path binds; nullopt if it is another's.
  std::optional<Bindings> Match(const Target& target) const;

  // Field paths bound, in order: {"parent"}, {"region.name"}.
  std::vector<std::string> Fields() const;
  // How OpenAPI writes it, which knows no patterns: "/v1/cities/{city}/regions". `names` gets the parameters, in order.
  std::string OpenApiPath(std::vector<std::string>* names) const;
  // Equal for templates that match the same paths: fields left out.
  std::string Shape() const;
  // How many segments are literal: of two that match, the one with more is meant.
  std::size_t Literals() const;

 private:
  enum class Kind { kLiteral, kOne, kRest };
  struct Segment {
    Kind kind = Kind::kLiteral;
    std::string text;
  };
  struct Variable {
    std::string field;
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  absl::Status Add(std::string_view segment);
  absl::Status AddVariable(std::string_view inside);

  std::vector<Segment> segments_;
  std::vector<Variable> variables_;
  std::string verb_;
};

}  // namespace padu::gateway
