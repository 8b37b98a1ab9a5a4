#include "services/notification/domain/upstream.h"

#include <string>
#include <vector>

#include "services/notification/domain/alerts.h"
#include "services/notification/domain/digests.h"
#include "services/notification/domain/views.h"

namespace padu::notification {
namespace {

namespace reg = ::padu::registry::v1;
namespace led = ::padu::ledger::v1;
namespace mat = ::padu::matching::v1;

std::string AidText(const mat::AidRef& aid) {
  return std::to_string(aid.sequence()) + "-" + std::to_string(aid.index());
}

// Names an overlap, whoever asks: the same pair that is found again after it was cleared is the same.
std::string OverlapId(const mat::OverlapFound& overlap) {
  return overlap.household() + "/" + AidText(overlap.first()) + "/" + AidText(overlap.second());
}

void OverlapFound(const Context& context, const mat::OverlapFound& overlap) {
  if (overlap.verdict() != mat::COMPATIBILITY_VERDICT_NOT_ALLOWED) return;
  pb::Notice notice;
  notice.set_kind(pb::NOTICE_KIND_OVERLAP);
  notice.set_key("overlap/" + OverlapId(overlap));
  notice.set_kelurahan(overlap.kelurahan());
  std::vector<std::string> recipients;
  for (const mat::AidRef* aid : {&overlap.first(), &overlap.second()}) {
    std::string recipient = std::string(kStakeholderPrefix) + aid->stakeholder();
    std::string told;
    if (context.tables.Get(ToldOnceKey(context.city, recipient, notice.key()), &told)) continue;
    if (recipients.empty() || recipients[0] != recipient) recipients.push_back(std::move(recipient));
  }
  if (!recipients.empty()) PutNotice(context, std::move(notice), recipients);
}

void OverlapCleared(const Context& context, const mat::OverlapFound& overlap) {
  const std::string key = "overlap/" + OverlapId(overlap);
  for (const mat::AidRef* aid : {&overlap.first(), &overlap.second()}) {
    DropNotice(context, std::string(kStakeholderPrefix) + aid->stakeholder(), key);
  }
}

void FeedChanged(const Context& context, const std::string& stakeholder, bool silent) {
  const std::string key = "feed/" + stakeholder;
  if (!silent && DropNotice(context, kOperations, key)) return;  // nobody has heard of the silence
  pb::Notice notice;
  notice.set_kind(silent ? pb::NOTICE_KIND_FEED_SILENT : pb::NOTICE_KIND_FEED_RESUMED);
  notice.set_key(key);
  notice.set_subject(stakeholder);
  PutNotice(context, std::move(notice), {kOperations});
}

void TakeMatching(const Context& context, const mat::Fact& fact, AlertNumbers& numbers) {
  const auto stands = [&](const mat::Standing& standing, const std::string& stakeholder = "") {
    TakeStanding(context, standing, stakeholder, numbers);
  };
  switch (fact.kind_case()) {
    case mat::Fact::kHouseholdQualified:
      return stands(fact.household_qualified());
    case mat::Fact::kHouseholdBecameUnserved:
      return stands(fact.household_became_unserved());
    case mat::Fact::kHouseholdBecameUnderserved:
      return stands(fact.household_became_underserved());
    case mat::Fact::kHouseholdBecameUncertain:
      return stands(fact.household_became_uncertain());
    case mat::Fact::kHouseholdServed:
      return stands(fact.household_served().standing(), fact.household_served().stakeholder());
    case mat::Fact::kStandingUpdated:
      return stands(fact.standing_updated());
    case mat::Fact::kHouseholdDisqualified:
      return stands(fact.household_disqualified().standing());
    case mat::Fact::kOverlapFound:
      return OverlapFound(context, fact.overlap_found());
    case mat::Fact::kOverlapCleared:
      return OverlapCleared(context, fact.overlap_cleared().overlap());
    case mat::Fact::kFeedSilent:
      return FeedChanged(context, fact.feed_silent().stakeholder(), true);
    case mat::Fact::kWorkDone:
      return HurryDigests(context);
    case mat::Fact::kFeedResumed:
      return FeedChanged(context, fact.feed_resumed().stakeholder(), false);
    default:
      return;
  }
}

}  // namespace

void DecideRegistryRow(const journal::Row& row, const journal::Moment& moment, const store::Reader& tables,
                       journal::Emitter& out) {
  for (const reg::Fact& fact : FactsOf<reg::Fact>(row)) {
    if (!fact.has_officer_assigned()) continue;
    const std::string recipient = std::string(kOfficerPrefix) + fact.officer_assigned().officer();
    const auto known = Get<pb::RecipientRow>(tables, RecipientKey(fact.city(), recipient));
    if (!known || !known->unreachable()) continue;
    pb::Fact reachable;
    reachable.set_city(fact.city());
    reachable.mutable_recipient_reachable()->set_recipient(recipient);
    out.Emit(reachable);
  }
}

void DecideLedgerRow(const journal::Row& row, const journal::Moment& moment, const store::Reader& tables,
                     journal::Emitter& out) {
  for (const led::Fact& fact : FactsOf<led::Fact>(row)) {
    const auto verdict = BadVerdictOf(fact);
    if (!verdict || verdict->stakeholder.empty()) continue;
    ScheduleSummary({verdict->city, moment, tables, out}, verdict->stakeholder);
  }
}

void DecideMatchingRow(const journal::Row& row, const journal::Moment& moment, const store::Reader& tables,
                       journal::Emitter& out) {
  AlertNumbers numbers(moment);
  for (const mat::Fact& fact : FactsOf<mat::Fact>(row)) TakeMatching({fact.city(), moment, tables, out}, fact, numbers);
}

}  // namespace padu::notification
