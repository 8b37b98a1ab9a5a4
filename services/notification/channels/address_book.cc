#include "services/notification/channels/address_book.h"

#include "common/base/city.h"
#include "common/base/crypto.h"
#include "common/base/status.h"

namespace padu::notification {
namespace {

namespace reg = ::padu::registry::v1;

constexpr std::int64_t kKept = 10 * kMicrosPerMinute;
constexpr std::size_t kEntriesMax = 1000;

// The registry knows for sure that there is no such address.
bool IsForGood(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal && (refusal->reason == "NOTHING_SEALED" || refusal->reason == "OFFICER_NOT_FOUND" ||
                     refusal->reason == "PERSON_ERASED");
}

}  // namespace

AddressBook::AddressBook(const std::string& registry, const std::string& key, const Clock& clock)
    : clock_(clock),
      client_({.target = registry,
               .caller = key.empty() ? "services/notification" : "",
               .key = key,
               .timeout = absl::Seconds(5)}),
      stub_(reg::RegistryService::NewStub(client_.channel())) {}

absl::StatusOr<std::string> AddressBook::Open(std::uint32_t city, const std::string& officer,
                                              reg::PersonalField field) {
  const std::string name = "cities/" + CityCode(city) + "/" + officer;
  const std::string key = name + "/" + std::to_string(field);
  const std::int64_t now = clock_.BootNow();
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto at = known_.find(key);
    if (at != known_.end() && at->second.until_boot > now) return at->second.address;
  }
  reg::OpenPersonalDataRequest request;
  request.set_name(name);
  request.add_fields(field);
  request.set_purpose(reg::PURPOSE_CONTACT);
  request.set_reference("notification");
  const auto opened = client_.Unary(*stub_, &reg::RegistryService::Stub::OpenPersonalData, request);
  if (!opened.ok()) return IsForGood(opened.status()) ? absl::NotFoundError("no address") : opened.status();
  const bool is_mail = field == reg::PERSONAL_FIELD_EMAIL;
  const std::string address = is_mail ? opened->personal().email() : opened->personal().phone();
  if (address.empty()) return absl::NotFoundError("no address");
  const std::lock_guard<std::mutex> lock(mutex_);
  if (known_.size() >= kEntriesMax) {
    for (auto& [old, entry] : known_) Wipe(entry.address);
    known_.clear();
  }
  known_[key] = {.address = address, .until_boot = now + kKept};
  return address;
}

}  // namespace padu::notification
