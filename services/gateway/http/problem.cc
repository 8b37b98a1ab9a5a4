#include "services/gateway/http/problem.h"

#include <grpcpp/support/status.h>

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/text.h"
#include "common/ops/admin.h"
#include "common/rpc/status.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace padu::gateway {
namespace {

constexpr int kTooManyRequests = 429;
constexpr int kUnavailable = 503;
constexpr absl::Duration kRetryDefault = absl::Seconds(1);

// What kind of problem it is, whatever the service says of it.
Words TitleOf(int status) {
  switch (status) {
    case 400:
      return {"Permintaan tidak sah.", "The request is not valid."};
    case 401:
      return {"Pemanggil belum dikenal.", "The caller is not known."};
    case 403:
      return {"Tidak berhak.", "Not permitted."};
    case 404:
      return {"Tidak ditemukan.", "Not found."};
    case 405:
      return {"Metode tidak tersedia di alamat ini.", "This address does not have that method."};
    case 408:
      return {"Permintaan terlalu lambat.", "The request came too slowly."};
    case 409:
      return {"Bertentangan dengan keadaan data.", "In conflict with the state of the data."};
    case 413:
      return {"Isi permintaan terlalu besar.", "The body is too large."};
    case 414:
      return {"Alamat terlalu panjang.", "The address is too long."};
    case 415:
      return {"Jenis isi tidak dikenal.", "The type of the body is not known."};
    case 429:
      return {"Terlalu banyak permintaan.", "Too many requests."};
    case 431:
      return {"Kepala permintaan terlalu besar.", "The headers are too large."};
    case 499:
      return {"Dibatalkan oleh pemanggil.", "Cancelled by the caller."};
    case 501:
      return {"Belum tersedia.", "Not implemented."};
    case 503:
      return {"Layanan sedang tidak tersedia. Coba lagi.", "The service is not available. Try again."};
    case 504:
      return {"Layanan tidak menjawab pada waktunya. Coba lagi.", "The service did not answer in time. Try again."};
    default:
      return {"Terjadi kesalahan pada layanan.", "Something went wrong in the service."};
  }
}

void Read(const google::rpc::Status& details, Problem* problem) {
  google::rpc::BadRequest bad;
  for (const auto& detail : details.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::LocalizedMessage localized;
    google::rpc::RetryInfo retry;
    if (detail.UnpackTo(&info)) {
      problem->reason = info.reason();
      problem->metadata = {info.metadata().begin(), info.metadata().end()};
    } else if (detail.UnpackTo(&localized)) {
      if (localized.locale().starts_with("id")) problem->detail.id = localized.message();
    } else if (detail.UnpackTo(&retry)) {
      problem->retry_after =
          absl::Seconds(retry.retry_delay().seconds()) + absl::Nanoseconds(retry.retry_delay().nanos());
    } else {
      detail.UnpackTo(&bad);
    }
  }
  for (const auto& said : bad.field_violations()) {
    // A service words a single violation in both languages, as the error's own texts.
    const bool the_error_itself = said.description() == problem->detail.en;
    problem->violations.push_back({.field = said.field(),
                                   .description = {the_error_itself ? problem->detail.id : "", said.description()},
                                   .reason = bad.field_violations_size() == 1 ? problem->reason : ""});
  }
}

std::string Joined(const Words& words, bool english_first) {
  if (words.id.empty()) return words.en;
  if (words.en.empty() || words.id == words.en) return words.id;
  return english_first ? absl::StrCat(words.en, " | ", words.id) : absl::StrCat(words.id, " | ", words.en);
}

void Member(std::string* json, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  absl::StrAppend(json, json->size() > 1 ? "," : "", ops::JsonText(name), ":", ops::JsonText(value));
}

}  // namespace

int HttpStatusOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
      return 200;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
      return 400;
    case absl::StatusCode::kUnauthenticated:
      return 401;
    case absl::StatusCode::kPermissionDenied:
      return 403;
    case absl::StatusCode::kNotFound:
      return 404;
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kAborted:
      return 409;
    case absl::StatusCode::kResourceExhausted:
      return kTooManyRequests;
    case absl::StatusCode::kCancelled:
      return 499;
    case absl::StatusCode::kUnimplemented:
      return 501;
    case absl::StatusCode::kUnavailable:
      return kUnavailable;
    case absl::StatusCode::kDeadlineExceeded:
      return 504;
    default:
      return 500;
  }
}

