#include "services/notification/domain/evolve.h"

#include <string>

#include "services/notification/domain/status.h"
#include "services/notification/domain/tables.h"

namespace padu::notification {
namespace {

using journal::Place;
using store::Txn;

template <typename Change>
void ChangeRecipient(CityNumber city, const std::string& recipient, Txn& own, Change change) {
  const std::string key = RecipientKey(city, recipient);
  auto row = Get<pb::RecipientRow>(own, key).value_or(pb::RecipientRow());
  if (row.digest_at() != 0) own.Delete(DigestDueKey(row.digest_at(), city, recipient));
  change(row);
  if (row.digest_at() != 0) own.Put(DigestDueKey(row.digest_at(), city, recipient), "");
  own.Put(key, row.SerializeAsString());
}

void PutDelivery(CityNumber city, const pb::DeliveryRow& row, Txn& own) {
  own.Put(DeliveryKey(city, row.delivery()), row.SerializeAsString());
  if (!IsOver(row.state())) own.Put(OpenDeliveryKey(row.not_before(), city, row.delivery()), "");
}

pb::DeliveryRow TakeDelivery(CityNumber city, const pb::DeliveryId& id, Txn& own) {
  auto row = Get<pb::DeliveryRow>(own, DeliveryKey(city, id));
  PADU_CHECK(row.has_value());  // composed before
  if (!IsOver(row->state())) own.Delete(OpenDeliveryKey(row->not_before(), city, id));
  return *std::move(row);
}

void Composed(CityNumber city, const pb::DigestComposed& fact, const Place& place, Txn& own) {
  for (const std::string& key : fact.notices()) own.Delete(NoticeKey(city, fact.recipient(), key));
  pb::DigestRow digest;
  *digest.mutable_digest() = fact;
  digest.mutable_digest()->clear_notices();
  digest.mutable_digest()->clear_told();
  digest.set_composed_at(place.decided_at);
  own.Put(DigestKey(city, fact.digest()), digest.SerializeAsString());
  ChangeRecipient(city, fact.recipient(), own, [&](pb::RecipientRow& row) {
    row.set_digest_at(fact.next_at());
    row.set_told_at(place.decided_at);
    *row.mutable_told() = fact.told();
  });
  for (const int channel : fact.channels()) {
    pb::DeliveryRow row;
    row.mutable_delivery()->set_digest(fact.digest());
    row.mutable_delivery()->set_channel(static_cast<pb::Channel>(channel));
    row.set_recipient(fact.recipient());
    row.set_state(pb::DELIVERY_STATE_QUEUED);
    row.set_not_before(place.decided_at);
    row.set_queued_at(place.decided_at);
    row.set_changed_at(place.decided_at);
    PutDelivery(city, row, own);
  }
}

void Dropped(CityNumber city, const pb::DigestDropped& fact, Txn& own) {
  for (const std::string& key : fact.notices()) own.Delete(NoticeKey(city, fact.recipient(), key));
  ChangeRecipient(city, fact.recipient(), own, [&](pb::RecipientRow& row) { row.set_digest_at(fact.next_at()); });
}

void NoticePut(CityNumber city, const pb::NoticePut& fact, Txn& own) {
  const bool once = fact.notice().kind() == pb::NOTICE_KIND_OVERLAP;
  for (const std::string& recipient : fact.recipients()) {
    own.Put(NoticeKey(city, recipient, fact.notice().key()), fact.notice().SerializeAsString());
    if (once) own.Put(ToldOnceKey(city, recipient, fact.notice().key()), "");
  }
}

// An overlap that went before anybody was told may be told when it comes again.
void NoticeDropped(CityNumber city, const pb::NoticeDropped& fact, Txn& own) {
  own.Delete(NoticeKey(city, fact.recipient(), fact.key()));
  own.Delete(ToldOnceKey(city, fact.recipient(), fact.key()));
}

void Begun(CityNumber city, const pb::AttemptBegun& fact, const Place& place, Txn& own) {
  pb::DeliveryRow row = TakeDelivery(city, fact.delivery(), own);
  row.set_state(pb::DELIVERY_STATE_SENDING);
  row.set_attempts(fact.attempt());
  if (fact.not_before() != 0) row.set_not_before(fact.not_before());
  row.set_changed_at(place.decided_at);
  PutDelivery(city, row, own);
}

void Ended(CityNumber city, const pb::AttemptEnded& fact, const Place& place, Txn& own) {
  pb::DeliveryRow row = TakeDelivery(city, fact.delivery(), own);
  row.set_state(fact.state());
  row.set_detail(fact.detail());
  if (fact.not_before() != 0) row.set_not_before(fact.not_before());
  row.set_changed_at(place.decided_at);
  PutDelivery(city, row, own);
  const bool dead = fact.state() == pb::DELIVERY_STATE_DEAD;
  if (!dead && fact.state() != pb::DELIVERY_STATE_SENT) return;
  ChangeRecipient(city, fact.recipient(), own, [&](pb::RecipientRow& known) { known.set_unreachable(dead); });
}

}  // namespace

void EvolveFact(const pb::Fact& fact, const Place& place, Txn& own) {
  const CityNumber city = fact.city();
  if (EvolveSetting(fact, place, own) || EvolveAlert(fact, place, own)) return;
  switch (fact.kind_case()) {
    case pb::Fact::kNoticePut:
      return NoticePut(city, fact.notice_put(), own);
    case pb::Fact::kNoticeDropped:
      return NoticeDropped(city, fact.notice_dropped(), own);
    case pb::Fact::kDigestScheduled:
      return ChangeRecipient(city, fact.digest_scheduled().recipient(), own,
                             [&](pb::RecipientRow& row) { row.set_digest_at(fact.digest_scheduled().at()); });
    case pb::Fact::kDigestComposed:
      return Composed(city, fact.digest_composed(), place, own);
    case pb::Fact::kDigestDropped:
      return Dropped(city, fact.digest_dropped(), own);
    case pb::Fact::kAttemptBegun:
      return Begun(city, fact.attempt_begun(), place, own);
    case pb::Fact::kAttemptEnded:
      return Ended(city, fact.attempt_ended(), place, own);
    case pb::Fact::kRecipientReachable:
      return ChangeRecipient(city, fact.recipient_reachable().recipient(), own,
                             [](pb::RecipientRow& row) { row.set_unreachable(false); });
    case pb::Fact::kAlertsAnswered: {
      const std::string key = DigestKey(city, fact.alerts_answered().digest());
      auto digest = Get<pb::DigestRow>(own, key);
      PADU_CHECK(digest.has_value());
      digest->set_answered_at(place.decided_at);
      digest->set_answered_row(place.sequence);
      return own.Put(key, digest->SerializeAsString());
    }
    default:
      PADU_FATAL("a fact of no kind reached the fold");
  }
}

}  // namespace padu::notification
