// The city's policy, silences and contacts as they are in force.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "services/notification/domain/tables.h"

namespace padu::notification {

// What the city has saved, or what holds without.
pb::Policy PolicyOf(const store::Reader& tables, CityNumber city);
pb::Policy DefaultPolicy();
// POLICY_INVALID with the field concerned.
absl::Status CheckPolicy(const pb::Policy& policy);
// https, or http to this machine; without a user's name, which would be sent to whoever is asked.
bool IsSafeUrl(std::string_view url);
// Whether an address for mail is one that can stand in a header and in SMTP.
bool IsMailAddress(std::string_view address);
// Whether a URL is to this machine by its very words.
bool NamesThisMachine(std::string_view url);
// CONTACT_INVALID with the field concerned.
absl::Status CheckContact(const pb::Contact& contact);

// Silences that hold at `now`; read once, asked often.
class Silences {
 public:
  Silences(const store::Reader& tables, CityNumber city, UnixMicros now);
  // Until when a household there is kept quiet; nullopt: it is not.
  std::optional<UnixMicros> Until(std::string_view kelurahan, std::string_view need) const;
  std::size_t size() const { return silences_.size(); }
  // Those whose time is over, and that are kept still.
  const std::vector<Sequence>& ended() const { return ended_; }

 private:
  std::vector<pb::Silence> silences_;
  std::vector<Sequence> ended_;
};

}  // namespace padu::notification
