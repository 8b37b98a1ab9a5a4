// Hands one command to the mailbox, and reads what it made.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "padu/notification/v1/commands.pb.h"
#include "services/notification/api/writes.h"
#include "services/notification/domain/tables.h"

namespace padu::notification {

// Who asks by which method, under which id (may be empty), with the bytes that make two requests the same.
struct Asked {
  std::string of_city;  // that the caller is of; empty: of all
  std::string caller;
  std::string method;
  std::string request_id;
  std::string digested;
  absl::Time deadline;
};

// Then runs `read` over tables that hold what the command made. Blocks.
absl::Status Submit(const Doors& doors, const Asked& asked, std::shared_ptr<pb::Command> command,
                    const std::function<absl::Status(const store::Reader&, const journal::Answer&)>& read);

}  // namespace padu::notification
