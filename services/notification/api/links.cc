// What a digest's link opens.
#include <string>
#include <utility>

#include "common/base/city.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "common/journal/positions.h"
#include "services/notification/api/names.h"
#include "services/notification/api/submit.h"
#include "services/notification/api/token.h"
#include "services/notification/api/views.h"
#include "services/notification/api/writes.h"
#include "services/notification/domain/reasons.h"
#include "services/notification/domain/routing.h"

namespace padu::notification {
namespace {

// Nobody learns from the log what a link holds; operators learn that somebody tries. That we are not there is another
// matter.
absl::Status Logged(absl::Status refused) {
  if (!absl::IsPermissionDenied(refused)) return refused;
  const auto refusal = RefusalOf(refused);
  Log(Severity::kWarn, "a digest's link was refused", {{"reason", refusal ? refusal->reason : "UNKNOWN"}});
  return refused;
}

// What a token proves, and the digest as it stands.
struct Opened {
  DigestLink link;
  pb::DigestRow row;
  v1::Digest view;
  journal::Freshness fresh;
};

absl::StatusOr<Opened> Open(const Doors& doors, const rpc::Call& call, const std::string& token) {
  ASSIGN_OR_RETURN(const CityNumber city, CityOfToken(token));
  const auto secrets = doors.secrets.ForCity(CityCode(city));
  if (!secrets.ok()) return LinkInvalid();
  ASSIGN_OR_RETURN(journal::Partition* const partition, doors.partitions.ForCity(CityCode(city)));
  absl::StatusOr<Opened> opened;
  RETURN_IF_ERROR(partition->Read(
      std::nullopt, call.deadline(), [&](const store::Reader& tables, const journal::Freshness& fresh) -> absl::Status {
        const auto link = ReadToken(token, **secrets, fresh.time);
        if (!link.ok()) {
          opened = link.status();
          return absl::OkStatus();
        }
        auto row = Get<pb::DigestRow>(tables, DigestKey(city, link->digest));
        if (!row) {
          opened = LinkInvalid();  // of a city that had these secrets before, and other data
          return absl::OkStatus();
        }
        if (IsReleased(tables, city, row->digest().recipient())) {
          opened = LinkInvalid();
          return absl::OkStatus();
        }
        v1::Digest view = DigestView(city, *row, tables);
        opened = Opened{*link, *std::move(row), std::move(view), fresh};
        return absl::OkStatus();
      }));
  return opened;
}

}  // namespace

absl::StatusOr<v1::OpenDigestResponse> OpenDigest(const Doors& doors, const rpc::Call& call,
                                                  const v1::OpenDigestRequest& request) {
  auto opened = Open(doors, call, request.token());
  if (!opened.ok()) return Logged(opened.status());
  v1::OpenDigestResponse response;
  *response.mutable_digest() = std::move(opened->view);
  *response.mutable_read() = journal::ReadPositionOf(opened->fresh);
  return response;
}

absl::StatusOr<v1::Digest> AnswerDigest(const Doors& doors, const rpc::Call& call,
                                        const v1::AnswerDigestRequest& request) {
  auto opened = Open(doors, call, request.token());
  if (!opened.ok()) return Logged(opened.status());
  auto command = std::make_shared<pb::Command>();
  command->set_city(opened->link.city);
  command->mutable_answer_digest()->set_digest(opened->link.digest);
  if (!request.promised_day().empty()) {
    ASSIGN_OR_RETURN(const Day day, ParseDayField(request.promised_day(), "promised_day"));
    command->mutable_answer_digest()->set_promised_day(day);
  }
  // The link proves that this is the digest's recipient.
  const Asked asked{.of_city = "",
                    .caller = opened->row.digest().recipient(),
                    .method = "AnswerDigest",
                    .request_id = "",
                    .digested = "",
                    .deadline = call.deadline()};
  v1::Digest view;
  RETURN_IF_ERROR(Submit(
      doors, asked, std::move(command), [&](const store::Reader& tables, const journal::Answer&) -> absl::Status {
        const auto row = Get<pb::DigestRow>(tables, DigestKey(opened->link.city, opened->link.digest));
        view = DigestView(opened->link.city, *row, tables);
        return absl::OkStatus();
      }));
  return view;
}

}  // namespace padu::notification
