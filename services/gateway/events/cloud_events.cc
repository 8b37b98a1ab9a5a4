#include "services/gateway/events/cloud_events.h"

#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/json_members.h"
#include "common/base/log.h"
#include "common/base/text.h"
#include "services/gateway/http/limits.h"
#include "services/gateway/transcode/json_check.h"

namespace padu::gateway {
namespace {

constexpr std::size_t kIdBytesMax = 64;
constexpr std::size_t kAttributeBytesMax = 256;
constexpr std::size_t kAttributesMax = 32;
constexpr char kStructured[] = "application/cloudevents+json";
constexpr char kBatch[] = "application/cloudevents-batch+json";

std::string MediaType(std::string_view text) {
  return absl::AsciiStrToLower(std::string(Trimmed(text.substr(0, text.find(';')))));
}

using Violations = std::vector<Violation>;

void Fault(Violations* faults, const std::string& field, std::string reason, std::string text_id, std::string text_en) {
  faults->push_back(
      {.field = field, .description = {std::move(text_id), std::move(text_en)}, .reason = std::move(reason)});
}

// One attribute of an event; headers and logs of many programs show it, so it may not hold a NIK.
void CheckAttribute(const std::string& field, std::string_view value, std::size_t bytes_max, Violations* faults) {
  if (value.empty()) {
    Fault(faults, field, "ATTRIBUTE_MISSING", "Atribut ini wajib diisi.", "This attribute is required.");
  } else if (value.size() > bytes_max || !IsPlainText(value)) {
    Fault(faults, field, "ATTRIBUTE_INVALID", absl::StrCat("Harus teks UTF-8 paling banyak ", bytes_max, " byte."),
          absl::StrCat("Must be UTF-8 text of at most ", bytes_max, " bytes."));
  } else if (MaskLongNumbers(value) != value) {
    Fault(faults, field, "ATTRIBUTE_HOLDS_NIK", "Atribut tidak boleh memuat NIK atau nomor sepanjang itu.",
          "An attribute may not hold a NIK or a number as long as one.");
  }
}

void CheckRequired(const std::string& prefix, std::string_view specversion, std::string_view id,
                   std::string_view source, std::string_view type, Violations* faults) {
  CheckAttribute(prefix + "id", id, kIdBytesMax, faults);
  CheckAttribute(prefix + "source", source, kAttributeBytesMax, faults);
  CheckAttribute(prefix + "type", type, kAttributeBytesMax, faults);
  if (specversion != "1.0") {
    Fault(faults, prefix + "specversion", "SPECVERSION_UNKNOWN", "Harus \"1.0\".", "Must be \"1.0\".");
  }
}

Problem Invalid(Violations faults) {
  Problem problem = HttpProblem(400, "EVENTS_INVALID",
                                {"Kejadian tidak sah; tidak satu pun dikirim. Perbaiki yang tersebut di violations.",
                                 "The events are not valid, and none was sent. Mend what violations names."});
  problem.code = "INVALID_ARGUMENT";
  problem.violations = std::move(faults);
  return problem;
}

Problem TooLarge(const std::string& what_id, const std::string& what_en) {
  return HttpProblem(413, "EVENTS_TOO_LARGE", {what_id, what_en});
}

Problem EventTooLarge() {
  return TooLarge(absl::StrCat("Satu kejadian paling banyak ", kEventBytesMax, " byte."),
                  absl::StrCat("An event has at most ", kEventBytesMax, " bytes."));
}

// A header's value without the percent-encoding that CloudEvents asks for; as it is where there is none.
std::string Unescaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool escaped = text[at] == '%' && at + 2 < text.size() && absl::ascii_isxdigit(text[at + 1]) &&
                         absl::ascii_isxdigit(text[at + 2]);
    if (escaped) {
      out += static_cast<char>(std::stoi(std::string(text.substr(at + 1, 2)), nullptr, 16));
      at += 2;
    } else {
      out += text[at];
    }
  }
  return out;
}

