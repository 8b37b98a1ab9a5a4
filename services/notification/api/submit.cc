#include "services/notification/api/submit.h"

#include <utility>

#include "common/base/city.h"
#include "common/base/status.h"
#include "common/journal/requests.h"

namespace padu::notification {

absl::Status Submit(const Doors& doors, const Asked& asked, std::shared_ptr<pb::Command> command,
                    const std::function<absl::Status(const store::Reader&, const journal::Answer&)>& read) {
  const std::string code = CityCode(command->city());
  RETURN_IF_ERROR(rpc::RequireCity(asked.of_city, code));
  ASSIGN_OR_RETURN(journal::Partition* const partition, doors.partitions.ForCity(code));
  ASSIGN_OR_RETURN(const CitySecrets* const secrets, doors.secrets.ForCity(code));
  journal::Command submitted =
      journal::RepeatableCommand(asked.caller, asked.method, asked.request_id, *secrets, asked.digested);
  submitted.request = std::move(command);
  ASSIGN_OR_RETURN(const journal::Answer answer,
                   journal::SubmitLater(*partition, std::move(submitted), asked.deadline)());
  absl::Status done;
  RETURN_IF_ERROR(
      partition->Read(answer.position, asked.deadline, [&](const store::Reader& tables, const journal::Freshness&) {
        done = read(tables, answer);
        return absl::OkStatus();
      }));
  return done;
}

}  // namespace padu::notification
