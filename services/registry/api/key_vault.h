// Where the data keys are that seal personal data: outside the journal, so that a key can be erased (ARCHITECTURE.md,
// section 5).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace padu::registry {

// A data key in clear: kept no longer than a call.
struct DataKey {
  std::string id;
  std::string key;  // 32 bytes
};

// Any thread.
class KeyVault {
 public:
  virtual ~KeyVault() = default;
  // New keys, each confirmed in the keys topic: what is sealed under them can be read again as long as they are not
  // erased. Blocks; UNAVAILABLE if that was not reached by the deadline.
  virtual absl::StatusOr<std::vector<DataKey>> Draw(std::string_view city, int count, absl::Time deadline) = 0;
  // NOT_FOUND: erased, or never known here.
  virtual absl::StatusOr<DataKey> Find(std::string_view city, std::string_view key_id) = 0;
  // Erases keys whose PersonErased is confirmed. Returns at once; repeated until the topic holds none of them.
  virtual void Erase(std::string_view city, const std::vector<std::string>& key_ids) = 0;
};

}  // namespace padu::registry
