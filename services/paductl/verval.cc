#include "services/paductl/verval.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "common/base/status.h"

namespace padu::ctl {
namespace {

namespace pb = registry::v1;
using Stub = pb::RegistryService::Stub;

constexpr std::size_t kCasesPerProgress = 500;

void AddEvidence(const std::string& kind, const std::string& day,
                 google::protobuf::RepeatedPtrField<pb::VerificationEvidence>& to) {
  pb::VerificationEvidence& evidence = *to.Add();
  evidence.set_kind(kind);
  evidence.set_day(day);
}

}  // namespace

absl::Status Verval::Propose(const VervalCase& one) const {
  pb::ProposeVerificationRequest request;
  request.set_name(one.household);
  request.set_request_id(one.request_id + "-usul");
  return proposer_.Call(&Stub::ProposeVerification, request).status();
}

absl::Status Verval::Advance(const VervalCase& one, pb::VerificationState to, const std::string& evidence) const {
  pb::AdvanceVerificationRequest request;
  request.set_name(one.household);
  request.set_state(to);
  request.set_request_id(one.request_id + "-" + std::to_string(to));
  if (!evidence.empty()) AddEvidence(evidence, evidence_day_, *request.mutable_evidence());
  return proposer_.Call(&Stub::AdvanceVerification, request).status();
}

absl::Status Verval::Approve(const VervalCase& one) const {
  pb::ApproveVerificationRequest request;
  request.set_name(one.household);
  request.set_request_id(one.request_id + "-setuju");
  return approver_.Call(&Stub::ApproveVerification, request).status();
}

absl::Status Verval::TakeOne(const VervalCase& one) const {
  RETURN_IF_ERROR(Propose(one));
  RETURN_IF_ERROR(Advance(one, pb::VERIFICATION_STATE_DELIBERATED, "MUSKEL"));
  RETURN_IF_ERROR(Advance(one, pb::VERIFICATION_STATE_FIELD_VERIFIED, "FIELD_CHECK"));
  RETURN_IF_ERROR(Advance(one, pb::VERIFICATION_STATE_SUBMITTED, ""));
  RETURN_IF_ERROR(Approve(one));
  return Advance(one, pb::VERIFICATION_STATE_ACTIVE, "");
}

absl::Status Verval::Take(const std::vector<VervalCase>& cases,
                          const std::function<void(std::size_t)>& progress) const {
  std::mutex mutex;
  absl::Status first;  // of what went wrong
  for (std::size_t begin = 0; begin < cases.size() && first.ok(); begin += kCasesPerProgress) {
    const std::size_t end = std::min(begin + kCasesPerProgress, cases.size());
    std::atomic<std::size_t> next = begin;
    std::vector<std::thread> threads;
    for (std::size_t n = std::min(kAtOnce, end - begin); n > 0; --n) {
      threads.emplace_back([&] {
        for (std::size_t i = next++; i < end; i = next++) {
          const absl::Status status = TakeOne(cases[i]);
          if (status.ok() || absl::IsFailedPrecondition(status)) continue;
          const std::lock_guard lock(mutex);
          if (first.ok()) first = status;
          next = end;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    progress(end);
  }
  return first;
}

}  // namespace padu::ctl
