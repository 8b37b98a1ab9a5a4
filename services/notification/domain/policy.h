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
// CONTACT_INVALID with the field concerned.
absl::Status CheckContact(const pb::Contact& contact);

// Silences that hold at `now`; read once, asked often.
class Silences {
 public:
  Silences(const store::Reader& tables, CityNumber city, UnixMicros now);
  // Until when a household there is kept quiet; nullopt: it is not.
  std::optional<UnixMicros> Until(std::string_view kelurahan, std::string_view need) const;

 private:
  std::vector<pb::Silence> silences_;
};

}  // namespace padu::notification
