// From what a stakeholder sent to what the ledger decides: names resolved, days read, the NIK turned into tokens, and
// the digest by which the same content is known again. The same for every door and encoding. Any thread.
//
// Same content means: the same kind of event with equal programme, beneficiary, benefit, day, period and reference (or
// the same referenced event id and reference) after names are resolved to ids. Encoding, attributes of the CloudEvent
// (time, subject, extensions), key, and fields unknown to this binary do not count. A person named by NIK and the same
// person named by id are different content. The digest is an HMAC under the city's secret of that content with the NIK
// itself in it, so it lasts through a change of the token's key; it comes under every live version of the key.
#pragma once

#include <string>
#include <string_view>

#include "common/base/secrets.h"
#include "padu/ledger/v1/submission.pb.h"
#include "services/intervention-ledger/domain/tables.h"

namespace padu::ledger {

// Whose submission it is.
struct Sender {
  CityNumber city = 0;
  std::string stakeholder;
};

// What cannot be made out comes back as content with a problem.
pb::SubmissionContent Normalise(const Sender& sender, std::string_view event_id, const pb::DisbursementRecorded& event,
                                const CitySecrets& secrets);
pb::SubmissionContent Normalise(const Sender& sender, std::string_view event_id, const pb::DisbursementReversed& event,
                                const CitySecrets& secrets);
pb::SubmissionContent Normalise(const Sender& sender, std::string_view event_id, const pb::DisbursementCorrected& event,
                                const CitySecrets& secrets);

// Content that says what is wrong with it. `field` has no personal data.
pb::SubmissionContent Problem(const Sender& sender, std::string_view event_id, pb::Verdict verdict, pb::Reason reason,
                              std::string_view field);

// REASON_UNSPECIFIED, or why this cannot be an event id: it is then left out of everything.
pb::Reason CheckEventId(std::string_view event_id);

}  // namespace padu::ledger
