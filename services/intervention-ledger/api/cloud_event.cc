#include "services/intervention-ledger/api/cloud_event.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "common/base/json_members.h"
#include "common/base/text.h"
#include "services/intervention-ledger/api/normalise.h"

namespace padu::ledger {
namespace {

using Error = std::optional<CloudEventError>;

std::string_view Header(const stream::Record& record, std::string_view name) {
  for (const auto& [key, value] : record.headers) {
    if (key == name) return value;
  }
  return {};
}

// "Application/JSON; charset=utf-8" -> "application/json".
std::string MediaType(std::string_view text) {
  std::string type(text.substr(0, text.find(';')));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  std::transform(type.begin(), type.end(), type.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return type;
}

std::optional<CloudEvent::Encoding> EncodingOf(std::string_view content_type) {
  const std::string type = MediaType(content_type);
  if (type == "application/protobuf" || type == "application/x-protobuf") return CloudEvent::Encoding::kProtobuf;
  if (type == "application/json" || type == "text/json") return CloudEvent::Encoding::kJson;
  return std::nullopt;
}

Error CheckAttribute(std::string_view name, std::string_view value) {
  if (value.empty()) return CloudEventError{pb::REASON_ATTRIBUTE_MISSING, std::string(name), ""};
  if (value.size() > kMaxAttributeBytes || !IsPlainText(value)) {
    return CloudEventError{pb::REASON_ATTRIBUTE_INVALID, std::string(name), ""};
  }
  return std::nullopt;
}

// The attributes that every event must have.
Error CheckAttributes(const CloudEvent& event, std::string_view specversion) {
  const pb::Reason id = CheckEventId(event.id);
  if (id != pb::REASON_UNSPECIFIED) return CloudEventError{id, "id", ""};
  Error error = CheckAttribute("specversion", specversion);
  if (!error && specversion != "1.0") error = CloudEventError{pb::REASON_SPECVERSION_UNKNOWN, "specversion", ""};
  if (!error) error = CheckAttribute("source", event.source);
  if (!error) error = CheckAttribute("type", event.type);
  return error;
}

Error ReadBinary(const stream::Record& record, std::string_view content_type, CloudEvent* event) {
  event->id = Header(record, "ce_id");
  event->source = Header(record, "ce_source");
  event->type = Header(record, "ce_type");
  if (auto error = CheckAttributes(*event, Header(record, "ce_specversion"))) return error;
  const auto encoding = EncodingOf(content_type);
  if (!encoding) return CloudEventError{pb::REASON_ENCODING_UNKNOWN, "content-type", ""};
  event->encoding = *encoding;
  event->data = *record.value;
  return std::nullopt;
}

// Fills one member of the JSON envelope; attributes that are not needed are passed over.
Error ReadMember(const JsonMember& member, CloudEvent* event, std::string* specversion, std::string* content_type,
                 std::string* base64) {
  std::string* const target = member.name == "id"                ? &event->id
                              : member.name == "source"          ? &event->source
                              : member.name == "type"            ? &event->type
                              : member.name == "specversion"     ? specversion
                              : member.name == "datacontenttype" ? content_type
                              : member.name == "data_base64"     ? base64
                                                                 : nullptr;
  if (member.name == "data") event->data = member.value;
  if (target == nullptr) return std::nullopt;
  auto text = JsonText(member.value);
  if (!text) return CloudEventError{pb::REASON_ATTRIBUTE_INVALID, std::string(member.name), ""};
  *target = *std::move(text);
  return std::nullopt;
}

Error ReadStructured(std::string_view value, CloudEvent* event) {
  const auto members = JsonMembers(value);
  if (!members) return CloudEventError{pb::REASON_JSON_INVALID, "", ""};
  std::string specversion;
  std::string content_type = "application/json";
  std::string base64;
  for (const JsonMember& member : *members) {
    if (auto error = ReadMember(member, event, &specversion, &content_type, &base64)) return error;
  }
  if (auto error = CheckAttributes(*event, specversion)) return error;
  const auto encoding = EncodingOf(content_type);
  if (!encoding) return CloudEventError{pb::REASON_ENCODING_UNKNOWN, "datacontenttype", ""};
  event->encoding = *encoding;
  if (!base64.empty() && !absl::Base64Unescape(base64, &event->data)) {
    return CloudEventError{pb::REASON_ATTRIBUTE_INVALID, "data_base64", ""};
  }
  if (event->data.empty()) return CloudEventError{pb::REASON_VALUE_EMPTY, "data", ""};
  return std::nullopt;
}

}  // namespace

std::optional<CloudEventError> ReadCloudEvent(const stream::Record& record, CloudEvent* event) {
  Error error;
  const std::string_view content_type = Header(record, "content-type");
  const std::string media_type = MediaType(content_type);
  if (media_type.starts_with("application/cloudevents-batch")) {
    error = CloudEventError{pb::REASON_BATCH_NOT_ALLOWED, "content-type", ""};
  } else if (!record.value || record.value->empty()) {
    error = CloudEventError{pb::REASON_VALUE_EMPTY, "", ""};
  } else if (record.value->size() > kMaxValueBytes) {
    error = CloudEventError{pb::REASON_VALUE_TOO_LARGE, "", ""};
  } else if (media_type == "application/cloudevents+json") {
    error = ReadStructured(*record.value, event);
  } else if (media_type.starts_with("application/cloudevents")) {
    error = CloudEventError{pb::REASON_ENCODING_UNKNOWN, "content-type", ""};
  } else {
    error = ReadBinary(record, content_type, event);
  }
  if (!error) return std::nullopt;
  // A record that is refused before its attributes were looked at may still name itself.
  const std::string id = event->id.empty() ? std::string(Header(record, "ce_id")) : event->id;
  if (CheckEventId(id) == pb::REASON_UNSPECIFIED) error->event_id = id;
  return error;
}

}  // namespace padu::ledger
