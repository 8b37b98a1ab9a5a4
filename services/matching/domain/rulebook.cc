#include "services/matching/domain/rulebook.h"

#include <algorithm>
#include <utility>

#include "services/matching/domain/limits.h"
#include "services/matching/domain/rules/eligibility.h"

namespace padu::matching {
namespace {

namespace reg = ::padu::registry::v1;

// Of a programme for which the city has chosen none.
std::string DefaultKind(reg::BenefitType type) {
  switch (type) {
    case reg::BENEFIT_TYPE_MONEY:
      return "money";
    case reg::BENEFIT_TYPE_GOODS:
      return "goods";
    case reg::BENEFIT_TYPE_SERVICE:
      return "service";
    default:
      return "";
  }
}

template <typename Visit>
void ForEach(const store::Reader& tables, const std::string& prefix, Visit visit) {
  for (auto at = tables.Scan(prefix, PrefixEnd(prefix)); at->Valid(); at->Next()) {
    visit(at->key().substr(prefix.size()), at->value());
  }
}

}  // namespace

const std::vector<pb::Need>& Rulebook::needs() const {
  if (needs_) return *needs_;
  needs_.emplace();
  ForEach(tables_, SettingPrefix(pb::SettingRow::kNeed, city_), [&](std::string_view, std::string_view value) {
    needs_->push_back(ParseValue<pb::SettingRow>(value).need());
  });
  if (supposed_need_) {
    std::erase_if(*needs_, [&](const pb::Need& need) { return need.need() == supposed_need_->need(); });
    needs_->push_back(*supposed_need_);
    std::sort(needs_->begin(), needs_->end(), [](const pb::Need& a, const pb::Need& b) { return a.need() < b.need(); });
  }
  return *needs_;
}

std::optional<pb::ProgrammeRule> Rulebook::RuleFor(const std::string& programme) const {
  if (supposed_rule_ && supposed_rule_->programme() == programme) return supposed_rule_;
  auto row = Get<pb::SettingRow>(tables_, SettingKey(pb::SettingRow::kProgrammeRule, city_, programme));
  if (!row) return std::nullopt;
  return std::move(*row->mutable_programme_rule());
}

const std::vector<Programme>& Rulebook::programmes() const {
  if (programmes_) return *programmes_;
  programmes_.emplace();
  ForEach(tables_, ProgrammeViewPrefix(city_), [&](std::string_view, std::string_view value) {
    Programme programme{.content = ParseValue<reg::ProgrammeContent>(value)};
    const auto rule = RuleFor(programme.content.programme());
    programme.kind = rule ? rule->aid_kind() : DefaultKind(programme.content.benefit_type());
    programme.rule = rule && rule->has_rule()
                         ? rule->rule()
                         : RuleOf(programme.content.eligibility(), programme.content.assistance_unit());
    programmes_->push_back(std::move(programme));
  });
  return *programmes_;
}

const pb::Ranking& Rulebook::ranking() const {
  if (!ranking_) {
    auto row = Get<pb::SettingRow>(tables_, SettingKey(pb::SettingRow::kRanking, city_, ""));
    ranking_ = row ? std::move(*row->mutable_ranking()) : pb::Ranking();
  }
  return *ranking_;
}

const pb::SettingRow& Rulebook::compatibility() const {
  if (!compatibility_) {
    compatibility_ =
        Get<pb::SettingRow>(tables_, SettingKey(pb::SettingRow::kCompatibility, city_, "")).value_or(pb::SettingRow());
  }
  return *compatibility_;
}

const std::vector<SilentFeed>& Rulebook::silent_feeds() const {
  if (silent_) return *silent_;
  silent_.emplace();
  ForEach(tables_, FeedStatePrefix(city_), [&](std::string_view stakeholder, std::string_view) {
    SilentFeed feed{.stakeholder = std::string(stakeholder), .relied_on_days = kReliedOnDaysDefault};
    const auto row = Get<pb::SettingRow>(tables_, SettingKey(pb::SettingRow::kFeedExpectation, city_, stakeholder));
    if (row && row->feed_expectation().relied_on_days() > 0) {
      feed.relied_on_days = row->feed_expectation().relied_on_days();
    }
    silent_->push_back(std::move(feed));
  });
  return *silent_;
}

const std::string& Rulebook::KindOf(const std::string& programme) const {
  const auto known = kinds_.find(programme);
  if (known != kinds_.end()) return known->second;
  std::string kind;
  if (const auto rule = RuleFor(programme)) {
    kind = rule->aid_kind();
  } else if (const auto content = Get<reg::ProgrammeContent>(tables_, ProgrammeViewKey(city_, programme))) {
    kind = DefaultKind(content->benefit_type());
  }
  return kinds_.emplace(programme, std::move(kind)).first->second;
}

bool Rulebook::Serves(const pb::Need& need, std::string_view kind) {
  if (need.aid_kinds().empty()) return true;
  return std::find(need.aid_kinds().begin(), need.aid_kinds().end(), kind) != need.aid_kinds().end();
}

bool RegionContains(std::string_view region, std::string_view code) {
  if (region.empty()) return true;
  return code.starts_with(region) && (code.size() == region.size() || code[region.size()] == '.');
}

}  // namespace padu::matching
