#include "services/matching/domain/decide.h"

#include <algorithm>
#include <string>

#include "common/base/status.h"
#include "services/matching/domain/limits.h"
#include "services/matching/domain/reasons.h"
#include "services/matching/domain/rulebook.h"
#include "services/matching/domain/rules/check_settings.h"
#include "services/matching/domain/work.h"

namespace padu::matching {
namespace {

namespace reg = ::padu::registry::v1;

class Saver {
 public:
  Saver(const pb::SaveCommand& command, const store::Reader& tables, journal::Emitter& out)
      : command_(command), tables_(tables), out_(out) {
    fact_.set_city(command.city());
  }

  absl::Status Save() {
    switch (command_.setting_case()) {
      case pb::SaveCommand::kProgrammeRule:
        return Save(command_.programme_rule());
      case pb::SaveCommand::kNeed:
        return Save(command_.need());
      case pb::SaveCommand::kRanking:
        return Save(command_.ranking());
      case pb::SaveCommand::kCompatibility:
        return Save(command_.compatibility());
      case pb::SaveCommand::kFeedExpectation:
        return Save(command_.feed_expectation());
      case pb::SaveCommand::SETTING_NOT_SET:
        break;
    }
    return Refused(Reason::kSettingMissing);
  }

 private:
  absl::Status Save(const pb::ProgrammeRule& rule) {
    const auto programme = Get<reg::ProgrammeContent>(tables_, ProgrammeViewKey(command_.city(), rule.programme()));
    if (!programme) return Refused(Reason::kProgrammeUnknown, {{"field", "rule.programme"}});
    RETURN_IF_ERROR(CheckProgrammeRule(rule, programme->assistance_unit(), command_.city()));
    ASSIGN_OR_RETURN(const std::uint32_t version, NextVersion(pb::SettingRow::kProgrammeRule, rule.programme()));
    *fact_.mutable_programme_rule_saved()->mutable_rule() = rule;
    fact_.mutable_programme_rule_saved()->set_version(version);
    return Emit("PROGRAMME_RULE_SAVED");
  }

  absl::Status Save(const pb::Need& need) {
    RETURN_IF_ERROR(CheckNeed(need, command_.city()));
    for (int i = 0; i < need.aid_kinds_size(); ++i) {
      RETURN_IF_ERROR(CheckKind(need.aid_kinds(i), "need.aid_kinds[" + std::to_string(i) + "]"));
    }
    ASSIGN_OR_RETURN(const std::uint32_t version, NextVersion(pb::SettingRow::kNeed, need.need()));
    if (version == 1 && book_.needs().size() >= kNeedsMax) return Refused(Reason::kTooManyNeeds);
    *fact_.mutable_need_saved()->mutable_need() = need;
    fact_.mutable_need_saved()->set_version(version);
    return Emit("NEED_SAVED");
  }

  absl::Status Save(const pb::Ranking& ranking) {
    RETURN_IF_ERROR(CheckRanking(ranking));
    ASSIGN_OR_RETURN(const std::uint32_t version, NextVersion(pb::SettingRow::kRanking, ""));
    *fact_.mutable_ranking_saved()->mutable_ranking() = ranking;
    fact_.mutable_ranking_saved()->set_version(version);
    return Emit("RANKING_SAVED");
  }

  absl::Status Save(const pb::Compatibility& compatibility) {
    RETURN_IF_ERROR(CheckCompatibility(compatibility));
    for (int i = 0; i < compatibility.lines_size(); ++i) {
      RETURN_IF_ERROR(CheckLine(compatibility.lines(i), "compatibility.lines[" + std::to_string(i) + "]."));
    }
    ASSIGN_OR_RETURN(const std::uint32_t version, NextVersion(pb::SettingRow::kCompatibility, ""));
    *fact_.mutable_compatibility_saved()->mutable_compatibility() = compatibility;
    fact_.mutable_compatibility_saved()->set_version(version);
    return Emit("COMPATIBILITY_SAVED");
  }

  absl::Status Save(const pb::FeedExpectation& expectation) {
    RETURN_IF_ERROR(CheckFeedExpectation(expectation));
    std::string known;
    if (!tables_.Get(StakeholderViewKey(command_.city(), expectation.stakeholder()), &known)) {
      return Refused(Reason::kStakeholderUnknown, {{"field", "expectation.stakeholder"}});
    }
    ASSIGN_OR_RETURN(const std::uint32_t version,
                     NextVersion(pb::SettingRow::kFeedExpectation, expectation.stakeholder()));
    *fact_.mutable_feed_expectation_saved()->mutable_expectation() = expectation;
    fact_.mutable_feed_expectation_saved()->set_version(version);
    return Emit("FEED_EXPECTATION_SAVED");
  }

  absl::Status CheckKind(const std::string& kind, const std::string& field) const {
    const auto& all = book_.programmes();
    const bool known =
        std::any_of(all.begin(), all.end(), [&](const Programme& programme) { return programme.kind == kind; });
    return known ? absl::OkStatus() : Refused(Reason::kAidKindUnknown, {{"field", field}});
  }

  absl::Status CheckLine(const pb::CompatibilityLine& line, const std::string& path) const {
    for (const auto& [kind, field] : {std::pair(&line.kind_a(), "kind_a"), std::pair(&line.kind_b(), "kind_b")}) {
      if (!kind->empty()) RETURN_IF_ERROR(CheckKind(*kind, path + field));
    }
    for (const auto& [programme, field] :
         {std::pair(&line.programme_a(), "programme_a"), std::pair(&line.programme_b(), "programme_b")}) {
      std::string known;
      if (!programme->empty() && !tables_.Get(ProgrammeViewKey(command_.city(), *programme), &known)) {
        return Refused(Reason::kProgrammeUnknown, {{"field", path + field}});
      }
    }
    return absl::OkStatus();
  }

  // ETAG_MISMATCH unless the command's etag is empty or the version in force.
  absl::StatusOr<std::uint32_t> NextVersion(SettingKind kind, const std::string& id) const {
    const auto row = Get<pb::SettingRow>(tables_, SettingKey(kind, command_.city(), id));
    const std::uint32_t version = row ? row->version() : 0;
    if (!command_.etag().empty() && command_.etag() != std::to_string(version)) return Refused(Reason::kEtagMismatch);
    return version + 1;
  }

  absl::Status Emit(std::string_view why) {
    out_.Emit(fact_);
    BeginSweep(command_.city(), why, tables_, out_);
    return absl::OkStatus();
  }

  const pb::SaveCommand& command_;
  const store::Reader& tables_;
  journal::Emitter& out_;
  const Rulebook book_{tables_, command_.city()};
  pb::Fact fact_;
};

}  // namespace

absl::Status DecideSave(const pb::SaveCommand& command, std::string_view caller, const store::Reader& tables,
                        journal::Emitter& out) {
  if (!caller.starts_with("operators/")) return Refused(Reason::kCallerNotPermitted);
  return Saver(command, tables, out).Save();
}

}  // namespace padu::matching
