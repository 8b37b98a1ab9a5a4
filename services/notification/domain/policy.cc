#include "services/notification/domain/policy.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/base/city.h"
#include "common/base/status.h"
#include "services/notification/domain/limits.h"
#include "services/notification/domain/reasons.h"

namespace padu::notification {
namespace {

constexpr std::int64_t kYear = 31'536'000;

absl::Status Within(std::int64_t value, std::int64_t least, std::int64_t most, std::string_view field) {
  if (value >= least && value <= most) return absl::OkStatus();
  return Refused(
      Reason::kPolicyInvalid,
      {{"field", "policy." + std::string(field)}, {"least", std::to_string(least)}, {"most", std::to_string(most)}});
}

bool IsThisMachine(std::string_view host) {
  constexpr std::array<std::string_view, 3> kHere = {"127.0.0.1", "localhost", "[::1]"};
  return std::ranges::any_of(kHere, [host](std::string_view here) {
    return host.starts_with(here) && (host.size() == here.size() || host[here.size()] == ':');
  });
}

// "https://a.example:8443/b" -> "https", "a.example:8443"; each empty if the URL has none.
std::pair<std::string_view, std::string_view> SchemeAndHost(std::string_view url) {
  const std::size_t end = url.find("://");
  if (end == std::string_view::npos) return {};
  const std::string_view rest = url.substr(end + 3);
  return {url.substr(0, end), rest.substr(0, rest.find_first_of("/?#\\"))};
}

bool IsPlain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
}

}  // namespace

pb::Policy DefaultPolicy() {
  constexpr std::int64_t kHour = 3600;
  pb::Policy policy;
  policy.set_group_wait_s(30);
  policy.set_digest_interval_s(kHour);
  policy.set_quiet_from_minute(20 * 60);
  policy.set_quiet_until_minute(7 * 60);
  policy.set_district_after_s(48 * kHour);
  policy.set_city_after_s(72 * kHour);
  policy.set_acknowledged_for_s(7 * 24 * kHour);
  policy.set_promise_days_max(30);
  policy.set_summary_after_s(kHour);
  policy.set_link_valid_s(14 * 24 * kHour);
  policy.add_officer_channels(pb::CHANNEL_EMAIL);
  policy.set_give_up_after_s(24 * kHour);
  return policy;
}

pb::Policy PolicyOf(const store::Reader& tables, CityNumber city) {
  const auto row = Get<pb::SettingRow>(tables, SettingKey(pb::SettingRow::kPolicy, city, ""));
  return row ? row->policy() : DefaultPolicy();
}

absl::Status CheckPolicy(const pb::Policy& policy) {
  RETURN_IF_ERROR(Within(policy.group_wait_s(), 0, 3600, "group_wait_s"));
  RETURN_IF_ERROR(Within(policy.digest_interval_s(), 0, 604'800, "digest_interval_s"));
  RETURN_IF_ERROR(Within(policy.quiet_from_minute(), 0, 1439, "quiet_from_minute"));
  RETURN_IF_ERROR(Within(policy.quiet_until_minute(), 0, 1439, "quiet_until_minute"));
  RETURN_IF_ERROR(Within(policy.district_after_s(), 60, kYear, "district_after_s"));
  RETURN_IF_ERROR(Within(policy.city_after_s(), 60, kYear, "city_after_s"));
  RETURN_IF_ERROR(Within(policy.acknowledged_for_s(), 60, kYear, "acknowledged_for_s"));
  RETURN_IF_ERROR(Within(policy.promise_days_max(), 1, 366, "promise_days_max"));
  RETURN_IF_ERROR(Within(policy.summary_after_s(), 0, 604'800, "summary_after_s"));
  RETURN_IF_ERROR(Within(policy.link_valid_s(), 60, kYear, "link_valid_s"));
  RETURN_IF_ERROR(Within(policy.give_up_after_s(), 60, 2'592'000, "give_up_after_s"));
  RETURN_IF_ERROR(Within(policy.officer_channels_size(), 1, 2, "officer_channels"));
  for (const int channel : policy.officer_channels()) {
    if (channel != pb::CHANNEL_EMAIL && channel != pb::CHANNEL_MESSAGE) {
      return Refused(Reason::kPolicyInvalid, {{"field", "policy.officer_channels"}});
    }
  }
  return absl::OkStatus();
}

bool IsSafeUrl(std::string_view url) {
  const auto [scheme, host] = SchemeAndHost(url);
  if (!IsPlain(url) || host.empty() || host.front() == ':' || host.find('@') != std::string_view::npos) return false;
  return scheme == "https" || (scheme == "http" && IsThisMachine(host));
}

bool NamesThisMachine(std::string_view url) { return IsThisMachine(SchemeAndHost(url).second); }

bool IsMailAddress(std::string_view address) {
  const std::size_t at = address.find('@');
  return address.size() <= kTextBytesMax && IsPlain(address) && at != 0 && at != std::string_view::npos &&
         at + 1 < address.size() && address.find('@', at + 1) == std::string_view::npos &&
         address.find_first_of("<>\",;:\\()[]") == std::string_view::npos;
}

absl::Status CheckContact(const pb::Contact& contact) {
  const std::string& email = contact.email();
  const bool mail_fits = email.empty() || IsMailAddress(email);
  if (!mail_fits) return Refused(Reason::kContactInvalid, {{"field", "email"}});
  const std::string& url = contact.webhook_url();
  const bool url_fits = url.empty() || (url.size() <= kTextBytesMax && IsSafeUrl(url));
  if (!url_fits) return Refused(Reason::kContactInvalid, {{"field", "webhook_url"}});
  return absl::OkStatus();
}

Silences::Silences(const store::Reader& tables, CityNumber city, UnixMicros now) {
  const std::string prefix = SilencePrefix(city);
  for (auto at = tables.Scan(prefix, PrefixEnd(prefix)); at->Valid(); at->Next()) {
    pb::Silence silence;
    PADU_CHECK(silence.ParseFromArray(at->value().data(), static_cast<int>(at->value().size())));
    if (silence.until() > now) {
      silences_.push_back(std::move(silence));
    } else {
      ended_.push_back(KeyReader(at->key().substr(prefix.size())).U64());
    }
  }
}

std::optional<UnixMicros> Silences::Until(std::string_view kelurahan, std::string_view need) const {
  std::optional<UnixMicros> until;
  for (const pb::Silence& silence : silences_) {
    if (!silence.need().empty() && silence.need() != need) continue;
    if (!silence.region().empty() && !RegionContains(silence.region(), kelurahan)) continue;
    until = std::max(until.value_or(0), silence.until());
  }
  return until;
}

}  // namespace padu::notification
