// The ledger's gRPC service: translates, authorises, submits to the mailbox, reads. Any thread.
//
// Who may: a stakeholder records for itself and sees its own submissions; operators and officers see everybody's; an
// operator has submissions decided again. Ledger, summary, history, coverage and watch are for every caller.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/secrets.h"
#include "common/journal/letter_box.h"
#include "common/journal/mailbox.h"
#include "common/rpc/calls.h"
#include "padu/ledger/v1/ledger_service.grpc.pb.h"
#include "services/intervention-ledger/api/writes.h"

namespace padu::ledger {

class LedgerService final : public padu::ledger::v1::LedgerService::CallbackService {
 public:
  // All are the caller's and outlive this. `fetch` may be empty: what the ledger does not keep is then not decided
  // again.
  LedgerService(rpc::Calls& calls, journal::Partitions& partitions, const Secrets& secrets,
                const journal::Intake& intake, FetchRecord fetch)
      : calls_(calls), partitions_(partitions), secrets_(secrets), intake_(intake), fetch_(std::move(fetch)) {}

  grpc::ServerUnaryReactor* RecordDisbursement(grpc::CallbackServerContext* context,
                                               const v1::RecordDisbursementRequest* request,
                                               v1::Submission* response) override;
  grpc::ServerReadReactor<v1::RecordDisbursementRequest>* RecordDisbursements(
      grpc::CallbackServerContext* context, v1::RecordDisbursementsResponse* response) override;
  grpc::ServerUnaryReactor* GetSubmission(grpc::CallbackServerContext* context, const v1::GetSubmissionRequest* request,
                                          v1::GetSubmissionResponse* response) override;
  grpc::ServerUnaryReactor* ListSubmissions(grpc::CallbackServerContext* context,
                                            const v1::ListSubmissionsRequest* request,
                                            v1::ListSubmissionsResponse* response) override;
  grpc::ServerUnaryReactor* RedecideSubmission(grpc::CallbackServerContext* context,
                                               const v1::RedecideSubmissionRequest* request,
                                               v1::Submission* response) override;
  grpc::ServerUnaryReactor* GetHouseholdLedger(grpc::CallbackServerContext* context,
                                               const v1::GetHouseholdLedgerRequest* request,
                                               v1::GetHouseholdLedgerResponse* response) override;
  grpc::ServerUnaryReactor* GetHouseholdSummary(grpc::CallbackServerContext* context,
                                                const v1::GetHouseholdSummaryRequest* request,
                                                v1::GetHouseholdSummaryResponse* response) override;
  grpc::ServerUnaryReactor* ListPersonHistory(grpc::CallbackServerContext* context,
                                              const v1::ListPersonHistoryRequest* request,
                                              v1::ListPersonHistoryResponse* response) override;
  grpc::ServerUnaryReactor* ListCoverage(grpc::CallbackServerContext* context, const v1::ListCoverageRequest* request,
                                         v1::ListCoverageResponse* response) override;
  grpc::ServerUnaryReactor* ListParked(grpc::CallbackServerContext* context, const v1::ListParkedRequest* request,
                                       v1::ListParkedResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchResponse>* Watch(grpc::CallbackServerContext* context,
                                                     const v1::WatchRequest* request) override;

 private:
  rpc::Calls& calls_;
  journal::Partitions& partitions_;
  const Secrets& secrets_;
  const journal::Intake& intake_;
  const FetchRecord fetch_;
};

}  // namespace padu::ledger
