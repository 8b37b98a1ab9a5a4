// Digests: what a recipient is told at once, and when. Pure but for what it emits.
#pragma once

#include <string>

#include "services/notification/domain/context.h"

namespace padu::notification {

// Something is to be told to the recipient: its next digest is put together after the group's wait, its interval and
// the quiet hours. Nothing if one is due earlier.
void ScheduleDigest(const Context& context, const std::string& recipient);
// The same for verdicts of a stakeholder, after the summary's wait.
void ScheduleSummary(const Context& context, const std::string& stakeholder);
// A silence has ended, or matching is done with much: those whose digest waited longer are told as if it came now.
void HurryDigests(const Context& context);

// Tells recipients a notice, each soon.
void PutNotice(const Context& context, pb::Notice notice, const std::vector<std::string>& recipients);
// Not any more, if it was not told yet. True if it was not.
bool DropNotice(const Context& context, const std::string& recipient, const std::string& key);

// The recipient's digest is due.
void ComposeDigest(const Context& context, const std::string& recipient);
// It is due, and deciding that crashed the process.
void SkipDigest(const Context& context, const std::string& recipient);

}  // namespace padu::notification
