#include "services/gateway/transcode/json_check.h"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/src.hpp>  // the library itself: compiled here, once for the whole program
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "services/gateway/http/limits.h"

namespace padu::gateway {
namespace {

// Takes what the parser finds, and keeps nothing.
struct Handler {
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  using Error = boost::json::error_code;
  using Text = boost::json::string_view;

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error&) { return true; }
  bool on_object_end(std::size_t, Error&) { return true; }
  bool on_array_begin(Error&) { return true; }
  bool on_array_end(std::size_t, Error&) { return true; }
  bool on_key_part(Text, std::size_t, Error&) { return true; }
  bool on_key(Text, std::size_t, Error&) { return true; }
  bool on_string_part(Text, std::size_t, Error&) { return true; }
  bool on_string(Text, std::size_t, Error&) { return true; }
  bool on_number_part(Text, Error&) { return true; }
  bool on_int64(std::int64_t, Text, Error&) { return true; }
  bool on_uint64(std::uint64_t, Text, Error&) { return true; }
  bool on_double(double, Text, Error&) { return true; }
  bool on_bool(bool, Error&) { return true; }
  bool on_null(Error&) { return true; }
  bool on_comment_part(Text, Error&) { return true; }
  bool on_comment(Text, Error&) { return true; }
};

absl::Status TooDeep() {
  return Refuse(absl::StatusCode::kInvalidArgument,
                {.reason = "JSON_TOO_DEEP",
                 .text_id = absl::StrCat("JSON bersarang lebih dari ", kBodyDepthMax, " tingkat."),
                 .text_en = absl::StrCat("The JSON is nested more than ", kBodyDepthMax, " levels deep.")});
}

absl::Status Invalid(std::size_t place, const std::string& why) {
  return Refuse(absl::StatusCode::kInvalidArgument,
                {.reason = "JSON_INVALID",
                 .text_id = absl::StrCat("Isi permintaan bukan JSON yang sah, mulai byte ke-", place, "."),
                 .text_en = absl::StrCat("The body is not valid JSON from byte ", place, " on: ", why, ".")});
}

}  // namespace

absl::Status CheckJson(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = kBodyDepthMax;
  boost::json::basic_parser<Handler> parser(options);
  boost::json::error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  if (error == boost::json::error::too_deep) return TooDeep();
  if (error) return Invalid(read, error.message());
  if (read != text.size()) return Invalid(read, "something follows the value");
  return absl::OkStatus();
}

}  // namespace padu::gateway
