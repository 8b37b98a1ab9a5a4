// Alerts: one for each household, need and first day unserved, whatever comes and in whatever order. Pure but for what
// it emits.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "padu/matching/v1/facts.pb.h"
#include "services/notification/domain/context.h"

namespace padu::notification {

// How a household stands with a need from now on; `stakeholder`: whose aid changed it, if any did.
void TakeStanding(const Context& context, const matching::v1::Standing& standing, const std::string& stakeholder,
                  AlertNumbers& numbers);

// Acknowledges alerts, or promises a day for them: those that are not over. PROMISE_INVALID.
absl::Status AnswerAlerts(const Context& context, const std::vector<pb::AlertId>& alerts, const std::string& by,
                          std::optional<Day> promised, Sequence digest);

// The alert's time has come: it goes to the next level, or opens again, or waits longer.
void AlertIsDue(const Context& context, const pb::AlertId& id);
// Its time has come, and deciding that crashed the process.
void SkipAlert(const Context& context, const pb::AlertId& id);

}  // namespace padu::notification
