#include "services/notification/domain/digest_lines.h"

#include <algorithm>
#include <utility>

#include "services/notification/domain/limits.h"
#include "services/notification/domain/routing.h"
#include "services/notification/domain/status.h"

namespace padu::notification {

DigestLines::DigestLines(const Context& context, std::string recipient)
    : context_(context), recipient_(std::move(recipient)), silences_(context.tables, context.city, context.now()) {}

void DigestLines::Gather() {
  const std::string prefix = NoticePrefix(context_.city, recipient_);
  for (auto at = context_.tables.Scan(prefix, PrefixEnd(prefix)); at->Valid(); at->Next()) {
    if (notices_.size() == kAlertsPerDigest) {
      LookAgainAt(context_.now() + kMicrosPerSecond);
      break;
    }
    pb::Notice notice;
    PADU_CHECK(notice.ParseFromArray(at->value().data(), static_cast<int>(at->value().size())));
    Take(notice);
  }
  const std::string_view stakeholder = IdAfter(recipient_, kStakeholderPrefix);
  if (!stakeholder.empty()) TakeVerdicts(std::string(stakeholder));
}

void DigestLines::Take(const pb::Notice& notice) {
  if (notice.has_alert()) return TakeAlert(notice);
  notices_.push_back(notice.key());
  ++counts_[{notice.kind(), notice.kelurahan(), notice.subject()}];
}

void DigestLines::TakeAlert(const pb::Notice& notice) {
  const auto alert = GetAlert(context_.tables, context_.city, notice.alert());
  PADU_CHECK(alert.has_value());  // alerts are for ever
  if (alert->held()) return;      // told when it goes on
  const auto& told = alert->routing().recipients();
  const bool is_mine = std::find(told.begin(), told.end(), recipient_) != told.end();
  if (is_mine && WantsAnswer(alert->state())) {
    if (const auto until = silences_.Until(alert->kelurahan(), alert->need())) return LookAgainAt(*until);
    alerts_.push_back(notice.alert());
    ++counts_[{notice.kind(), alert->kelurahan(), alert->need()}];
  }
  notices_.push_back(notice.key());
}

void DigestLines::TakeVerdicts(const std::string& stakeholder) {
  const auto seen = Get<pb::VerdictView>(context_.tables, VerdictViewKey(context_.city, stakeholder));
  if (!seen) return;
  const auto row = Get<pb::RecipientRow>(context_.tables, RecipientKey(context_.city, recipient_));
  for (const pb::VerdictCount& count : seen->counts()) {
    std::int64_t before = 0;
    if (row) {
      for (const pb::VerdictCount& told : row->told()) {
        if (told.kind() == count.kind() && told.reason() == count.reason()) before = told.count();
      }
    }
    if (count.count() > before) counts_[{count.kind(), "", count.reason()}] = count.count() - before;
    told_.push_back(count);
  }
}

void DigestLines::LookAgainAt(UnixMicros at) { next_at_ = next_at_ == 0 ? at : std::min(next_at_, at); }

void DigestLines::SetNames(pb::DigestLine& line) const {
  if (!line.kelurahan().empty()) {
    const auto region = Get<pb::NameView>(context_.tables, RegionViewKey(context_.city, line.kelurahan()));
    line.set_place(region ? region->name_id() : line.kelurahan());
  }
  std::optional<pb::NameView> names;
  if (IsOfAlerts(line.kind())) {
    names = Get<pb::NameView>(context_.tables, NeedViewKey(context_.city, line.subject()));
  } else if (line.kind() == pb::NOTICE_KIND_FEED_SILENT || line.kind() == pb::NOTICE_KIND_FEED_RESUMED) {
    names = Get<pb::NameView>(context_.tables, StakeholderViewKey(context_.city, line.subject()));
  }
  line.set_subject_id(names ? names->name_id() : line.subject());
  line.set_subject_en(names && !names->name_en().empty() ? names->name_en() : line.subject_id());
}

void DigestLines::MoveTo(pb::DigestComposed& digest) {
  for (const auto& [group, count] : counts_) {
    pb::DigestLine& line = *digest.add_lines();
    line.set_kind(std::get<0>(group));
    line.set_kelurahan(std::get<1>(group));
    line.set_subject(std::get<2>(group));
    line.set_count(count);
    SetNames(line);
  }
  for (pb::AlertId& alert : alerts_) *digest.add_alerts() = std::move(alert);
  for (std::string& key : notices_) digest.add_notices(std::move(key));
  for (pb::VerdictCount& count : told_) *digest.add_told() = std::move(count);
  digest.set_next_at(next_at_);
}

}  // namespace padu::notification
