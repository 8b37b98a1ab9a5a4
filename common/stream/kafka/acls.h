// Who may do what with which topics, told to the broker.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/stream/kafka/kafka_log.h"

namespace padu::stream {

// One permission, from any host. Reading and writing include asking what the topic is.
struct Acl {
  enum class Operation { kRead, kWrite };

  std::string principal;  // "padu-ledger": without "User:"
  std::string topic;      // its name, or what its name begins with if `prefixed`
  bool prefixed = false;
  Operation operation = Operation::kRead;

  auto operator<=>(const Acl&) const = default;
};

// Adds what is missing; takes nothing away. Blocks. UNAVAILABLE: not known to be done; PERMISSION_DENIED: the client
// may not.
absl::Status CreateAcls(const KafkaOptions& options, const std::vector<Acl>& acls, absl::Duration timeout);

}  // namespace padu::stream
