// What a handler knows of the call it answers.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace padu::rpc {

// Who calls: authenticator.h says how that is known.
struct Caller {
  enum class Kind { kStakeholder, kOfficer, kOperator, kService };

  Kind kind = Kind::kOperator;
  std::string id;
  std::string city;  // that it is of, "64.74": ids of another city are others'. Empty: of all

  // "stakeholders/baznas", "officers/of-01j8...", "operators/ani", "services/matching".
  std::string name() const;
  bool operator==(const Caller&) const = default;
};

// Reads Caller::name()'s form; UNAUTHENTICATED with the reason CALLER_MISSING or CALLER_MALFORMED.
absl::StatusOr<Caller> ParseCaller(std::string_view name);

// PERMISSION_DENIED with the reason CALLER_NOT_PERMITTED unless the caller is of this kind.
absl::Status RequireKind(const Caller& caller, Caller::Kind kind);
// PERMISSION_DENIED with the reason CITY_NOT_YOURS if the caller is of another city than this ("64.74"). `of`: the
// caller's city; empty: of all.
absl::Status RequireCity(std::string_view of, std::string_view city);
inline absl::Status RequireCity(const Caller& caller, std::string_view city) { return RequireCity(caller.city, city); }

// One call. A value: may be kept and copied past the call's end. Any thread.
class Call {
 public:
  Call(std::string method, Caller caller, absl::Time deadline, std::string traceparent,
       std::shared_ptr<const std::atomic<bool>> cancelled)
      : method_(std::move(method)),
        caller_(std::move(caller)),
        deadline_(deadline),
        traceparent_(std::move(traceparent)),
        cancelled_(std::move(cancelled)) {}

  // The method by its request's name, "padu.registry.v1.GetHousehold" for GetHouseholdRequest: one of each (Buf's
  // rule).
  const std::string& method() const { return method_; }
  const Caller& caller() const { return caller_; }
  // The client's, within the server's bounds; the server's default if it set none.
  absl::Time deadline() const { return deadline_; }
  // W3C trace context as the client sent it; may be empty.
  const std::string& traceparent() const { return traceparent_; }
  // The client is gone or the server stops: nobody waits for the answer.
  bool cancelled() const { return *cancelled_; }

 private:
  std::string method_;
  Caller caller_;
  absl::Time deadline_;
  std::string traceparent_;
  std::shared_ptr<const std::atomic<bool>> cancelled_;
};

}  // namespace padu::rpc
