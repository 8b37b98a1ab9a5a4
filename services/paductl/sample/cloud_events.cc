#include "services/paductl/sample/cloud_events.h"

#include <google/protobuf/util/json_util.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/city.h"

namespace padu::sample {
namespace {

using google::protobuf::Message;

constexpr std::string_view kTypeStem = "id.padu.disbursement.";

std::string_view TypeOf(const Submission& submission) {
  struct Namer {
    std::string_view operator()(const ledger::v1::DisbursementReversed&) const { return "reversed"; }
    std::string_view operator()(const ledger::v1::DisbursementCorrected&) const { return "corrected"; }
    std::string_view operator()(const ledger::v1::DisbursementRecorded&) const { return "recorded"; }
    std::string_view operator()(const Garbage&) const { return "recorded"; }
  };
  return std::visit(Namer(), submission.event);
}

const Message* MessageOf(const Submission& submission) {
  struct Finder {
    const Message* operator()(const Message& message) const { return &message; }
    const Message* operator()(const Garbage&) const { return nullptr; }
  };
  return std::visit(Finder(), submission.event);
}

std::string ToJson(const Message& message) {
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json);
  PADU_CHECK(status.ok());
  return json;
}

// A JSON string: attributes of the sample hold only printable ASCII.
std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted.push_back('\\');
    quoted.push_back(c);
  }
  return quoted + "\"";
}

}  // namespace

std::string LetterBox(std::string_view city, std::string_view stakeholder) {
  const auto number = ParseCityCode(city);
  return number ? BoxTopic(*number, stakeholder) : absl::StrCat(kBoxPrefix, std::string(city));  // no such topic
}

std::string SourceOf(std::string_view city, std::string_view stakeholder) {
  return absl::StrCat("cities/", std::string(city), "/stakeholders/", std::string(stakeholder));
}

stream::OutRecord ToRecord(const Submission& submission, std::string_view city, absl::Time time) {
  const stream::Headers attributes = {
      {"specversion", "1.0"},
      {"id", submission.event_id},
      {"source", SourceOf(city, submission.stakeholder)},
      {"type", absl::StrCat(std::string(kTypeStem), std::string(TypeOf(submission)), ".v1")},
      {"time", absl::FormatTime("%Y-%m-%d%ET%H:%M:%SZ", time, absl::UTCTimeZone())},
  };
  const Message* message = MessageOf(submission);
  stream::OutRecord record;
  if (submission.encoding == Encoding::kStructuredJson) {
    record.headers = {{"content-type", "application/cloudevents+json; charset=UTF-8"}};
    std::string value = "{";
    for (const auto& [name, text] : attributes) absl::StrAppend(&value, Quoted(name), ":", Quoted(text), ",");
    if (message != nullptr) record.value = absl::StrCat(value, "\"data\":", ToJson(*message), "}");
  } else {
    for (const auto& [name, text] : attributes) record.headers.emplace_back("ce_" + name, text);
    const bool json = submission.encoding == Encoding::kJson;
    record.headers.emplace_back("content-type", json ? "application/json" : "application/protobuf");
    if (message != nullptr) record.value = json ? ToJson(*message) : message->SerializeAsString();
  }
  if (const auto* garbage = std::get_if<Garbage>(&submission.event)) record.value = garbage->bytes;
  return record;
}

}  // namespace padu::sample
