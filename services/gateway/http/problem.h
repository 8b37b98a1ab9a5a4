// Errors as callers see them: RFC 9457 problem details, in both languages.
//
//   {"type": "urn:padu:problem:HOUSEHOLD_UNKNOWN", "title": "Data tidak ditemukan. | Not found.", "status": 404,
//    "detail": "... | ...", "code": "NOT_FOUND", "reason": "HOUSEHOLD_UNKNOWN",
//    "violations": [{"field": "parent", "description": "... | ...", "reason": "HOUSEHOLD_UNKNOWN"}]}
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/gateway/http/message.h"

namespace grpc {
class Status;
}

namespace padu::gateway {

// A text in Indonesian and in English; one of them may be empty.
struct Words {
  std::string id;
  std::string en;
};

struct Violation {
  std::string field;
  Words description;
  std::string reason;
};

struct Problem {
  int status = 500;
  std::string code;    // gRPC's name of it: "NOT_FOUND"
  std::string reason;  // stable, UPPER_SNAKE_CASE
  Words title;
  Words detail;
  std::vector<Violation> violations;
  std::map<std::string, std::string> metadata;
  std::optional<absl::Duration> retry_after;
};

// By google.rpc.ErrorInfo, LocalizedMessage, BadRequest and RetryInfo in the status's details.
Problem ProblemOf(const grpc::Status& status);
// The same of a refusal or status of our own.
Problem ProblemOf(const absl::Status& status);
// One that HTTP knows and gRPC does not: 405, 413, 415, ...
Problem HttpProblem(int status, std::string reason, Words detail);

// 404 for NOT_FOUND and so on, as Google's API gateways do.
int HttpStatusOf(absl::StatusCode code);

// Whether the client would rather read English: Accept-Language as RFC 9110 has it. Indonesian if it does not say.
bool PrefersEnglish(std::string_view accept_language);

// application/problem+json, with Retry-After where it helps.
Response Render(const Problem& problem, std::string_view accept_language);
// Its body alone.
std::string ProblemJson(const Problem& problem, std::string_view accept_language);

}  // namespace padu::gateway
