#include "services/intervention-ledger/api/service.h"

#include <type_traits>
#include <utility>

#include "common/base/status.h"
#include "common/journal/positions.h"
#include "services/intervention-ledger/api/names.h"
#include "services/intervention-ledger/api/reads.h"
#include "services/intervention-ledger/api/record_stream.h"
#include "services/intervention-ledger/api/refusals.h"
#include "services/intervention-ledger/api/viewer.h"
#include "services/intervention-ledger/api/watch.h"

namespace padu::ledger {
namespace {

// The city that a name begins with, whatever it names; it must be the caller's.
absl::StatusOr<CityNumber> CityOf(const rpc::Call& call, std::string_view name) {
  const std::size_t after = name.find('/', std::string_view("cities/").size());
  const auto city = ParseCityName(name.substr(0, after));
  if (!city) return InvalidName("name", "cities/64.74/...");
  RETURN_IF_ERROR(rpc::RequireCity(call.caller(), CityCode(*city)));
  return *city;
}

// Whether the viewer may see what a request asks for.
template <typename Request>
using Judge = absl::Status (*)(const Viewer&, const store::Reader&, const Request&);

// Runs a read for who may see it, over a snapshot at the position asked for, and says how fresh it is.
template <typename Response, typename Request, typename Read>
absl::StatusOr<Response> ReadFor(const rpc::Call& call, const Request& request, std::string_view name,
                                 journal::Partitions& partitions, std::string_view region,
                                 std::type_identity_t<Judge<Request>> may, Read read) {
  ASSIGN_OR_RETURN(const CityNumber city, CityOf(call, name));
  ASSIGN_OR_RETURN(journal::Partition* const partition, partitions.ForCity(CityCode(city)));
  ASSIGN_OR_RETURN(const auto at_least, journal::ParsePosition(request.at_least()));
  absl::StatusOr<Response> response;
  RETURN_IF_ERROR(
      partition->Read(at_least, call.deadline(), [&](const store::Reader& tables, const journal::Freshness& freshness) {
        const auto viewer = Viewer::Of(call.caller(), tables, city, region);
        RETURN_IF_ERROR(viewer);
        if (may != nullptr) RETURN_IF_ERROR(may(*viewer, tables, request));
        response = read(tables, request, *viewer);
        if (response.ok()) *response->mutable_read() = journal::ReadPositionOf(freshness);
        return absl::OkStatus();
      }));
  return response;
}

template <typename Response, typename Request>
absl::StatusOr<Response> ReadAt(const rpc::Call& call, const Request& request, std::string_view name,
                                journal::Partitions& partitions, Judge<Request> may,
                                absl::StatusOr<Response> (*read)(const store::Reader&, const Request&)) {
  return ReadFor<Response>(
      call, request, name, partitions, "", may,
      [read](const store::Reader& tables, const Request& asked, const Viewer&) { return read(tables, asked); });
}

// A name that is none is the read's to refuse.
template <typename Request>
absl::Status OfHousehold(const Viewer& viewer, const store::Reader& tables, const Request& request) {
  std::string_view text;
  if constexpr (requires { request.parent(); }) {
    text = request.parent();
  } else {
    text = request.name();
  }
  const auto name = ParseName(text, "households");
  return name ? viewer.MaySeeHousehold(name->id, tables) : absl::OkStatus();
}

absl::Status OfPerson(const Viewer& viewer, const store::Reader& tables, const v1::ListPersonHistoryRequest& request) {
  const auto name = ParseName(request.parent(), "persons");
  return name ? viewer.MaySeePerson(name->id, tables) : absl::OkStatus();
}

template <typename Request>
absl::Status OfStakeholder(const Viewer& viewer, const store::Reader&, const Request& request) {
  const auto name = ParseName(request.parent(), "stakeholders");
  return name ? viewer.MaySeeSubmissions(name->id) : InvalidName("parent", "cities/64.74/stakeholders/baznas");
}

absl::Status OfNobody(const Viewer& viewer, const store::Reader&, const v1::ListParkedRequest&) {
  return viewer.MaySeeSubmissions("");
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
        const auto city = CityOf(call, record.parent());
        if (!city.ok()) return reply(city.status());
        const auto partition = partitions_.ForCity(CityCode(*city));
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
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::GetSubmissionRequest& get) {
    return ReadAt(call, get, get.parent(), partitions_, &OfStakeholder, &ledger::GetSubmission);
  });
}

grpc::ServerUnaryReactor* LedgerService::ListSubmissions(grpc::CallbackServerContext* context,
                                                         const v1::ListSubmissionsRequest* request,
                                                         v1::ListSubmissionsResponse* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::ListSubmissionsRequest& list) {
    return ReadAt(call, list, list.parent(), partitions_, &OfStakeholder, &ledger::ListSubmissions);
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
    return ReadAt(call, get, get.parent(), partitions_, &OfHousehold, &ledger::GetHouseholdLedger);
  });
}

grpc::ServerUnaryReactor* LedgerService::GetHouseholdSummary(grpc::CallbackServerContext* context,
                                                             const v1::GetHouseholdSummaryRequest* request,
                                                             v1::GetHouseholdSummaryResponse* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const auto& get) {
    return ReadAt(call, get, get.name(), partitions_, &OfHousehold, &ledger::GetHouseholdSummary);
  });
}

grpc::ServerUnaryReactor* LedgerService::ListPersonHistory(grpc::CallbackServerContext* context,
                                                           const v1::ListPersonHistoryRequest* request,
                                                           v1::ListPersonHistoryResponse* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const auto& list) {
    return ReadAt(call, list, list.parent(), partitions_, &OfPerson, &ledger::ListPersonHistory);
  });
}

grpc::ServerUnaryReactor* LedgerService::ListCoverage(grpc::CallbackServerContext* context,
                                                      const v1::ListCoverageRequest* request,
                                                      v1::ListCoverageResponse* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const auto& list) {
    return ReadFor<v1::ListCoverageResponse>(call, list, list.parent(), partitions_, list.kelurahan(), nullptr,
                                             &ledger::ListCoverage);
  });
}

grpc::ServerUnaryReactor* LedgerService::ListParked(grpc::CallbackServerContext* context,
                                                    const v1::ListParkedRequest* request,
                                                    v1::ListParkedResponse* response) {
  return calls_.Read(context, request, response, [this](const rpc::Call& call, const v1::ListParkedRequest& list) {
    return ReadAt(call, list, list.parent(), partitions_, &OfNobody, &ledger::ListParked);
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
