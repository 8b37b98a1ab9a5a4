#include "common/host/operator_service.h"

#include <utility>

#include "absl/synchronization/notification.h"
#include "common/base/city.h"
#include "common/base/crypto.h"
#include "common/base/status.h"
#include "common/host/operator_views.h"
#include "common/journal/answers.h"
#include "common/journal/engine_tables.h"
#include "google/protobuf/util/time_util.h"

namespace padu::host {
namespace {

namespace pb = common::v1;
using google::protobuf::util::TimeUtil;

constexpr absl::Duration kAskTimeout = absl::Seconds(2);
// How far the time that an operator states may be off: it is read from a clock and typed.
constexpr std::int64_t kWallTolerance = 10 * kMicrosPerMinute;

absl::Status InvalidField(const char* reason, const char* field, const char* text_id, const char* text_en) {
  return Refuse(absl::StatusCode::kInvalidArgument,
                {.reason = reason, .text_id = text_id, .text_en = text_en, .metadata = {{"field", field}}});
}

absl::Status BoxMissing(const std::string& box) {
  return Refuse(absl::StatusCode::kFailedPrecondition,
                {.reason = "BOX_MISSING",
                 .text_id = "Topik kotak surat ini tidak ada di Kafka. Buat dulu topiknya, lalu ulangi.",
                 .text_en = "Kafka has no topic of this letter box. Create the topic first, then repeat.",
                 .metadata = {{"box", box}}});
}

// Who is of a city acts on it by its name, and on its letter boxes; a partition by its number may hold others' too.
absl::Status RequireOwn(const rpc::Caller& caller, const OperatorName& name) {
  const auto box = ParseBox(name.id);
  return rpc::RequireCity(caller, box ? CityCode(box->city) : name.partition.city);
}

// Boxes of other cities are nothing to who is of one.
bool MaySee(const rpc::Caller& caller, const journal::InputStatus& input) {
  const auto box = ParseBox(input.topic);
  return !box || rpc::RequireCity(caller, CityCode(box->city)).ok();
}

bool SaysFrom(const pb::ReopenBoxRequest& request) {
  return request.has_offset() || request.edge() == pb::BOX_EDGE_BEGIN || request.edge() == pb::BOX_EDGE_END;
}

// Where reading goes on; it must lie within what the box holds, or the box would stop again at once.
absl::StatusOr<stream::Offset> OffsetOf(const pb::ReopenBoxRequest& request, const std::string& box, stream::Log& log) {
  if (!SaysFrom(request)) {
    return InvalidField("FIELD_MISSING", "from", "Sebutkan dari mana kotak surat dibaca lagi: offset, awal atau akhir.",
                        "Say from where the letter box is read on: an offset, the begin or the end.");
  }
  const auto bounds = log.QueryBounds({box, 0}, kAskTimeout);
  if (absl::IsNotFound(bounds.status())) return BoxMissing(box);
  RETURN_IF_ERROR(bounds);
  if (request.edge() == pb::BOX_EDGE_BEGIN) return bounds->begin;
  if (request.edge() == pb::BOX_EDGE_END) return bounds->end;
  if (request.offset() >= bounds->begin && request.offset() <= bounds->end) return request.offset();
  return Refuse(absl::StatusCode::kOutOfRange, {.reason = "OFFSET_OUTSIDE_BOX",
                                                .text_id = "Kotak surat ini tidak memuat posisi itu.",
                                                .text_en = "The letter box does not hold this offset.",
                                                .metadata = {{"field", "offset"},
                                                             {"begin", std::to_string(bounds->begin)},
                                                             {"end", std::to_string(bounds->end)}}});
}

absl::Status CheckWall(const pb::ConfirmClockRequest& request, UnixMicros wall) {
  if (!request.has_wall_time()) {
    return InvalidField("FIELD_MISSING", "wall_time", "Sebutkan waktu sekarang menurut jam yang Anda percaya.",
                        "State the time by a clock that you trust.");
  }
  const std::int64_t off = wall - TimeUtil::TimestampToMicroseconds(request.wall_time());
  if (std::abs(off) <= kWallTolerance) return absl::OkStatus();
  return Refuse(absl::StatusCode::kFailedPrecondition,
                {.reason = "CLOCK_DISAGREES",
                 .text_id = "Jam mesin layanan berbeda lebih dari sepuluh menit dari waktu itu. Betulkan jam mesinnya.",
                 .text_en = "The clock of the service's machine is off by more than ten minutes. Mend that clock.",
                 .metadata = {{"field", "wall_time"}, {"machine_seconds", std::to_string(wall / kMicrosPerSecond)}}});
}

}  // namespace

template <typename Request, typename Response, typename Handler>
grpc::ServerUnaryReactor* OperatorService::Read(grpc::CallbackServerContext* context, const Request* request,
                                                Response* response, Handler handler) {
  return calls_.Read(context, request, response,
                     [handler](const rpc::Call& call, const Request& request) -> absl::StatusOr<Response> {
                       RETURN_IF_ERROR(rpc::RequireKind(call.caller(), rpc::Caller::Kind::kOperator));
                       return handler(call, request);
                     });
}

grpc::ServerUnaryReactor* OperatorService::ListInputs(grpc::CallbackServerContext* context,
                                                      const pb::ListInputsRequest* request,
                                                      pb::ListInputsResponse* response) {
  return Read(context, request, response,
              [this](const rpc::Call& call, const auto& request) { return List(call, request); });
}

grpc::ServerUnaryReactor* OperatorService::ReopenBox(grpc::CallbackServerContext* context,
                                                     const pb::ReopenBoxRequest* request,
                                                     pb::ReopenBoxResponse* response) {
  return Read(context, request, response,
              [this](const rpc::Call& call, const auto& request) { return Reopen(call, request); });
}

grpc::ServerUnaryReactor* OperatorService::ConfirmClock(grpc::CallbackServerContext* context,
                                                        const pb::ConfirmClockRequest* request,
                                                        pb::ConfirmClockResponse* response) {
  return Read(context, request, response,
              [this](const rpc::Call& call, const auto& request) { return Confirm(call, request); });
}

grpc::ServerUnaryReactor* OperatorService::GetTableHash(grpc::CallbackServerContext* context,
                                                        const pb::GetTableHashRequest* request,
                                                        pb::GetTableHashResponse* response) {
  return Read(context, request, response,
              [this](const rpc::Call& call, const auto& request) { return Hash(call, request); });
}

absl::StatusOr<journal::Row> OperatorService::Operate(
    const rpc::Call& call, journal::PartitionThread& partition,
    std::function<void(journal::Owner&, journal::OperatorCall)> what) {
  struct Answered {
    absl::StatusOr<journal::Answer> answer = journal::NotConfirmed();
    absl::Notification there;
  };
  const auto answered = std::make_shared<Answered>();  // may come after the deadline
  partition.Operate(std::move(what), call.caller().name(), call.deadline(), [answered](auto answer) {
    answered->answer = std::move(answer);
    answered->there.Notify();
  });
  if (!answered->there.WaitForNotificationWithDeadline(call.deadline())) return journal::NotConfirmed();
  RETURN_IF_ERROR(answered->answer);
  return answered->answer->row;
}

absl::StatusOr<int> OperatorService::NumberOf(const PartitionName& name) const {
  ASSIGN_OR_RETURN(const journal::PartitionThread* const partition,
                   name.number ? host_.Thread(*name.number) : host_.ThreadForCity(name.city));
  return partition->status().partition;
}

absl::StatusOr<pb::ListInputsResponse> OperatorService::List(const rpc::Call& call,
                                                             const pb::ListInputsRequest& request) const {
  std::optional<int> only;
  if (!request.parent().empty()) {
    ASSIGN_OR_RETURN(const PartitionName name, ParsePartitionName(request.parent(), "parent"));
    ASSIGN_OR_RETURN(only, NumberOf(name));
  }
  pb::ListInputsResponse response;
  for (const journal::PartitionStatus& status : host_.statuses()) {
    if (only.value_or(status.partition) != status.partition) continue;
    *response.add_partitions() = PartitionStateOf(status);
    for (const journal::InputStatus& input : status.inputs) {
      if (!MaySee(call.caller(), input)) continue;
      *response.add_inputs() = InputStateOf(status.partition, input);
    }
  }
  return response;
}

absl::StatusOr<pb::ReopenBoxResponse> OperatorService::Reopen(const rpc::Call& call,
                                                              const pb::ReopenBoxRequest& request) {
  ASSIGN_OR_RETURN(const OperatorName name, ParseOperatorName(request.name(), "boxes", true));
  RETURN_IF_ERROR(RequireOwn(call.caller(), name));
  ASSIGN_OR_RETURN(const int number, NumberOf(name.partition));
  ASSIGN_OR_RETURN(journal::PartitionThread* const partition, host_.Thread(number));
  ASSIGN_OR_RETURN(const stream::Offset offset, OffsetOf(request, name.id, host_.log()));
  const journal::BoxReopening box{.topic = name.id, .offset = offset, .even_if_open = request.even_if_open()};
  ASSIGN_OR_RETURN(const journal::Row row,
                   Operate(call, *partition, [box](journal::Owner& owner, journal::OperatorCall operator_call) {
                     owner.ReopenBox(box, std::move(operator_call));
                   }));
  pb::ReopenBoxResponse response;
  response.set_name(NameOf(number, "boxes", name.id));
  response.set_generation(row.engine_facts(0).box_opened().generation());
  response.set_offset(offset);
  *response.mutable_row() = RowPlaceOf(row);
  return response;
}

absl::StatusOr<pb::ConfirmClockResponse> OperatorService::Confirm(const rpc::Call& call,
                                                                  const pb::ConfirmClockRequest& request) {
  ASSIGN_OR_RETURN(const OperatorName name, ParseOperatorName(request.name(), "clock", false));
  RETURN_IF_ERROR(RequireOwn(call.caller(), name));
  RETURN_IF_ERROR(CheckWall(request, host_.clock().WallNow()));
  ASSIGN_OR_RETURN(const int number, NumberOf(name.partition));
  ASSIGN_OR_RETURN(journal::PartitionThread* const partition, host_.Thread(number));
  ASSIGN_OR_RETURN(const journal::Row row,
                   Operate(call, *partition, [](journal::Owner& owner, journal::OperatorCall operator_call) {
                     owner.ConfirmClock(std::move(operator_call));
                   }));
  pb::ConfirmClockResponse response;
  response.set_name(NameOf(number, "clock"));
  *response.mutable_time() = TimeUtil::MicrosecondsToTimestamp(row.decided_at());
  *response.mutable_row() = RowPlaceOf(row);
  return response;
}

absl::StatusOr<pb::GetTableHashResponse> OperatorService::Hash(const rpc::Call& call,
                                                               const pb::GetTableHashRequest& request) {
  ASSIGN_OR_RETURN(const OperatorName name, ParseOperatorName(request.name(), "tables", false));
  RETURN_IF_ERROR(RequireOwn(call.caller(), name));
  ASSIGN_OR_RETURN(const int number, NumberOf(name.partition));
  ASSIGN_OR_RETURN(journal::PartitionThread* const partition, host_.Thread(number));
  pb::GetTableHashResponse response;
  response.set_name(NameOf(number, "tables"));
  const auto go_on = [&call] { return !call.cancelled() && absl::Now() < call.deadline(); };
  RETURN_IF_ERROR(partition->Read(std::nullopt, call.deadline(),
                                  [&](const store::Reader& tables, const journal::Freshness& fresh) -> absl::Status {
                                    const auto hash = journal::TableHash(tables, go_on);
                                    if (!hash)
                                      return absl::DeadlineExceededError("the tables are larger than the time");
                                    response.set_sha256(Hex(*hash));
                                    response.set_next_sequence(fresh.position.next);
                                    *response.mutable_epoch() = fresh.position.epoch;
                                    response.set_confirmed(fresh.confirmed);
                                    return absl::OkStatus();
                                  }));
  return response;
}

}  // namespace padu::host
