// The ledger's reads over a snapshot of its tables. Each is pure: tables and a request in, an answer or a refusal out
// (without its ReadPosition, which the service adds). Any thread.
#pragma once

#include "absl/status/statusor.h"
#include "common/store/store.h"
#include "padu/ledger/v1/ledger_service.pb.h"
#include "services/intervention-ledger/api/viewer.h"
#include "services/intervention-ledger/domain/tables.h"

namespace padu::ledger {

// Bounds of one read.
inline constexpr int kMaxEntriesSorted = 20'000;  // of one household or person, when they must be sorted
inline constexpr int kMaxScanned = 10'000;        // rows passed over to fill one page

absl::StatusOr<pb::GetSubmissionResponse> GetSubmission(const store::Reader& tables,
                                                        const pb::GetSubmissionRequest& request);
absl::StatusOr<pb::ListSubmissionsResponse> ListSubmissions(const store::Reader& tables,
                                                            const pb::ListSubmissionsRequest& request);
absl::StatusOr<pb::ListParkedResponse> ListParked(const store::Reader& tables, const pb::ListParkedRequest& request);
absl::StatusOr<pb::GetHouseholdLedgerResponse> GetHouseholdLedger(const store::Reader& tables,
                                                                  const pb::GetHouseholdLedgerRequest& request);
absl::StatusOr<pb::GetHouseholdSummaryResponse> GetHouseholdSummary(const store::Reader& tables,
                                                                    const pb::GetHouseholdSummaryRequest& request);
absl::StatusOr<pb::ListPersonHistoryResponse> ListPersonHistory(const store::Reader& tables,
                                                                const pb::ListPersonHistoryRequest& request);
// Cells of the regions that the viewer sees.
absl::StatusOr<pb::ListCoverageResponse> ListCoverage(const store::Reader& tables,
                                                      const pb::ListCoverageRequest& request, const Viewer& viewer);

}  // namespace padu::ledger
