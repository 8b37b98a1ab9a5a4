#include "services/registry/api/import.h"

#include <utility>
#include <vector>

#include "common/base/status.h"
#include "services/registry/api/names.h"
#include "services/registry/domain/checks.h"
#include "services/registry/domain/reasons.h"

namespace padu::registry {
namespace {

// Neither the row's fault nor the household's: the stream ends and may be sent again.
bool EndsTheStream(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kInternal:
      return true;
    default:
      return false;
  }
}

void SetRefusal(const absl::Status& status, v1::ImportResult& result) {
  const auto refusal = RefusalOf(status);
  if (!refusal) {
    result.set_reason("REFUSED");
    result.set_text_en(std::string(status.message()));
    return;
  }
  result.set_reason(refusal->reason);
  result.set_text_id(refusal->text_id);
  result.set_text_en(refusal->text_en);
  if (const auto field = refusal->metadata.find("field"); field != refusal->metadata.end()) {
    result.set_field(field->second);
  }
}

class Importer {
 public:
  Importer(const Parts& parts, const rpc::Call& call) : parts_(parts), call_(call) {}

  absl::Status Take(const v1::ImportHouseholdsRequest& row) {
    if (response_.results_size() >= kImportRowsMax) {
      return Refuse(absl::StatusCode::kResourceExhausted,
                    {.reason = "IMPORT_TOO_LONG",
                     .text_id = "Terlalu banyak baris dalam satu kiriman. Bagi menjadi beberapa kiriman.",
                     .text_en = "Too many rows in one stream. Split them into several.",
                     .metadata = {}});
    }
    v1::ImportResult& result = *response_.add_results();
    result.set_row(response_.results_size());
    absl::StatusOr<Prepared> prepared = PrepareRow(row);
    if (EndsTheStream(prepared.status())) return prepared.status();
    if (!prepared.ok()) {
      SetRefusal(prepared.status(), result);
      response_.set_refused_count(response_.refused_count() + 1);
      return absl::OkStatus();
    }
    batch_.emplace_back(result.row(), *std::move(prepared));
    return batch_.size() < kImportBatchRows ? absl::OkStatus() : Flush();
  }

  absl::Status Flush() {
    Sealer all;
    for (auto& [row, prepared] : batch_) all.Take(std::move(prepared.sealer));
    RETURN_IF_ERROR(all.Seal(CityCode(city_), parts_.vault, parts_.random, call_.deadline()));
    std::vector<std::pair<std::int64_t, std::function<absl::StatusOr<journal::Answer>()>>> waiting;
    for (auto& [row, prepared] : batch_) {
      waiting.emplace_back(row,
                           journal::SubmitLater(*prepared.partition, std::move(prepared.command), call_.deadline()));
    }
    batch_.clear();
    absl::Status ended;
    for (auto& [row, wait] : waiting) {
      const absl::Status status = SetResult(wait(), *response_.mutable_results(static_cast<int>(row) - 1));
      if (ended.ok()) ended = status;
    }
    return ended;
  }

  v1::ImportHouseholdsResponse Response() { return std::move(response_); }

 private:
  absl::StatusOr<Prepared> PrepareRow(const v1::ImportHouseholdsRequest& row) {
    if (city_ == 0 || !row.parent().empty()) {
      ASSIGN_OR_RETURN(const CityNumber city, ParseCity(row.parent()));
      if (city_ == 0) city_ = city;
      if (city_ != city) return RefusedField(Reason::kNameInvalid, "parent");
    }
    return Prepare(parts_, call_, city_, "ImportHouseholds", row.request_id(), row.household().SerializeAsString(),
                   [&](Draft& draft) { return Fill(draft, row.household()); });
  }

  absl::Status SetResult(const absl::StatusOr<journal::Answer>& answer, v1::ImportResult& result) {
    if (EndsTheStream(answer.status())) return answer.status();
    if (!answer.ok()) {
      SetRefusal(answer.status(), result);
      response_.set_refused_count(response_.refused_count() + 1);
      return absl::OkStatus();
    }
    int duplicates = 0;
    for (const pb::Fact& fact : Written{city_, nullptr, *answer}.facts()) {
      if (fact.has_household_registered()) {
        result.set_household(NameOf(city_, "households", fact.household_registered().household()));
      }
      duplicates += fact.person_registered().content().nik_status() == v1::NIK_STATUS_DUPLICATE;
    }
    result.set_replayed(answer->replayed);
    result.set_duplicate_nik_count(duplicates);
    response_.set_registered_count(response_.registered_count() + 1);
    response_.set_duplicate_nik_count(response_.duplicate_nik_count() + duplicates);
    return absl::OkStatus();
  }

  const Parts& parts_;
  const rpc::Call& call_;
  CityNumber city_ = 0;
  std::vector<std::pair<std::int64_t, Prepared>> batch_;
  v1::ImportHouseholdsResponse response_;
};

}  // namespace

absl::StatusOr<v1::ImportHouseholdsResponse> Import(const Parts& parts, const rpc::Call& call, const NextRow& next) {
  Importer importer(parts, call);
  v1::ImportHouseholdsRequest row;
  while (next(&row)) {
    RETURN_IF_ERROR(importer.Take(row));
    row.Clear();
  }
  if (call.cancelled()) return absl::CancelledError("the client is gone");
  RETURN_IF_ERROR(importer.Flush());
  return importer.Response();
}

}  // namespace padu::registry
