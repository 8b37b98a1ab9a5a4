// What an owner tells of its work, for metrics.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace padu::journal {

// Called on the partition's thread; must not block.
class Observer {
 public:
  virtual ~Observer() = default;
  // A fact was decided; `name` as the machine gives it, a literal.
  virtual void OnFact(std::string_view name) = 0;
  // A batch was confirmed, so many microseconds after it was full; and, if it holds submissions, after the broker had
  // taken the oldest of them.
  virtual void OnConfirmed(std::int64_t since_decided_us, std::optional<std::int64_t> since_submitted_us) = 0;
};

}  // namespace padu::journal
