#include "services/paductl/errors.h"

#include <utility>

#include "common/base/status.h"
#include "services/paductl/output.h"

namespace padu::ctl {
namespace {

constexpr char kHintUrl[] = "padu.id/hint";
constexpr char kUsageUrl[] = "padu.id/usage";

std::string HintOf(const absl::Status& status) {
  if (const auto hint = status.GetPayload(kHintUrl)) return std::string(*hint);
  switch (ExitCodeOf(status)) {
    case ExitCode::kUnavailable:
      return "deploy/status";
    case ExitCode::kDenied:
      return "paductl --key-file FILE ...";
    default:
      return "paductl --help";
  }
}

std::string_view TitleOf(ExitCode code) {
  switch (code) {
    case ExitCode::kUsage:
      return "salah pakai | usage";
    case ExitCode::kNotFound:
      return "tidak ditemukan | not found";
    case ExitCode::kDenied:
      return "tidak diizinkan | denied";
    case ExitCode::kRejected:
      return "ditolak | rejected";
    case ExitCode::kUnavailable:
      return "tidak terjangkau | unavailable";
    default:
      return "galat | error";
  }
}

}  // namespace

ExitCode ExitCodeOf(const absl::Status& status) {
  if (status.GetPayload(kUsageUrl)) return ExitCode::kUsage;
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return ExitCode::kOk;
    case absl::StatusCode::kNotFound:
      return ExitCode::kNotFound;
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
      return ExitCode::kDenied;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kAborted:
      return ExitCode::kRejected;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
      return ExitCode::kUnavailable;
    default:
      return ExitCode::kError;
  }
}

absl::Status UsageError(std::string what) {
  absl::Status status = absl::InvalidArgumentError(std::move(what));
  status.SetPayload(kUsageUrl, absl::Cord("1"));
  return status;
}

absl::Status OfCall(absl::Status status, const std::string& target) {
  if (!absl::IsUnavailable(status)) return status;
  // Padu's own refusals bring Padu's own texts; gRPC's say in English what a socket did.
  const auto refusal = RefusalOf(status);
  if (refusal && refusal->reason != "UNAVAILABLE") return status;
  return Refuse(absl::StatusCode::kUnavailable, {.reason = "SERVICE_UNREACHABLE",
                                                 .text_id = "Layanan di " + target + " tidak menjawab.",
                                                 .text_en = "The service at " + target + " does not answer."});
}

absl::Status WithHint(absl::Status status, std::string command) {
  if (!status.ok() && !status.GetPayload(kHintUrl)) status.SetPayload(kHintUrl, absl::Cord(std::move(command)));
  return status;
}

void PrintError(const absl::Status& status, bool json, std::ostream& out) {
  const std::optional<Refusal> refusal = RefusalOf(status);
  const std::string text(status.message());
  const std::string reason = refusal ? refusal->reason : absl::StatusCodeToString(status.code());
  const std::string text_id = refusal ? refusal->text_id : text;
  const std::string text_en = refusal ? refusal->text_en : text;
  if (json) {
    out << "{\"error\":{\"code\":" << static_cast<int>(ExitCodeOf(status)) << ",\"reason\":" << JsonText(reason)
        << ",\"textId\":" << JsonText(text_id) << ",\"textEn\":" << JsonText(text_en)
        << ",\"next\":" << JsonText(HintOf(status)) << "}}\n";
    return;
  }
  out << "paductl: " << TitleOf(ExitCodeOf(status)) << ": " << text_id << " [" << reason << "]\n";
  if (text_en != text_id) out << "         " << text_en << "\n";
  out << "         -> " << HintOf(status) << "\n";
}

}  // namespace padu::ctl
