#include "services/notification/domain/deliveries.h"

#include "services/notification/domain/digests.h"
#include "services/notification/domain/hours.h"
#include "services/notification/domain/limits.h"
#include "services/notification/domain/moves.h"
#include "services/notification/domain/policy.h"
#include "services/notification/domain/reasons.h"
#include "services/notification/domain/status.h"

namespace padu::notification {
namespace {

// No other channel has reached the recipient, or may yet.
bool NothingElse(const Context& context, const pb::DigestComposed& digest, pb::Channel failed) {
  for (const int channel : digest.channels()) {
    if (channel == failed) continue;
    pb::DeliveryId id;
    id.set_digest(digest.digest());
    id.set_channel(static_cast<pb::Channel>(channel));
    const auto other = Get<pb::DeliveryRow>(context.tables, DeliveryKey(context.city, id));
    if (other && (!IsOver(other->state()) || other->state() == pb::DELIVERY_STATE_SENT)) return false;
  }
  return true;
}

void TellOperations(const Context& context, const std::string& recipient) {
  if (recipient == kOperations) return;  // nobody is left to be told: metrics and the log show it
  pb::Notice notice;
  notice.set_kind(pb::NOTICE_KIND_ADDRESS_DEAD);
  notice.set_key("dead/" + recipient);
  notice.set_subject(recipient);
  PutNotice(context, std::move(notice), {kOperations});
}

pb::DeliveryState StateAfter(const pb::EndAttempt& command, const pb::DeliveryRow& row, const Context& context) {
  if (command.outcome() == pb::EndAttempt::OUTCOME_SENT) return pb::DELIVERY_STATE_SENT;
  if (command.outcome() == pb::EndAttempt::OUTCOME_DEAD) return pb::DELIVERY_STATE_DEAD;
  const std::int64_t most = PolicyOf(context.tables, context.city).give_up_after_s() * kMicrosPerSecond;
  return context.now() - row.queued_at() >= most ? pb::DELIVERY_STATE_GIVEN_UP : pb::DELIVERY_STATE_QUEUED;
}

}  // namespace

absl::Status BeginAttempt(const Context& context, const pb::BeginAttempt& command) {
  const auto row = Get<pb::DeliveryRow>(context.tables, DeliveryKey(context.city, command.delivery()));
  if (!row || IsOver(row->state()) || row->attempts() != command.attempts()) return Refused(Reason::kDeliveryTaken);
  pb::Fact fact = context.NewFact();
  *fact.mutable_attempt_begun()->mutable_delivery() = command.delivery();
  fact.mutable_attempt_begun()->set_attempt(row->attempts() + 1);
  // A message that kills its dispatcher is not sent again and again without a pause.
  fact.mutable_attempt_begun()->set_not_before(context.now() + RetryPause(row->attempts() + 1, 0));
  context.out.Emit(fact);
  return absl::OkStatus();
}

absl::Status EndAttempt(const Context& context, const pb::EndAttempt& command) {
  const auto row = Get<pb::DeliveryRow>(context.tables, DeliveryKey(context.city, command.delivery()));
  const bool mine = row && row->state() == pb::DELIVERY_STATE_SENDING && row->attempts() == command.attempt();
  if (!mine) return Refused(Reason::kDeliveryTaken);
  pb::Fact fact = context.NewFact();
  pb::AttemptEnded& ended = *fact.mutable_attempt_ended();
  *ended.mutable_delivery() = command.delivery();
  ended.set_attempt(command.attempt());
  ended.set_state(StateAfter(command, *row, context));
  ended.set_detail(command.detail());
  ended.set_recipient(row->recipient());
  if (ended.state() == pb::DELIVERY_STATE_QUEUED) {
    ended.set_not_before(context.now() + RetryPause(command.attempt(), command.jitter()));
  }
  context.out.Emit(fact);
  if (!IsOver(ended.state()) || ended.state() == pb::DELIVERY_STATE_SENT) return absl::OkStatus();
  TellOperations(context, row->recipient());
  if (ended.state() != pb::DELIVERY_STATE_DEAD) return absl::OkStatus();  // the address may be right: time goes on
  const auto digest = Get<pb::DigestRow>(context.tables, DigestKey(context.city, command.delivery().digest()));
  PADU_CHECK(digest.has_value());
  if (NothingElse(context, digest->digest(), command.delivery().channel())) GiveDigestAway(context, digest->digest());
  return absl::OkStatus();
}

}  // namespace padu::notification
