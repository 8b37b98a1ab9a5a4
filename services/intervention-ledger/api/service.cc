#include "services/intervention-ledger/api/service.h"

#include <utility>

#include "common/base/status.h"
#include "common/journal/positions.h"
#include "services/intervention-ledger/api/names.h"
#include "services/intervention-ledger/api/reads.h"
#include "services/intervention-ledger/api/record_stream.h"
#include "services/intervention-ledger/api/refusals.h"
#include "services/intervention-ledger/api/watch.h"

namespace padu::ledger {
namespace {

// The city that a name begins with, whatever it names.
absl::StatusOr<journal::Partition*> PartitionOf(journal::Partitions& partitions, std::string_view name) {
  const std::size_t after = name.find('/', std::string_view("cities/").size());
  const auto city = ParseCityName(name.substr(0, after));
  if (!city) return InvalidName("name", "cities/64.74/...");
  return partitions.ForCity(CityCode(*city));
}

// Runs a read over a snapshot at the position asked for, and says how fresh it is.
template <typename Response, typename Request>
absl::StatusOr<Response> ReadAt(const rpc::Call& call, const Request& request, std::string_view name,
                                journal::Partitions& partitions,
                                absl::StatusOr<Response> (*read)(const store::Reader&, const Request&)) {
  ASSIGN_OR_RETURN(journal::Partition* const partition, PartitionOf(partitions, name));
  ASSIGN_OR_RETURN(const auto at_least, journal::ParsePosition(request.at_least()));
  absl::StatusOr<Response> response;
  RETURN_IF_ERROR(
      partition->Read(at_least, call.deadline(), [&](const store::Reader& tables, const journal::Freshness& freshness) {
        response = read(tables, request);
        if (response.ok()) *response->mutable_read() = journal::ReadPositionOf(freshness);
        return absl::OkStatus();
      }));
  return response;
}

absl::Status MaySeeSubmissions(const rpc::Call& call, std::string_view parent) {
  const auto name = ParseName(parent, "stakeholders");
  if (!name) return InvalidName("parent", "cities/64.74/stakeholders/baznas");
  return MaySee(call.caller(), name->id, true);
}

}  // namespace

grpc::ServerUnaryReactor* LedgerService::RecordDisbursement(grpc::CallbackServerContext* context,
                                                            const v1::RecordDisbursementRequest* request,
                                                            v1::Submission* response) {
  return calls_.Command(
      context, request, response,
      [this](const rpc::Call& call, const v1::RecordDisbursementRequest& record, rpc::Reply<v1::Submission> reply) {
        auto command = RecordCommandOf(call, record, secrets_);
        if (!command.ok()) return reply(command.status());
        const auto partition = PartitionOf(partitions_, record.parent());
        if (!partition.ok()) return reply(partition.status());
        (*partition)
            ->Submit(*std::move(command), call.deadline(),
                     [reply = std::move(reply)](const absl::StatusOr<journal::Answer>& answer) {
                       reply(answer.ok() ? absl::StatusOr<v1::Submission>(SubmissionOf(*answer)) : answer.status());
                     });
      });
}

grpc::ServerReadReactor<v1::RecordDisbursementRequest>* LedgerService::RecordDisbursements(
    grpc::CallbackServerContext* context, v1::RecordDisbursementsResponse* response) {
  return calls_.Collect<v1::RecordDisbursementRequest>(
      context, response, [this](const rpc::Call& call, rpc::Incoming<v1::RecordDisbursementRequest>& in) {
        const NextRequest next = [&in](v1::RecordDisbursementRequest* request) { return in.Next(request); };
        return RecordAll(call, next, partitions_, secrets_);
      });
}

grpc::ServerUnaryReactor* LedgerService::GetSubmission(grpc::CallbackServerContext* context,
                                                       const v1::GetSubmissionRequest* request,
                                                       v1::GetSubmissionResponse* response) {
  return calls_.Read(
      context, request, response,
      [this](const rpc::Call& call, const v1::GetSubmissionRequest& get) -> absl::StatusOr<v1::GetSubmissionResponse> {
        RETURN_IF_ERROR(MaySeeSubmissions(call, get.parent()));
        return ReadAt(call, get, get.parent(), partitions_, &ledger::GetSubmission);
      });
}

grpc::ServerUnaryReactor* LedgerService::ListSubmissions(grpc::CallbackServerContext* context,
                                                         const v1::ListSubmissionsRequest* request,
                                                         v1::ListSubmissionsResponse* response) {
  return calls_.Read(context, request, response,
                     [this](const rpc::Call& call,
                            const v1::ListSubmissionsRequest& list) -> absl::StatusOr<v1::ListSubmissionsResponse> {
                       RETURN_IF_ERROR(MaySeeSubmissions(call, list.parent()));
                       return ReadAt(call, list, list.parent(), partitions_, &ledger::ListSubmissions);
                     });
}

grpc::ServerUnaryReactor* LedgerService::RedecideSubmission(grpc::CallbackServerContext* context,
                                                            const v1::RedecideSubmissionRequest* request,
                                                            v1::Submission* response) {
  // On the pool of blocking handlers: it may read the letter box again.
  return calls_.Read(context, request, response,
                     [this](const rpc::Call& call, const v1::RedecideSubmissionRequest& redecide) {
                       return Redecide(call, redecide, partitions_, secrets_, intake_, fetch_);
                     });
}

grpc::ServerUnaryReactor* LedgerService::GetHouseholdLedger(grpc::CallbackServerContext* context,
                                                            const v1::GetHouseholdLedgerRequest* request,
                                                            v1::GetHouseholdLedgerResponse* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const auto& get) {
    return ReadAt(call, get, get.parent(), partitions_, &ledger::GetHouseholdLedger);
  });
}

