#include "services/notification/channels/provider.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <sys/stat.h>

#include <array>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/crypto.h"
#include "common/base/status.h"
#include "services/notification/channels/curl.h"
#include "services/notification/domain/policy.h"

namespace padu::notification {
namespace {

constexpr char kJson[] = "application/json";
constexpr char kForm[] = "application/x-www-form-urlencoded";

absl::Status Wrong(const char* what) { return absl::InvalidArgumentError(absl::StrCat("the provider's file: ", what)); }

std::string JsonEscaped(const std::string& text) {
  google::protobuf::Value value;
  value.set_string_value(text);
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(value, &json).ok()) return "";
  return json.substr(1, json.size() - 2);  // without the quotes around it
}

std::string FormEscaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    if (plain) {
      out.push_back(c);
    } else {
      absl::StrAppend(&out, "%", Hex(std::string(1, c)));
    }
  }
  return out;
}

// No text of a message gets into a header but its id, which is ours.
bool HeaderFits(const std::string& text) {
  return text.find_first_of("\r\n") == std::string::npos && text.find("{text}") == std::string::npos &&
         text.find("{to}") == std::string::npos;
}

}  // namespace

std::string Expanded(const std::string& text, const Outgoing& message, const std::string& content_type) {
  const auto escaped = [&](const std::string& value) {
    return content_type == kJson ? JsonEscaped(value) : content_type == kForm ? FormEscaped(value) : value;
  };
  const std::array<std::pair<std::string, std::string>, 3> fields = {
      {{"{to}", escaped(message.address)}, {"{text}", escaped(message.short_text)}, {"{id}", escaped(message.id)}}};
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    bool found = false;
    for (const auto& [name, value] : fields) {
      if (text.compare(at, name.size(), name) != 0) continue;
      out += value;
      at += name.size();
      found = true;
      break;
    }
    if (!found) out.push_back(text[at++]);
  }
  return out;
}

absl::StatusOr<ProviderOptions> ParseProvider(const std::string& json) {
  google::protobuf::Struct file;
  if (!google::protobuf::util::JsonStringToMessage(json, &file).ok()) return Wrong("it is no JSON object");
  ProviderOptions options;
  for (const auto& [name, value] : file.fields()) {
    if (name == "url") {
      options.url = value.string_value();
    } else if (name == "content_type") {
      options.content_type = value.string_value();
    } else if (name == "body") {
      options.body = value.string_value();
    } else if (name == "headers") {
      for (const auto& [header, text] : value.struct_value().fields()) options.headers[header] = text.string_value();
    } else if (name == "dead_statuses") {
      for (const auto& status : value.list_value().values()) {
        options.dead_statuses.insert(static_cast<int>(status.number_value()));
      }
    } else {
      return Wrong("it has a member that is none of url, content_type, headers, body, dead_statuses");
    }
  }
  if (!IsSafeUrl(options.url)) {
    return Wrong("\"url\" must begin with https:// (or http:// to this machine), without a user");
  }
  if (options.content_type != kJson && options.content_type != kForm) {
    return Wrong("\"content_type\" must be application/json or application/x-www-form-urlencoded");
  }
  if (options.body.find("{to}") == std::string::npos || options.body.find("{text}") == std::string::npos) {
    return Wrong("\"body\" must hold {to} and {text}");
  }
  for (const auto& [header, text] : options.headers) {
    if (header.empty() || !HeaderFits(header) || !HeaderFits(text)) return Wrong("a header does not fit");
  }
  return options;
}

absl::StatusOr<ProviderOptions> LoadProvider(const std::string& path) {
  struct stat found = {};
  if (stat(path.c_str(), &found) != 0) return absl::NotFoundError("the provider's file is not there");
  if ((found.st_mode & 077) != 0)
    return absl::FailedPreconditionError("others can read the provider's file: chmod 600");
  std::ifstream in(path, std::ios::binary);
  return ParseProvider(std::string(std::istreambuf_iterator<char>(in), {}));
}

Outcome Provider::Send(const Outgoing& message) const {
  std::vector<std::string> headers = {"Content-Type: " + options_.content_type};
  for (const auto& [name, text] : options_.headers) headers.push_back(name + ": " + Expanded(text, message, ""));
  const HttpAnswer answer =
      Post(options_.url, std::move(headers), Expanded(options_.body, message, options_.content_type), false);
  if (answer.status >= 200 && answer.status < 300) {
    return {.outcome = v1::EndAttempt::OUTCOME_SENT, .detail = answer.detail};
  }
  const bool dead = options_.dead_statuses.contains(static_cast<int>(answer.status));
  return {.outcome = dead ? v1::EndAttempt::OUTCOME_DEAD : v1::EndAttempt::OUTCOME_FAILED, .detail = answer.detail};
}

}  // namespace padu::notification
