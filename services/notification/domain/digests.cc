#include "services/notification/domain/digests.h"

#include <algorithm>
#include <vector>

#include "services/notification/domain/digest_lines.h"
#include "services/notification/domain/hours.h"
#include "services/notification/domain/limits.h"
#include "services/notification/domain/moves.h"
#include "services/notification/domain/policy.h"
#include "services/notification/domain/routing.h"

namespace padu::notification {
namespace {

pb::RecipientRow RecipientOf(const Context& context, const std::string& recipient) {
  const auto row = Get<pb::RecipientRow>(context.tables, RecipientKey(context.city, recipient));
  return row.value_or(pb::RecipientRow());
}

void EmitSchedule(const Context& context, const std::string& recipient, UnixMicros at) {
  pb::Fact fact = context.NewFact();
  fact.mutable_digest_scheduled()->set_recipient(recipient);
  fact.mutable_digest_scheduled()->set_at(at);
  context.out.Emit(fact);
}

void Schedule(const Context& context, const std::string& recipient, std::int64_t wait_s, const pb::Policy& policy) {
  const pb::RecipientRow row = RecipientOf(context, recipient);
  UnixMicros at = context.now() + wait_s * kMicrosPerSecond;
  if (recipient != kOperations) {
    if (row.told_at() != 0) at = std::max(at, row.told_at() + policy.digest_interval_s() * kMicrosPerSecond);
    at = AfterQuiet(policy, at, context.city);
  }
  if (row.digest_at() == 0 || at < row.digest_at()) EmitSchedule(context, recipient, at);
}

bool MatchingWorks(const Context& context) {
  const std::string prefix = WorkViewPrefix(context.city);
  return context.tables.Scan(prefix, PrefixEnd(prefix))->Valid();
}

// When a digest that is due must wait all the same; 0: it need not. Operations hear of it whenever it is.
UnixMicros MustWaitUntil(const Context& context, const std::string& recipient, const pb::Policy& policy) {
  if (recipient == kOperations) return 0;
  if (context.IsBehind()) return context.now() + kBehindPause;
  if (recipient.starts_with(kOfficerPrefix) && MatchingWorks(context)) return context.now() + kSweepPause;
  const UnixMicros after = AfterQuiet(policy, context.now(), context.city);
  return after > context.now() ? after : 0;
}

std::vector<pb::Channel> ChannelsOf(const Context& context, const std::string& recipient, const pb::Policy& policy) {
  std::vector<pb::Channel> channels;
  if (recipient.starts_with(kOfficerPrefix)) {
    for (const int channel : policy.officer_channels()) channels.push_back(static_cast<pb::Channel>(channel));
    return channels;
  }
  const auto row = Get<pb::SettingRow>(context.tables, SettingKey(pb::SettingRow::kContact, context.city, recipient));
  if (row && !row->contact().email().empty()) channels.push_back(pb::CHANNEL_EMAIL);
  if (row && !row->contact().webhook_url().empty()) channels.push_back(pb::CHANNEL_WEBHOOK);
  return channels;
}

void EmitDropped(const Context& context, const std::string& recipient, const std::vector<std::string>& notices,
                 UnixMicros next_at) {
  pb::Fact fact = context.NewFact();
  fact.mutable_digest_dropped()->set_recipient(recipient);
  for (const std::string& key : notices) fact.mutable_digest_dropped()->add_notices(key);
  fact.mutable_digest_dropped()->set_next_at(next_at);
  context.out.Emit(fact);
}

}  // namespace

bool Context::IsBehind() const { return now() - MatchingTime(tables) > kBehindMost; }

void ScheduleDigest(const Context& context, const std::string& recipient) {
  const pb::Policy policy = PolicyOf(context.tables, context.city);
  Schedule(context, recipient, policy.group_wait_s(), policy);
}

void ScheduleSummary(const Context& context, const std::string& stakeholder) {
  const pb::Policy policy = PolicyOf(context.tables, context.city);
  Schedule(context, std::string(kStakeholderPrefix) + stakeholder, policy.summary_after_s(), policy);
}

void HurryDigests(const Context& context) {
  const pb::Policy policy = PolicyOf(context.tables, context.city);
  std::vector<std::string> waiting;
  const std::string prefix = RecipientPrefix(context.city);
  for (auto at = context.tables.Scan(prefix, PrefixEnd(prefix)); at->Valid(); at->Next()) {
    std::string recipient(at->key().substr(prefix.size()));
    if (RecipientOf(context, recipient).digest_at() != 0) waiting.push_back(std::move(recipient));
  }
  for (const std::string& recipient : waiting) Schedule(context, recipient, policy.group_wait_s(), policy);
}

void PutNotice(const Context& context, pb::Notice notice, const std::vector<std::string>& recipients) {
  pb::Fact fact = context.NewFact();
  *fact.mutable_notice_put()->mutable_notice() = std::move(notice);
  for (const std::string& recipient : recipients) fact.mutable_notice_put()->add_recipients(recipient);
  context.out.Emit(fact);
  for (const std::string& recipient : recipients) ScheduleDigest(context, recipient);
}

bool DropNotice(const Context& context, const std::string& recipient, const std::string& key) {
  std::string known;
  if (!context.tables.Get(NoticeKey(context.city, recipient, key), &known)) return false;
  pb::Fact fact = context.NewFact();
  fact.mutable_notice_dropped()->set_recipient(recipient);
  fact.mutable_notice_dropped()->set_key(key);
  context.out.Emit(fact);
  return true;
}

void ComposeDigest(const Context& context, const std::string& recipient) {
  const pb::Policy policy = PolicyOf(context.tables, context.city);
  if (const UnixMicros until = MustWaitUntil(context, recipient, policy); until != 0) {
    EmitSchedule(context, recipient, until);
    return;
  }
  if (recipient.starts_with(kOfficerPrefix) && !GiveNoticesAway(context, recipient)) {
    EmitSchedule(context, recipient, context.now() + kMicrosPerSecond);
    return;
  }
  const std::vector<pb::Channel> channels = ChannelsOf(context, recipient, policy);
  // An institution without an address: what it is to be told waits until one is saved.
  if (channels.empty()) return EmitDropped(context, recipient, {}, 0);
  DigestLines lines(context, recipient);
  lines.Gather();
  if (lines.empty()) return EmitDropped(context, recipient, lines.notices(), lines.next_at());
  pb::Fact fact = context.NewFact();
  pb::DigestComposed& digest = *fact.mutable_digest_composed();
  digest.set_digest(context.moment.sequence);
  digest.set_recipient(recipient);
  lines.MoveTo(digest);
  digest.set_link_until(context.now() + policy.link_valid_s() * kMicrosPerSecond);
  digest.set_template_version(kTemplateVersion);
  for (const pb::Channel channel : channels) digest.add_channels(channel);
  context.out.Emit(fact);
}

void SkipDigest(const Context& context, const std::string& recipient) {
  EmitSchedule(context, recipient, context.now() + kSilencedPause);
}

}  // namespace padu::notification
