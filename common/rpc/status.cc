#include "common/rpc/status.h"

#include <grpcpp/support/status.h>

#include <string>

#include "absl/strings/numbers.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace padu::rpc {
namespace {

constexpr std::size_t kMessageBytesMax = 2048;  // trailers together must stay below 8 KiB
constexpr std::int64_t kRetryMillis = 1000;
constexpr std::int64_t kMillisPerSecond = 1000;
constexpr std::int64_t kNanosPerMilli = 1'000'000;

// What users are told of an error that no one worded for them.
Refusal General(absl::StatusCode code, std::string message) {
  Refusal refusal{.reason = std::string(CodeName(code)), .text_en = std::move(message)};
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      refusal.text_id = "Permintaan tidak sah. Periksa isinya.";
      break;
    case absl::StatusCode::kNotFound:
      refusal.text_id = "Data tidak ditemukan.";
      break;
    case absl::StatusCode::kAlreadyExists:
      refusal.text_id = "Data sudah ada.";
      break;
    case absl::StatusCode::kPermissionDenied:
      refusal.text_id = "Anda tidak berhak melakukan ini.";
      break;
    case absl::StatusCode::kUnauthenticated:
      refusal.text_id = "Silakan masuk terlebih dahulu.";
      break;
    case absl::StatusCode::kAborted:
      refusal.text_id = "Data sudah berubah. Muat ulang, lalu coba lagi.";
      break;
    case absl::StatusCode::kFailedPrecondition:
      refusal.text_id = "Keadaan data tidak memungkinkan tindakan ini.";
      break;
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kUnavailable:
      refusal.text_id = "Layanan sedang sibuk. Coba lagi sebentar lagi.";
      break;
    case absl::StatusCode::kDeadlineExceeded:
      refusal.text_id = "Waktu habis. Coba lagi.";
      break;
    default:
      refusal.text_id = "Terjadi kesalahan pada layanan. Coba lagi, atau hubungi pengelola.";
      break;
  }
  return refusal;
}

// At most so many bytes, and no character cut in two.
std::string Cut(std::string text) {
  text = MaskLongNumbers(text);
  if (text.size() <= kMessageBytesMax) return text;
  std::size_t size = kMessageBytesMax;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  text.resize(size);
  return text;
}

void AddRetry(const Refusal& refusal, google::rpc::Status& out) {
  std::int64_t millis = kRetryMillis;
  const auto said = refusal.metadata.find("retry_ms");
  if (said != refusal.metadata.end() && !absl::SimpleAtoi(said->second, &millis)) millis = kRetryMillis;
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(millis / kMillisPerSecond);
  retry.mutable_retry_delay()->set_nanos(static_cast<std::int32_t>(millis % kMillisPerSecond * kNanosPerMilli));
  out.add_details()->PackFrom(retry);
}

}  // namespace

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const auto code = static_cast<grpc::StatusCode>(status.code());
  const auto carried = RefusalOf(status);
  const Refusal refusal = carried.has_value() ? *carried : General(status.code(), std::string(status.message()));
  const std::string message = Cut(refusal.text_en);

  google::rpc::Status out;
  out.set_code(static_cast<int>(code));
  out.set_message(message);
  google::rpc::ErrorInfo info;
  info.set_reason(refusal.reason);
  info.set_domain(std::string(kErrorDomain));
  for (const auto& [key, value] : refusal.metadata) (*info.mutable_metadata())[key] = Cut(value);
  out.add_details()->PackFrom(info);

  google::rpc::LocalizedMessage localized;
  localized.set_locale("id-ID");
  localized.set_message(Cut(refusal.text_id));
  out.add_details()->PackFrom(localized);

  const auto field = refusal.metadata.find("field");
  if (field != refusal.metadata.end()) {
    google::rpc::BadRequest bad;
    auto* violation = bad.add_field_violations();
    violation->set_field(field->second);
    violation->set_description(message);
    out.add_details()->PackFrom(bad);
  }
  if (absl::IsUnavailable(status) || absl::IsResourceExhausted(status)) AddRetry(refusal, out);
  return {code, message, out.SerializeAsString()};
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  google::rpc::Status details;
  Refusal refusal{.text_en = status.error_message()};
  if (details.ParseFromString(status.error_details())) {
    for (const auto& detail : details.details()) {
      google::rpc::ErrorInfo info;
      google::rpc::LocalizedMessage localized;
      if (detail.UnpackTo(&info)) {
        refusal.reason = info.reason();
        refusal.metadata = {info.metadata().begin(), info.metadata().end()};
      } else if (detail.UnpackTo(&localized)) {
        refusal.text_id = localized.message();
      }
    }
  }
  if (refusal.reason.empty()) return absl::Status(code, status.error_message());
  return Refuse(code, std::move(refusal));
}

std::string_view CodeName(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
      return "OK";
    case absl::StatusCode::kCancelled:
      return "CANCELLED";
    case absl::StatusCode::kInvalidArgument:
      return "INVALID_ARGUMENT";
    case absl::StatusCode::kDeadlineExceeded:
      return "DEADLINE_EXCEEDED";
    case absl::StatusCode::kNotFound:
      return "NOT_FOUND";
    case absl::StatusCode::kAlreadyExists:
      return "ALREADY_EXISTS";
    case absl::StatusCode::kPermissionDenied:
      return "PERMISSION_DENIED";
    case absl::StatusCode::kUnauthenticated:
      return "UNAUTHENTICATED";
    case absl::StatusCode::kResourceExhausted:
      return "RESOURCE_EXHAUSTED";
    case absl::StatusCode::kFailedPrecondition:
      return "FAILED_PRECONDITION";
    case absl::StatusCode::kAborted:
      return "ABORTED";
    case absl::StatusCode::kOutOfRange:
      return "OUT_OF_RANGE";
    case absl::StatusCode::kUnimplemented:
      return "UNIMPLEMENTED";
    case absl::StatusCode::kInternal:
      return "INTERNAL";
    case absl::StatusCode::kUnavailable:
      return "UNAVAILABLE";
    case absl::StatusCode::kDataLoss:
      return "DATA_LOSS";
    default:
      return "UNKNOWN";
  }
}

}  // namespace padu::rpc
