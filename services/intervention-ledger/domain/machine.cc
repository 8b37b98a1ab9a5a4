#include "services/intervention-ledger/domain/machine.h"

#include <utility>

#include "common/base/check.h"
#include "common/base/city.h"
#include "common/base/status.h"
#include "padu/ledger/v1/commands.pb.h"
#include "services/intervention-ledger/domain/decide.h"
#include "services/intervention-ledger/domain/evolve.h"
#include "services/intervention-ledger/domain/view.h"

namespace padu::ledger {
namespace {

const pb::Fact& AsFact(const journal::MessageLite& fact) { return static_cast<const pb::Fact&>(fact); }

absl::Status NotFound() {
  return Refuse(absl::StatusCode::kNotFound, {.reason = "SUBMISSION_NOT_FOUND",
                                              .text_id = "Catatan itu tidak ada. Periksa nomornya.",
                                              .text_en = "There is no such submission. Check its number.",
                                              .metadata = {}});
}

absl::Status NotRedecidable() {
  return Refuse(absl::StatusCode::kFailedPrecondition,
                {.reason = "SUBMISSION_NOT_REDECIDABLE",
                 .text_id = "Hanya catatan yang ditolak, tidak terbaca atau disisihkan dapat diputuskan lagi.",
                 .text_en = "Only a rejected, unreadable or quarantined submission can be decided again.",
                 .metadata = {}});
}

absl::Status ContentNotKept() {
  return Refuse(absl::StatusCode::kFailedPrecondition,
                {.reason = "CONTENT_NOT_KEPT",
                 .text_id = "Isi catatan tidak ada lagi di kotak surat; minta lembaga mengirim ulang.",
                 .text_en = "Its content is no longer in the letter box; ask the stakeholder to send it again.",
                 .metadata = {}});
}

journal::Decision Record(const pb::RecordCommand& command, const journal::Moment& moment, const store::Reader& tables,
                         journal::Emitter& out) {
  const pb::SubmissionContent& content = command.content();
  if (content.body_case() != pb::SubmissionContent::kProblem) {
    const auto id =
        Get<pb::EventIdState>(tables, EventIdKey(content.city(), content.stakeholder(), content.event_id()));
    if (UseOfId(id, content, std::nullopt) == IdUse::kSameContent) return {.replays = id->latest_sequence()};
  }
  Decide({content, HeadOf(content, nullptr)}, moment, tables, out);
  return {};
}

absl::StatusOr<journal::Decision> Redecide(const pb::RedecideCommand& command, const journal::Moment& moment,
                                           const store::Reader& tables, journal::Emitter& out) {
  const auto state =
      Get<pb::SubmissionState>(tables, SubmissionKey(command.city(), command.stakeholder(), command.sequence()));
  if (!state) return NotFound();
  const pb::Verdict verdict = state->verdict();
  if (verdict != pb::VERDICT_REJECTED && verdict != pb::VERDICT_UNREADABLE && verdict != pb::VERDICT_QUARANTINED) {
    return NotRedecidable();
  }
  std::optional<pb::SubmissionContent> content;
  if (command.has_content()) {
    content = command.content();
  } else if (auto held = Get<pb::HeldSubmission>(tables, HeldKey(command.sequence()))) {
    content = std::move(*held->mutable_content());
  }
  if (!content || content->city() != command.city() || content->stakeholder() != command.stakeholder()) {
    return ContentNotKept();
  }
  pb::SubmissionHead head = HeadOf(*content, nullptr);
  head.set_first_sequence(command.sequence());
  if (state->has_box_offset()) {
    head.set_box_generation(state->box_generation());
    head.set_box_offset(state->box_offset());
  }
  Decide({*content, std::move(head)}, moment, tables, out);
  return journal::Decision{};
}

pb::HeldSubmission HeldOfDue(std::string_view key, const store::Reader& tables) {
  auto held = Get<pb::HeldSubmission>(tables, HeldKey(ReadDueKeySequence(key)));
  PADU_CHECK(held.has_value());
  return *std::move(held);
}

}  // namespace

std::uint32_t LedgerMachine::FoldVersion() const { return kFoldVersion; }

std::unique_ptr<journal::MessageLite> LedgerMachine::NewFact() const { return std::make_unique<pb::Fact>(); }

bool LedgerMachine::Knows(const journal::MessageLite& fact) const {
  return AsFact(fact).kind_case() != pb::Fact::KIND_NOT_SET;
}

std::string_view LedgerMachine::FactName(const journal::MessageLite& fact) const {
  return pb::Fact::descriptor()->FindFieldByNumber(AsFact(fact).kind_case())->name();
}

void LedgerMachine::Evolve(const journal::MessageLite& fact, const journal::Place& place, store::Txn& own) const {
  EvolveFact(AsFact(fact), place, own);
}

absl::Status LedgerMachine::EvolveView(int upstream, const journal::Row& row, store::Txn& view) const {
  PADU_CHECK(upstream == 0);
  return FoldRegistryRow(row, view);
}

absl::StatusOr<journal::Decision> LedgerMachine::DecideCommand(const journal::Command& command,
                                                               const journal::Moment& moment,
                                                               const store::Reader& tables,
                                                               journal::Emitter& out) const {
  if (const auto* record = dynamic_cast<const pb::RecordCommand*>(command.request.get())) {
    return Record(*record, moment, tables, out);
  }
  if (const auto* redecide = dynamic_cast<const pb::RedecideCommand*>(command.request.get())) {
    return Redecide(*redecide, moment, tables, out);
  }
  PADU_FATAL("a command that the ledger does not have");
}

void LedgerMachine::DecideSubmission(const journal::Submission& submission, const journal::Moment& moment,
                                     const store::Reader& tables, journal::Emitter& out) const {
  const auto& content = static_cast<const pb::SubmissionContent&>(*submission.content);
  Decide({content, HeadOf(content, &submission.cause)}, moment, tables, out);
}

void LedgerMachine::DecideQuarantine(const common::v1::BoxCause& cause, const journal::Moment& moment,
                                     const store::Reader& tables, journal::Emitter& out) const {
  const auto owner = ParseBox(cause.box());
  PADU_CHECK(owner.has_value());
  pb::Fact fact;
  auto& head = *fact.mutable_quarantined()->mutable_head();
  head.set_city(owner->city);
  head.set_stakeholder(owner->stakeholder);
  head.set_box_generation(cause.generation());
  head.set_box_offset(cause.offset());
  out.Emit(fact);
}

void LedgerMachine::DecideUpstream(int upstream, const journal::Row& row, const journal::Moment& moment,
                                   const store::Reader& tables, journal::Emitter& out) const {
  std::string count;
  for (const pb::Wait& wait : WaitsTouched(row)) {
    if (!tables.Get(WaitCountKey(wait), &count)) continue;
    pb::Fact fact;
    *fact.mutable_wait_ended()->mutable_wait() = wait;
    out.Emit(fact);
  }
}

std::uint8_t LedgerMachine::DueTag() const { return kDueTag; }

void LedgerMachine::DecideDue(std::string_view key, const journal::Moment& moment, const store::Reader& tables,
                              journal::Emitter& out) const {
  pb::HeldSubmission held = HeldOfDue(key, tables);
  pb::SubmissionHead head = std::move(*held.mutable_head());
  head.set_first_sequence(ReadDueKeySequence(key));
  Decide({held.content(), std::move(head)}, moment, tables, out);
}

void LedgerMachine::DecideSkipDue(std::string_view key, const journal::Moment& moment, const store::Reader& tables,
                                  journal::Emitter& out) const {
  pb::HeldSubmission held = HeldOfDue(key, tables);
  pb::Fact fact;
  auto& head = *fact.mutable_quarantined()->mutable_head();
  head = std::move(*held.mutable_head());
  head.set_first_sequence(ReadDueKeySequence(key));
  out.Emit(fact);
}

}  // namespace padu::ledger
