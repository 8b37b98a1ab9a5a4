#include <functional>
#include <string>

#include "common/base/status.h"
#include "common/journal/positions.h"
#include "google/protobuf/util/time_util.h"
#include "services/intervention-ledger/api/names.h"
#include "services/intervention-ledger/api/reads.h"
#include "services/intervention-ledger/api/refusals.h"
#include "services/intervention-ledger/api/views.h"

namespace padu::ledger {
namespace {

constexpr char kParentForm[] = "cities/64.74/stakeholders/baznas";

absl::StatusOr<ParsedName> Parent(const std::string& parent) {
  const auto name = ParseName(parent, "stakeholders");
  if (!name || !name->rest.empty()) return InvalidName("parent", kParentForm);
  return *name;
}

std::optional<Sequence> FindFirst(const store::Reader& tables, const ParsedName& parent,
                                  const pb::GetSubmissionRequest& request) {
  switch (request.key_case()) {
    case pb::GetSubmissionRequest::kSequence:
      return request.sequence();
    case pb::GetSubmissionRequest::kEventId: {
      const auto id = Get<pb::EventIdState>(tables, EventIdKey(parent.city, parent.id, request.event_id()));
      return id && id->has_submission() ? std::optional<Sequence>(id->submission()) : std::nullopt;
    }
    case pb::GetSubmissionRequest::kPlace: {
      std::string value;
      const auto& place = request.place();
      if (!tables.Get(PlaceKey(parent.city, parent.id, place.generation(), place.offset()), &value)) {
        return std::nullopt;
      }
      return ReadSequenceValue(value);
    }
    case pb::GetSubmissionRequest::KEY_NOT_SET:
      return std::nullopt;
  }
  return std::nullopt;
}

// Walks keys that end in a first row, newest first, below the token.
using Take = std::function<bool(Sequence)>;  // false: the page is full
absl::StatusOr<std::string> WalkBack(const store::Reader& tables, const std::string& prefix, const std::string& token,
                                     const Take& take) {
  ASSIGN_OR_RETURN(std::string end, journal::ParsePageToken(token, prefix));
  if (end.empty()) end = PrefixEnd(prefix);
  int scanned = 0;
  std::string last;
  for (auto at = tables.ScanBack(prefix, end); at->Valid(); at->Next()) {
    if (scanned++ == kMaxScanned || !take(ReadLastSequence(at->key()))) return journal::PageToken(last);
    last = std::string(at->key());
  }
  return std::string();
}

}  // namespace

absl::StatusOr<pb::GetSubmissionResponse> GetSubmission(const store::Reader& tables,
                                                        const pb::GetSubmissionRequest& request) {
  ASSIGN_OR_RETURN(const ParsedName parent, Parent(request.parent()));
  const auto first = FindFirst(tables, parent, request);
  if (!first) return SubmissionNotFound();
  const auto state = Get<pb::SubmissionState>(tables, SubmissionKey(parent.city, parent.id, *first));
  if (!state) return SubmissionNotFound();
  pb::GetSubmissionResponse response;
  *response.mutable_submission() = SubmissionView(parent.city, parent.id, *first, *state);
  return response;
}

absl::StatusOr<pb::ListSubmissionsResponse> ListSubmissions(const store::Reader& tables,
                                                            const pb::ListSubmissionsRequest& request) {
  ASSIGN_OR_RETURN(const ParsedName parent, Parent(request.parent()));
  ASSIGN_OR_RETURN(const int size, journal::PageSize(request.page_size()));
  const bool all = request.verdict() == pb::VERDICT_UNSPECIFIED || request.verdict() == pb::VERDICT_POSTED;
  const std::string prefix =
      all ? SubmissionPrefix(parent.city, parent.id) : VerdictPrefix(parent.city, parent.id, request.verdict());
  pb::ListSubmissionsResponse response;
  auto token = WalkBack(tables, prefix, request.page_token(), [&](Sequence first) {
    if (response.submissions_size() == size) return false;
    const auto state = Get<pb::SubmissionState>(tables, SubmissionKey(parent.city, parent.id, first));
    PADU_CHECK(state.has_value());
    if (request.verdict() == pb::VERDICT_POSTED && state->verdict() != pb::VERDICT_POSTED) return true;
    *response.add_submissions() = SubmissionView(parent.city, parent.id, first, *state);
    return true;
  });
  RETURN_IF_ERROR(token);
  response.set_next_page_token(*std::move(token));
  return response;
}

absl::StatusOr<pb::ListParkedResponse> ListParked(const store::Reader& tables, const pb::ListParkedRequest& request) {
  const auto city = ParseCityName(request.parent());
  if (!city) return InvalidName("parent", "cities/64.74");
  ASSIGN_OR_RETURN(const int size, journal::PageSize(request.page_size()));
  const std::string prefix = ParkedPrefix(*city);
  ASSIGN_OR_RETURN(std::string begin, journal::ParsePageToken(request.page_token(), prefix));
  const std::int64_t before = request.has_parked_before()
                                  ? google::protobuf::util::TimeUtil::TimestampToMicroseconds(request.parked_before())
                                  : std::numeric_limits<std::int64_t>::max();
  pb::ListParkedResponse response;
  for (auto at = tables.Scan(begin.empty() ? prefix : begin, PrefixEnd(prefix)); at->Valid(); at->Next()) {
    const Sequence first = ReadLastSequence(at->key());
    const auto held = Get<pb::HeldSubmission>(tables, HeldKey(first));
    PADU_CHECK(held.has_value());
    if (held->recorded_at() >= before) break;  // rows are in the order of time
    if (response.submissions_size() == size) {
      response.set_next_page_token(journal::PageToken(at->key()));
      break;
    }
    const std::string& stakeholder = held->head().stakeholder();
    const auto state = Get<pb::SubmissionState>(tables, SubmissionKey(*city, stakeholder, first));
    PADU_CHECK(state.has_value());
    *response.add_submissions() = SubmissionView(*city, stakeholder, first, *state);
  }
  return response;
}

}  // namespace padu::ledger
