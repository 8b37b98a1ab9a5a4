// One verdict per submission (ARCHITECTURE.md, section 3, rules 10 and 12). Pure: reads tables, emits exactly one fact.
#pragma once

#include <optional>

#include "common/journal/machine.h"
#include "services/intervention-ledger/domain/tables.h"

namespace padu::ledger {

// A submission before its verdict. `head` has what is known of it; its event id and digest are filled in from
// `content`.
struct Case {
  const pb::SubmissionContent& content;
  pb::SubmissionHead head;
};

// The verdict on a submission, new or (head.first_sequence) decided again.
void Decide(Case submission, const journal::Moment& moment, const store::Reader& tables, journal::Emitter& out);

// Whether the id is taken by another submission than `mine`, and if so whether by the same content.
enum class IdUse { kFree, kSameContent, kOtherContent };
IdUse UseOfId(const std::optional<pb::EventIdState>& id, const pb::SubmissionContent& content,
              std::optional<Sequence> mine);

// The head of a submission that came by this place, or by none.
pb::SubmissionHead HeadOf(const pb::SubmissionContent& content, const common::v1::BoxCause* cause);

}  // namespace padu::ledger
