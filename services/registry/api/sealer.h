// From personal data as it comes in to what may stand in a command: sealed fields and tokens. Keys are asked for once a
// request (or batch), so a sealer is filled first, then gets its keys, then seals.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/days.h"
#include "common/base/random.h"
#include "common/base/secrets.h"
#include "padu/registry/v1/commands.pb.h"
#include "padu/registry/v1/resources.pb.h"
#include "services/registry/api/key_vault.h"

namespace padu::registry {

// Sealed later: plain fields of one subject, and where the sealed ones go.
class Sealer {
 public:
  // Remembers a subject's plain values; empty ones are left out. `into` must stay where it is until Seal.
  // `key_id` not empty: an earlier key of the subject's, used again.
  void Add(std::string subject, std::vector<std::pair<v1::PersonalField, std::string>> values, v1::SealedFields* into,
           std::string key_id = "");

  // FIELD_TOO_LONG if a value is.
  absl::Status Check() const;

  // Takes over what another was filled with.
  void Take(Sealer&& other);

  // Draws and finds the keys, and seals what Check has passed. Blocks. UNAVAILABLE; PERSON_ERASED if an earlier key is
  // gone.
  absl::Status Seal(std::string_view city, KeyVault& vault, Random& random, absl::Time deadline);

 private:
  struct Subject {
    std::string id;
    std::vector<std::pair<v1::PersonalField, std::string>> values;
    v1::SealedFields* into;
    std::string key_id;
  };
  std::vector<Subject> subjects_;
};

// What a NIK comes to in a person's content: status, tokens, district, warnings. NIK_FORMAT_INVALID, NIK_DATE_INVALID
// unless `keep_invalid`.
absl::Status TakeNik(std::string_view nik, bool keep_invalid, const std::optional<Day>& birth_day, Day today,
                     const CitySecrets& secrets, v1::PersonContent& content);

// A phone as people write it in E.164: 08..., 8..., 62..., +62... -> "+62...". FIELD_INVALID.
absl::StatusOr<std::string> NormalPhone(std::string_view phone);

}  // namespace padu::registry
