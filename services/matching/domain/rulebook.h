// What a city has set, with the registry's programmes, as the tables have it now: read once, when first asked for, and
// used for all that one decision or one request looks at. One thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "padu/registry/v1/reference_facts.pb.h"
#include "services/matching/domain/tables.h"

namespace padu::matching {

// A programme, and what matching knows of it.
struct Programme {
  registry::v1::ProgrammeContent content;
  std::string kind;     // of its aid
  pb::Expression rule;  // who may receive; without a node: everybody
};

// A feed that is silent, and for how long before a household became unserved its aid makes absence uncertain.
struct SilentFeed {
  std::string stakeholder;
  int relied_on_days = 0;
};

class Rulebook {
 public:
  // `tables` outlives it.
  Rulebook(const store::Reader& tables, CityNumber city) : tables_(tables), city_(city) {}

  CityNumber city() const { return city_; }
  const store::Reader& tables() const { return tables_; }

  // All, retired ones too, by id.
  const std::vector<pb::Need>& needs() const;
  // All, those that run no more too, by id.
  const std::vector<Programme>& programmes() const;
  const pb::Ranking& ranking() const;
  // With its version; version 0: there is none.
  const pb::SettingRow& compatibility() const;
  const std::vector<SilentFeed>& silent_feeds() const;
  // The kind of a programme's aid; empty: neither a rule nor the registry has the programme.
  const std::string& KindOf(const std::string& programme) const;
  // Whether aid of the kind serves the need.
  static bool Serves(const pb::Need& need, std::string_view kind);

  // As if this were saved: for what would be. Before the first question.
  void Suppose(const pb::Need& need) { supposed_need_ = need; }
  void Suppose(const pb::ProgrammeRule& rule) { supposed_rule_ = rule; }

 private:
  std::optional<pb::ProgrammeRule> RuleFor(const std::string& programme) const;

  const store::Reader& tables_;
  const CityNumber city_;
  std::optional<pb::Need> supposed_need_;
  std::optional<pb::ProgrammeRule> supposed_rule_;
  mutable std::optional<std::vector<pb::Need>> needs_;
  mutable std::optional<std::vector<Programme>> programmes_;
  mutable std::optional<pb::Ranking> ranking_;
  mutable std::optional<pb::SettingRow> compatibility_;
  mutable std::optional<std::vector<SilentFeed>> silent_;
  mutable std::map<std::string, std::string> kinds_;
};

// "64.74" contains "64.74.03.1002" and itself; an empty region contains every code.
bool RegionContains(std::string_view region, std::string_view code);

}  // namespace padu::matching
