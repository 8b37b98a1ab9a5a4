// From a request to its confirmed row: a draft is filled over a snapshot, its personal data sealed under keys that are
// confirmed first, then it enters the mailbox. All of it blocks; any thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/base/secrets.h"
#include "common/journal/requests.h"
#include "common/rpc/call.h"
#include "padu/registry/v1/personal_requests.pb.h"
#include "services/registry/api/intake.h"
#include "services/registry/api/key_vault.h"

namespace padu::registry {

// What the api stands on. All outlive it.
struct Parts {
  journal::Partitions& partitions;
  const Secrets& secrets;
  KeyVault& vault;
  Random& random;
  const Clock& clock;
};

// Fills a draft's command.
using FillDraft = std::function<absl::Status(Draft&)>;

// A command before its personal data is sealed.
struct Prepared {
  journal::Partition* partition = nullptr;
  std::shared_ptr<pb::Command> request;
  journal::Command command;
  Sealer sealer;
};

// `method` and `digested` (the request) make the command's idempotency; with a request_id that was used before nothing
// is left to seal, as the answer will be the earlier one.
absl::StatusOr<Prepared> Prepare(const Parts& parts, const rpc::Call& call, CityNumber city, std::string_view method,
                                 const std::string& request_id, const std::string& digested, const FillDraft& fill);

// A write that was answered.
struct Written {
  CityNumber city = 0;
  journal::Partition* partition = nullptr;
  journal::Answer answer;

  // The row's facts.
  std::vector<pb::Fact> facts() const;
};

absl::StatusOr<Written> Write(const Parts& parts, const rpc::Call& call, CityNumber city, const std::string& request_id,
                              const google::protobuf::MessageLite& request, const FillDraft& fill);

// Reads what a write came to.
absl::Status ReadBack(const Written& written, absl::Time deadline,
                      const std::function<absl::Status(const store::Reader&)>& read);

// The personal data that a confirmed SealedOpened allows to show.
absl::StatusOr<v1::OpenPersonalDataResponse> ShowOpened(const Parts& parts, const Written& written,
                                                        absl::Time deadline);

}  // namespace padu::registry
