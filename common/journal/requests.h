// What the writes of every api share: commands that are safe to repeat, and waiting for their answers.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/base/secrets.h"
#include "common/journal/mailbox.h"

namespace padu::journal {

// Who asks, by which method, under which id: the cause of a command, with the digests of `request` under every live key
// of the city, so that a repetition is known across a rotation. Its `request` is still to be set.
Command RepeatableCommand(std::string_view caller, std::string_view method, std::string_view request_id,
                          const CitySecrets& secrets, std::string_view request);

// Hands over; the answer comes to the function returned, which blocks. Call it once. Any thread.
std::function<absl::StatusOr<Answer>()> SubmitLater(Partition& partition, Command command, absl::Time deadline);

}  // namespace padu::journal