grpc::ServerUnaryReactor* LedgerService::GetHouseholdSummary(grpc::CallbackServerContext* context,
                                                             const v1::GetHouseholdSummaryRequest* request,
                                                             v1::GetHouseholdSummaryResponse* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const auto& get) {
    return ReadAt(call, get, get.name(), partitions_, &ledger::GetHouseholdSummary);
  });
}

grpc::ServerUnaryReactor* LedgerService::ListPersonHistory(grpc::CallbackServerContext* context,
                                                           const v1::ListPersonHistoryRequest* request,
                                                           v1::ListPersonHistoryResponse* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const auto& list) {
    return ReadAt(call, list, list.parent(), partitions_, &ledger::ListPersonHistory);
  });
}

grpc::ServerUnaryReactor* LedgerService::ListCoverage(grpc::CallbackServerContext* context,
                                                      const v1::ListCoverageRequest* request,
                                                      v1::ListCoverageResponse* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const auto& list) {
    return ReadAt(call, list, list.parent(), partitions_, &ledger::ListCoverage);
  });
}

grpc::ServerUnaryReactor* LedgerService::ListParked(grpc::CallbackServerContext* context,
                                                    const v1::ListParkedRequest* request,
                                                    v1::ListParkedResponse* response) {
  return calls_.Read(
      context, request, response,
      [this](const rpc::Call& call, const v1::ListParkedRequest& list) -> absl::StatusOr<v1::ListParkedResponse> {
        RETURN_IF_ERROR(MaySee(call.caller(), "", true));
        return ReadAt(call, list, list.parent(), partitions_, &ledger::ListParked);
      });
}

grpc::ServerWriteReactor<v1::WatchResponse>* LedgerService::Watch(grpc::CallbackServerContext* context,
                                                                  const v1::WatchRequest* request) {
  return calls_.Stream<v1::WatchResponse>(
      context, request,
      [this](const rpc::Call& call, const v1::WatchRequest& watch, rpc::Writer<v1::WatchResponse>& out) {
        return WatchRows(call, watch, partitions_, [&out](const v1::WatchResponse& event) { return out.Write(event); });
      });
}

}  // namespace padu::ledger