Problem ProblemOf(const grpc::Status& status) {
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  Problem problem{.status = HttpStatusOf(code), .code = std::string(rpc::CodeName(code))};
  problem.title = TitleOf(problem.status);
  problem.detail.en = status.error_message();
  google::rpc::Status details;
  if (details.ParseFromString(status.error_details())) Read(details, &problem);
  if (problem.reason.empty()) problem.reason = problem.code;
  const bool passes = problem.status == kTooManyRequests || problem.status == kUnavailable;
  if (passes && !problem.retry_after) problem.retry_after = kRetryDefault;
  return problem;
}

Problem ProblemOf(const absl::Status& status) { return ProblemOf(rpc::ToGrpc(status)); }

Problem HttpProblem(int status, std::string reason, Words detail) {
  Problem problem{.status = status, .reason = std::move(reason), .title = TitleOf(status), .detail = std::move(detail)};
  if (status == kTooManyRequests || status == kUnavailable) problem.retry_after = kRetryDefault;
  return problem;
}

bool PrefersEnglish(std::string_view accept_language) {
  double english = 0;
  double indonesian = 0;
  double any = 0;
  for (const std::string_view range : PartsOf(accept_language, ',')) {
    const std::string_view tag = Trimmed(range.substr(0, range.find(';')));
    double quality = 1;
    const std::size_t q = range.find("q=");
    if (q != std::string_view::npos && !absl::SimpleAtod(std::string(Trimmed(range.substr(q + 2))), &quality))
      quality = 0;
    if (tag.starts_with("en")) english = std::max(english, quality);
    if (tag.starts_with("id") || tag.starts_with("in")) indonesian = std::max(indonesian, quality);
    if (tag.starts_with("*")) any = std::max(any, quality);
  }
  return english > std::max(indonesian, any);
}

std::string ProblemJson(const Problem& problem, std::string_view accept_language) {
  const bool english = PrefersEnglish(accept_language);
  std::string json = "{";
  Member(&json, "type", absl::StrCat("urn:padu:problem:", problem.reason));
  Member(&json, "title", Joined(problem.title, english));
  absl::StrAppend(&json, ",\"status\":", problem.status);
  Member(&json, "detail", Joined(problem.detail, english));
  Member(&json, "code", problem.code);
  Member(&json, "reason", problem.reason);
  if (!problem.violations.empty()) {
    std::string list;
    for (const Violation& violation : problem.violations) {
      std::string one = "{";
      Member(&one, "field", violation.field);
      Member(&one, "description", Joined(violation.description, english));
      Member(&one, "reason", violation.reason);
      absl::StrAppend(&list, list.empty() ? "" : ",", one, "}");
    }
    absl::StrAppend(&json, ",\"violations\":[", list, "]");
  }
  if (!problem.metadata.empty()) {
    std::string members = "{";
    for (const auto& [name, value] : problem.metadata) Member(&members, name, value);
    absl::StrAppend(&json, ",\"metadata\":", members, "}");
  }
  if (problem.retry_after) {
    absl::StrAppend(&json, ",\"retryAfterMs\":", absl::ToInt64Milliseconds(*problem.retry_after));
  }
  return absl::StrCat(json, "}\n");
}

Response Render(const Problem& problem, std::string_view accept_language) {
  Response response{.status = problem.status,
                    .type = "application/problem+json",
                    .headers = {{"Content-Language", PrefersEnglish(accept_language) ? "en, id" : "id, en"}},
                    .body = ProblemJson(problem, accept_language)};
  if (problem.retry_after) {
    const auto seconds =
        std::max<std::int64_t>(1, absl::ToInt64Seconds(absl::Ceil(*problem.retry_after, absl::Seconds(1))));
    response.headers.emplace_back("Retry-After", absl::StrCat(seconds));
  }
  if (problem.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

}  // namespace padu::gateway
