// Commands of the api: what they ask becomes a command of the domain, and its row an answer. Any thread.
#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/secrets.h"
#include "common/journal/letter_box.h"
#include "common/journal/mailbox.h"
#include "common/rpc/call.h"
#include "padu/ledger/v1/ledger_service.pb.h"

namespace padu::ledger {

// Reads one record of a letter box again: NOT_FOUND if it is no longer there. May block; any thread.
using FetchRecord = std::function<absl::StatusOr<stream::Record>(const std::string& box, std::int64_t offset)>;

// The command, or why the caller may not give it.
absl::StatusOr<journal::Command> RecordCommandOf(const rpc::Call& call, const v1::RecordDisbursementRequest& request,
                                                 const Secrets& secrets);

// What a row's verdict says, with the position at which it can be read.
v1::Submission SubmissionOf(const journal::Answer& answer);

// Decides a submission again; reads its record from the letter box if the ledger does not keep its content. Blocks.
absl::StatusOr<v1::Submission> Redecide(const rpc::Call& call, const v1::RedecideSubmissionRequest& request,
                                        journal::Partitions& partitions, const Secrets& secrets,
                                        const journal::Intake& intake, const FetchRecord& fetch);

}  // namespace padu::ledger