// Attributes are headers "ce-<name>", the body is the data.
EventsRead ReadBinary(const Request& request) {
  constexpr std::string_view kPrefix = "ce-";
  EventsRead read;
  Event event;
  Violations faults;
  for (const auto& [name, value] : request.headers) {
    if (!name.starts_with(kPrefix)) continue;
    const std::string attribute = name.substr(kPrefix.size());
    const std::string text = Unescaped(value);
    const bool is_name = attribute.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == std::string::npos;
    if (!is_name || attribute.empty() || event.record.headers.size() == kAttributesMax) {
      Fault(&faults, name, "ATTRIBUTE_INVALID", "Nama atribut hanya huruf kecil dan angka, paling banyak 32 atribut.",
            "Names of attributes are small letters and digits, at most 32 of them.");
    } else if (attribute != "id" && attribute != "source" && attribute != "type" && attribute != "specversion") {
      CheckAttribute(attribute, text, kAttributeBytesMax, &faults);
    }
    event.record.headers.emplace_back(absl::StrCat("ce_", attribute), text);
  }
  const auto attribute = [&event](std::string_view name) -> std::string_view {
    for (const auto& [key, value] : event.record.headers) {
      if (key == name) return value;
    }
    return {};
  };
  event.id = attribute("ce_id");
  CheckRequired("", attribute("ce_specversion"), event.id, attribute("ce_source"), attribute("ce_type"), &faults);
  if (request.body.empty()) Fault(&faults, "data", "VALUE_EMPTY", "Isi (body) kosong.", "The body is empty.");
  if (request.body.size() > kEventBytesMax) {
    read.problem = EventTooLarge();
  } else if (!faults.empty()) {
    read.problem = Invalid(std::move(faults));
  } else {
    event.record.headers.emplace_back("content-type", std::string(request.Header("content-type")));
    event.record.value = request.body;
    read.events.push_back(std::move(event));
  }
  return read;
}

// One event in JSON; `prefix` says where it stands.
std::optional<Event> ReadStructured(std::string_view text, const std::string& prefix, Violations* faults) {
  const auto members = JsonMembers(text);
  if (!members) {
    Fault(faults, prefix.empty() ? "" : prefix.substr(0, prefix.size() - 1), "EVENT_INVALID",
          "Bukan objek JSON, atau anggotanya terlalu banyak.", "Not a JSON object, or one of too many members.");
    return std::nullopt;
  }
  const auto text_of = [&members](std::string_view name) -> std::string {
    for (const JsonMember& member : *members) {
      if (member.name == name) return JsonText(member.value).value_or("");
    }
    return "";
  };
  Event event{.id = text_of("id")};
  const std::size_t before = faults->size();
  CheckRequired(prefix, text_of("specversion"), event.id, text_of("source"), text_of("type"), faults);
  if (faults->size() != before) return std::nullopt;
  event.record.headers = {{"content-type", "application/cloudevents+json; charset=UTF-8"}};
  event.record.value = std::string(text);
  return event;
}

EventsRead ReadJson(const Request& request, bool batch) {
  EventsRead read;
  if (const absl::Status status = CheckJson(request.body); !status.ok()) {
    read.problem = ProblemOf(status);
    return read;
  }
  std::vector<std::string_view> texts = {Trimmed(request.body)};
  if (batch) {
    auto elements = JsonElements(request.body, kBatchEventsMax);
    if (!elements || elements->empty()) {
      read.problem = TooLarge(absl::StrCat("Harus larik JSON berisi 1 sampai ", kBatchEventsMax, " kejadian."),
                              absl::StrCat("Must be a JSON array of 1 to ", kBatchEventsMax, " events."));
      return read;
    }
    texts = *std::move(elements);
  }
  Violations faults;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].size() > kEventBytesMax) {
      read.problem = EventTooLarge();
      return read;
    }
    auto event = ReadStructured(texts[i], batch ? absl::StrCat("events[", i, "].") : "", &faults);
    if (event) read.events.push_back(*std::move(event));
  }
  if (!faults.empty()) read.problem = Invalid(std::move(faults));
  return read;
}

}  // namespace

EventsRead ReadEvents(const Request& request) {
  const std::string type = MediaType(request.Header("content-type"));
  if (type == kStructured) return ReadJson(request, false);
  if (type == kBatch) return ReadJson(request, true);
  if (type == "application/json" || type == "application/protobuf" || type == "application/x-protobuf") {
    return ReadBinary(request);
  }
  EventsRead read;
  read.problem = HttpProblem(415, "CONTENT_TYPE_UNKNOWN",
                             {absl::StrCat("Content-Type harus ", kStructured, ", ", kBatch,
                                           ", atau application/json maupun application/protobuf dengan kepala ce-*."),
                              absl::StrCat("Content-Type must be ", kStructured, ", ", kBatch,
                                           ", or application/json or application/protobuf with headers ce-*.")});
  return read;
}

}  // namespace padu::gateway
