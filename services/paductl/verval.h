// Takes the sample's households through verval, as kelurahan and city do: one proposes, deliberates and checks on
// the spot, somebody else approves.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/paductl/services.h"

namespace padu::ctl {

struct VervalCase {
  std::string household;   // "cities/64.74/households/..."
  std::string request_id;  // its steps' ids begin with it: what was taken before is not taken twice
};

// One thread calls; kAtOnce threads take the steps. Both connections outlive it and must be of different callers: the
// registry wants four eyes.
class Verval {
 public:
  Verval(const Registry& proposer, const Registry& approver, std::string evidence_day)
      : proposer_(proposer), approver_(approver), evidence_day_(std::move(evidence_day)) {}

  // Each case to ACTIVE. Ends with the first refusal; a household that went on another way meanwhile (its state allows
  // no such step: moved, disputed) is passed over. `progress`: as it goes, from this thread.
  absl::Status Take(const std::vector<VervalCase>& cases, const std::function<void(std::size_t)>& progress) const;

  static constexpr std::size_t kAtOnce = 48;

 private:
  absl::Status TakeOne(const VervalCase& one) const;
  absl::Status Propose(const VervalCase& one) const;
  absl::Status Advance(const VervalCase& one, registry::v1::VerificationState to, const std::string& evidence) const;
  absl::Status Approve(const VervalCase& one) const;

  const Registry& proposer_;
  const Registry& approver_;
  const std::string evidence_day_;
};

}  // namespace padu::ctl
