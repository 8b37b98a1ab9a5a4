// How values of settings are written: durations, sizes, addresses.
#include <charconv>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/config.h"
#include "common/base/status.h"

namespace padu {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t bytes;
};
constexpr Unit kUnits[] = {{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"B", 1}};

absl::Status NotASize() { return absl::InvalidArgumentError("must be a size such as 64MiB (units: B, KiB, MiB, GiB)"); }

}  // namespace

absl::StatusOr<absl::Duration> ParseDuration(std::string_view text) {
  absl::Duration d;
  if (!absl::ParseDuration({text.data(), text.size()}, &d)) {
    return absl::InvalidArgumentError("must be a duration such as 500ms, 5s, 2m or 1h");
  }
  return d;
}

absl::StatusOr<std::int64_t> ParseSize(std::string_view text) {
  std::int64_t factor = 1;
  for (const Unit& unit : kUnits) {
    if (text.ends_with(unit.name)) {
      factor = unit.bytes;
      text.remove_suffix(unit.name.size());
      break;
    }
  }
  std::int64_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc() || parsed != end || count < 0) return NotASize();
  if (count > std::numeric_limits<std::int64_t>::max() / factor) return NotASize();
  return count * factor;
}

std::string FormatSize(std::int64_t bytes) {
  for (const Unit& unit : kUnits) {
    if (bytes != 0 && bytes % unit.bytes == 0 && unit.bytes > 1) {
      return absl::StrCat(bytes / unit.bytes, absl::string_view(unit.name.data(), unit.name.size()));
    }
  }
  return absl::StrCat(bytes);
}

std::string HostPort::ToString() const {
  return host.find(':') == std::string::npos ? absl::StrCat(host, ":", port) : absl::StrCat("[", host, "]:", port);
}

absl::StatusOr<HostPort> ParseHostPort(std::string_view text) {
  const auto refused = [] {
    return absl::InvalidArgumentError("must be an address such as broker:9092 or [::1]:9092");
  };
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return refused();
  HostPort address;
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return refused();
  }
  address.host = std::string(host);
  const char* const end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data() + colon + 1, end, address.port);
  if (error != std::errc() || parsed != end || address.host.empty()) return refused();
  if (address.host.find_first_of(" \t/[]") != std::string::npos) return refused();
  return address;
}

absl::StatusOr<std::vector<HostPort>> ParseHostPorts(std::string_view text) {
  std::vector<HostPort> list;
  for (const absl::string_view part : absl::StrSplit(absl::string_view(text.data(), text.size()), ',')) {
    const absl::string_view trimmed = absl::StripAsciiWhitespace(part);
    ASSIGN_OR_RETURN(HostPort address, ParseHostPort({trimmed.data(), trimmed.size()}));
    list.push_back(std::move(address));
  }
  return list;
}

std::string FormatHostPorts(const std::vector<HostPort>& list) {
  return absl::StrJoin(list, ",", [](std::string* out, const HostPort& a) { out->append(a.ToString()); });
}

}  // namespace padu
