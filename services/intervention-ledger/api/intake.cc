#include "services/intervention-ledger/api/intake.h"

#include <google/protobuf/util/json_util.h>

#include <string>
#include <utility>

#include "services/intervention-ledger/api/names.h"
#include "services/intervention-ledger/domain/machine.h"

namespace padu::ledger {
namespace {

constexpr std::string_view kTypeRecorded = "id.padu.disbursement.recorded.v1";
constexpr std::string_view kTypeReversed = "id.padu.disbursement.reversed.v1";
constexpr std::string_view kTypeCorrected = "id.padu.disbursement.corrected.v1";
constexpr std::size_t kMaxFieldBytes = 64;

constexpr std::string_view kUnknownField = ": Cannot find field";

// protobuf's JSON parser says "CODE:(path) name: Cannot find field." or "CODE:(path): ..." (no path at the root), and
// may quote values after it. Only the path and the name go on, without anything that is not a letter, '.' or '_': a
// stakeholder may have put a NIK anywhere.
std::string FieldIn(std::string_view message) {
  message.remove_prefix(std::min(message.find(':'), message.size() - 1) + 1);
  std::string path;
  if (message.starts_with('(')) {
    const std::size_t close = std::min(message.find(')'), message.size() - 1);
    path = message.substr(1, close - 1);
    message.remove_prefix(close + 1);
  }
  const std::size_t unknown = message.find(kUnknownField);
  if (unknown != std::string_view::npos) path.append(".").append(message.substr(0, unknown));
  std::string field;
  for (const char c : path) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (letter || c == '_' || (c == '.' && !field.empty())) field.push_back(c);
    if (field.size() == kMaxFieldBytes) break;
  }
  return field;
}

struct ParseError {
  pb::Reason reason = pb::REASON_UNSPECIFIED;
  std::string field;
};

std::optional<ParseError> Parse(const CloudEvent& event, google::protobuf::Message* message) {
  if (event.encoding == CloudEvent::Encoding::kProtobuf) {
    if (message->ParseFromString(event.data)) return std::nullopt;
    return ParseError{pb::REASON_PROTOBUF_INVALID, ""};
  }
  // The parser takes an empty text and a bare value in its own way; an event's data is an object.
  if (event.data.find_first_not_of(" \t\r\n") == std::string::npos ||
      event.data[event.data.find_first_not_of(" \t\r\n")] != '{') {
    return ParseError{pb::REASON_JSON_INVALID, ""};
  }
  const auto status = google::protobuf::util::JsonStringToMessage(event.data, message);
  if (status.ok()) return std::nullopt;
  const std::string said = status.ToString();
  const bool unknown = said.find(kUnknownField) != std::string::npos;
  return ParseError{unknown ? pb::REASON_JSON_FIELD_UNKNOWN : pb::REASON_JSON_INVALID, FieldIn(said)};
}

template <typename Event>
pb::SubmissionContent Read(const Sender& sender, const CloudEvent& event, const CitySecrets& secrets) {
  Event message;
  if (auto error = Parse(event, &message)) {
    return Problem(sender, event.id, pb::VERDICT_UNREADABLE, error->reason, error->field);
  }
  return Normalise(sender, event.id, message, secrets);
}

// "//padu.id/cities/64.74/stakeholders/baznas": what stands before "cities/" is the stakeholder's own affair.
bool NamesSender(std::string_view source, const Sender& sender) {
  const std::string name = NameOf(sender.city, "stakeholders", sender.stakeholder);
  if (!source.ends_with(name)) return false;
  source.remove_suffix(name.size());
  return source.empty() || source.back() == '/';
}

void Append(std::string& bytes, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(size >> shift));
  bytes.append(text);
}

Sender SenderOf(std::string_view box) {
  const auto owner = ParseBox(box);
  PADU_CHECK(owner.has_value());
  return {owner->city, owner->stakeholder};
}

}  // namespace

pb::SubmissionContent ContentOf(const Sender& sender, const CloudEvent& event, const CitySecrets& secrets) {
  if (!NamesSender(event.source, sender)) {
    return Problem(sender, event.id, pb::VERDICT_REJECTED, pb::REASON_SOURCE_NOT_OF_BOX, "source");
  }
  if (event.type == kTypeRecorded) return Read<pb::DisbursementRecorded>(sender, event, secrets);
  if (event.type == kTypeReversed) return Read<pb::DisbursementReversed>(sender, event, secrets);
  if (event.type == kTypeCorrected) return Read<pb::DisbursementCorrected>(sender, event, secrets);
  return Problem(sender, event.id, pb::VERDICT_UNREADABLE, pb::REASON_TYPE_UNKNOWN, "type");
}

std::shared_ptr<const journal::MessageLite> Intake::Translate(std::string_view box,
                                                              const stream::Record& record) const {
  const Sender sender = SenderOf(box);
  CloudEvent event;
  if (const auto error = ReadCloudEvent(record, &event)) {
    return std::make_shared<pb::SubmissionContent>(
        Problem(sender, error->event_id, pb::VERDICT_UNREADABLE, error->reason, error->field));
  }
  return std::make_shared<pb::SubmissionContent>(ContentOf(sender, event, SecretsOf(sender.city)));
}

common::v1::KeyedDigest Intake::Digest(std::string_view box, const stream::Record& record) const {
  std::string bytes;
  bytes.reserve(64 + record.key.size() + (record.value ? record.value->size() : 0));
  Append(bytes, record.key);
  bytes.push_back(record.value ? '\1' : '\0');
  if (record.value) Append(bytes, *record.value);
  for (const auto& [name, value] : record.headers) {
    Append(bytes, name);
    Append(bytes, value);
  }
  KeyedDigest digest = SecretsOf(SenderOf(box).city).Digest("record", bytes);
  Wipe(bytes);
  common::v1::KeyedDigest result;
  result.set_key_version(digest.key_version);
  result.set_hmac(std::move(digest.digest));
  return result;
}

const CitySecrets& Intake::SecretsOf(CityNumber city) const {
  const auto secrets = secrets_.ForCity(CityCode(city));
  if (!secrets.ok()) PADU_FATAL("the secrets file has no keys for a city whose letter box is read");
  return **secrets;
}

}  // namespace padu::ledger
