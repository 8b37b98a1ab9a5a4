#include "services/matching/domain/testing/world.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <utility>

#include "common/base/status.h"

namespace padu::matching::testing {

Day DayAt(std::string_view text) { return ParseDay(text).value(); }

UnixMicros NoonOf(Day day) { return day * kMicrosPerDay + (12 - UtcOffsetHours(kBontang)) * kMicrosPerHour; }

class World::Out final : public journal::Emitter {
 public:
  Out(const MatchingMachine& machine, Kept& row, store::Txn& tables) : machine_(machine), row_(row), tables_(tables) {}

  // Through its bytes: what does not survive them shows.
  void Emit(const journal::MessageLite& fact) override {
    row_.facts.push_back(fact.SerializeAsString());
    row_.place.index = static_cast<int>(row_.facts.size()) - 1;
    Fold(machine_, row_.facts.back(), row_.place, tables_);
  }

  static void Fold(const MatchingMachine& machine, const std::string& bytes, const journal::Place& place,
                   store::Txn& tables) {
    const auto fact = machine.NewFact();
    PADU_CHECK(fact->ParseFromString(bytes));
    PADU_CHECK(machine.Knows(*fact));
    machine.Evolve(*fact, place, tables);
  }

 private:
  const MatchingMachine& machine_;
  Kept& row_;
  store::Txn& tables_;
};

World::World(bool clock) {
  now = NoonOf(DayAt("2026-03-15"));
  std::vector<std::string> facts;
  for (const std::string_view code : {std::string_view("64.74"), kTelihan, kBelimbing}) {
    facts.push_back("region_defined { code: '" + std::string(code) + "' }");
  }
  for (const char* id : {"dinsos", "baznas", "pupuk"}) {
    facts.push_back(std::string("stakeholder_registered { stakeholder: '") + id + "' active: true }");
  }
  Registry(std::move(facts));
  if (clock) ReachTime(now);
}

// Changes of one kind of tables only.
template <typename Change>
void World::Commit(bool views, Change change) {
  store::Overlay overlay(store_);
  change(overlay);
  store::Batch batch;
  overlay.TakeTo(batch);
  for (const store::Batch::Change& each : batch.changes()) {
    PADU_CHECK((static_cast<std::uint8_t>(each.key.at(0)) >= journal::kFirstViewTag) == views);
  }
  store_.Commit(batch, store::Durability::kSynced);
  overlay.Committed();
}

template <typename Decide>
void World::Row(Decide decide) {
  Kept row{.place = {.sequence = rows_.size(), .decided_at = now},
           .cause = std::make_shared<common::v1::Cause>(),
           .facts = {}};
  row.place.cause = row.cause.get();
  Commit(false, [&](store::Overlay& overlay) {
    Out out(machine_, row, overlay);
    decide(*row.cause, journal::Moment{.now = now, .sequence = rows_.size()}, overlay, out);
  });
  for (const std::string& bytes : row.facts) last_.emplace_back().ParseFromString(bytes);
  if (!row.facts.empty()) rows_.push_back(std::move(row));
}

Sequence World::Upstream(int upstream, common::v1::Row row) {
  last_.clear();
  row.set_sequence(next_[upstream]++);
  row.set_decided_at(now);
  Commit(true, [&](store::Overlay& overlay) { PADU_CHECK(machine_.EvolveView(upstream, row, overlay).ok()); });
  Row([&](common::v1::Cause&, const journal::Moment& moment, const store::Reader& tables, journal::Emitter& out) {
    machine_.DecideUpstream(upstream, row, moment, tables, out);
  });
  return row.sequence();
}

void World::Registry(std::vector<std::string> facts) {
  std::vector<registry::v1::Fact> parsed;
  for (const std::string& fact : facts) parsed.push_back(Parse<registry::v1::Fact>(fact));
  RegistryFacts(parsed);
}

void World::RegistryFacts(const std::vector<registry::v1::Fact>& facts) {
  common::v1::Row row;
  for (registry::v1::Fact fact : facts) {
    fact.set_city(kBontang);
    row.add_facts(fact.SerializeAsString());
  }
  Upstream(0, std::move(row));
}

Sequence World::Ledger(ledger::v1::Fact fact) {
  common::v1::Row row;
  row.add_facts(fact.SerializeAsString());
  return Upstream(1, std::move(row));
}

Sequence World::LedgerEngine(std::string_view engine_fact) {
  common::v1::Row row;
  PADU_CHECK(google::protobuf::TextFormat::ParseFromString(std::string(engine_fact), row.add_engine_facts()));
  return Upstream(1, std::move(row));
}

void World::AddProgramme(const std::string& programme, std::string_view more) {
  auto fact = Parse<registry::v1::Fact>(
      "programme_saved { programme: '" + programme +
      "' stakeholder: 'dinsos' assistance_unit: ASSISTANCE_UNIT_HOUSEHOLD benefit_type: BENEFIT_TYPE_MONEY"
      " region: '64.74' active: true }");
  registry::v1::ProgrammeContent content;
  PADU_CHECK(google::protobuf::TextFormat::ParseFromString(std::string(more), &content));
  fact.mutable_programme_saved()->MergeFrom(content);
  RegistryFacts({std::move(fact)});
}

void World::AddHousehold(const std::string& household, std::vector<std::string> more) {
  std::vector<std::string> facts = {
      "household_registered { household: '" + household + "' domicile { kelurahan: '64.74.03.1002' } from_day: 20000 }",
      "person_registered { person: 'pe-" + household + "' membership { household: '" + household +
          "' relation: RELATION_HEAD from_day: 20000 } content { sex: SEX_FEMALE birth_month: 23800 } }",
      "household_verification_changed { household: '" + household + "' to: VERIFICATION_STATE_ACTIVE }"};
  facts.insert(facts.end(), more.begin(), more.end());
  Registry(std::move(facts));
}

void World::AddPerson(const std::string& household, const std::string& person, int birth_year) {
  Registry({"person_registered { person: '" + person + "' membership { household: '" + household +
            "' from_day: 20000 } content { birth_month: " + std::to_string(birth_year * 12) + " } }"});
}

AidId World::Give(const Gift& gift) {
  ledger::v1::Fact fact;
  auto& head = *fact.mutable_posted()->mutable_head();
  head.set_city(kBontang);
  head.set_stakeholder(gift.stakeholder);
  auto& entry = *fact.mutable_posted()->add_entries();
  entry.set_household(gift.household);
  entry.set_programme(gift.programme);
  entry.set_day(DayAt(gift.day));
  entry.set_person(gift.person);
  entry.set_family(gift.family);
  entry.set_kelurahan(gift.kelurahan);
  entry.set_quantity(gift.quantity);
  entry.set_unit(gift.unit);
  if (gift.quantity == 0) entry.set_rupiah(gift.rupiah);
  if (!gift.period_to.empty()) {
    entry.set_period_from(entry.day());
    entry.set_period_to(DayAt(gift.period_to));
  }
  const AidId id{Ledger(fact), 0};
  given_[id] = {entry, gift.stakeholder};
  return id;
}

void World::TakeBack(AidId id) {
  ledger::v1::Fact fact;
  auto& head = *fact.mutable_posted()->mutable_head();
  head.set_city(kBontang);
  head.set_stakeholder(given_.at(id).second);
  auto& entry = *fact.mutable_posted()->add_entries();
  entry = given_.at(id).first;
  entry.set_rupiah(-entry.rupiah());
  entry.set_quantity(-entry.quantity());
  entry.set_reverses_sequence(id.sequence);
  entry.set_reverses_index(id.index);
  Ledger(fact);
}

absl::Status World::Save(std::string_view setting, std::string_view caller) {
  last_.clear();
  auto command = std::make_shared<pb::SaveCommand>();
  PADU_CHECK(google::protobuf::TextFormat::ParseFromString(std::string(setting), command.get()));
  command->set_city(kBontang);
  absl::Status status;
  Row([&](common::v1::Cause& cause, const journal::Moment& moment, const store::Reader& tables, journal::Emitter& out) {
    cause.mutable_command()->set_caller(std::string(caller));
    status = machine_.DecideCommand({.cause = cause.command(), .request = command}, moment, tables, out).status();
  });
  PADU_CHECK(status.ok() || last_.empty());
  return status;
}

absl::StatusOr<common::v1::Row> World::Submit(journal::Command command) {
  last_.clear();
  absl::Status status;
  Row([&](common::v1::Cause& cause, const journal::Moment& moment, const store::Reader& tables, journal::Emitter& out) {
    *cause.mutable_command() = command.cause;
    status = machine_.DecideCommand(command, moment, tables, out).status();
  });
  if (!status.ok()) return status;
  return RowAt(rows() - 1);
}

common::v1::Row World::RowAt(Sequence sequence) const {
  const Kept& kept = rows_.at(sequence);
  common::v1::Row row;
  row.set_sequence(sequence);
  row.set_decided_at(kept.place.decided_at);
  *row.mutable_cause() = *kept.cause;
  for (const std::string& fact : kept.facts) row.add_facts(fact);
  return row;
}

void World::MustSave(std::string_view setting) {
  const absl::Status status = Save(setting);
  ASSERT_TRUE(status.ok()) << setting << ": " << RefusalOf(status).value_or(Refusal()).reason << " " << status;
  auto facts = std::move(last_);
  Work();
  facts.insert(facts.end(), last_.begin(), last_.end());
  last_ = std::move(facts);
}

void World::RegistryReaches(UnixMicros time) {
  common::v1::Row row;
  row.add_engine_facts()->mutable_time_passed()->set_input_time(time);
  Upstream(0, std::move(row));
}

void World::LedgerReaches(UnixMicros time) {
  common::v1::Row row;
  row.add_engine_facts()->mutable_time_passed()->set_input_time(time);
  Upstream(1, std::move(row));
}

void World::ReachTime(UnixMicros time) {
  now = std::max(now, time);
  RegistryReaches(time);
  auto facts = std::move(last_);
  LedgerReaches(time);
  facts.insert(facts.end(), last_.begin(), last_.end());
  Work();
  facts.insert(facts.end(), last_.begin(), last_.end());
  last_ = std::move(facts);
}

bool World::has_work() const { return store_.Scan(KeyWriter(kDueTag).str(), KeyWriter(kDueTag + 1).str())->Valid(); }

int World::Work(int most) {
  last_.clear();
  int steps = 0;
  for (; steps < most && has_work(); ++steps) {
    const std::string key(store_.Scan(KeyWriter(kDueTag).str(), "")->key());
    Row([&](common::v1::Cause&, const journal::Moment& moment, const store::Reader& tables, journal::Emitter& out) {
      machine_.DecideDue(key, moment, tables, out);
    });
    std::string value;
    PADU_CHECK(!store_.Get(key, &value));  // each step leaves another entry, or none
  }
  return steps;
}

void World::SkipWork() {
  last_.clear();
  PADU_CHECK(has_work());
  const std::string key(store_.Scan(KeyWriter(kDueTag).str(), "")->key());
  Row([&](common::v1::Cause&, const journal::Moment& moment, const store::Reader& tables, journal::Emitter& out) {
    machine_.DecideSkipDue(key, moment, tables, out);
  });
}

std::optional<pb::Standing> World::Standing(const std::string& household, const std::string& need) const {
  const auto all = Get<pb::HouseholdStandings>(store_, StandingsKey(kBontang, household));
  if (!all) return std::nullopt;
  for (const pb::Standing& standing : all->standings()) {
    if (standing.need() == need) return standing;
  }
  return std::nullopt;
}

std::string World::How(const std::string& household, const std::string& need) const {
  const auto standing = Standing(household, need);
  if (!standing) return "-";
  std::string text = pb::StandingStatus_Name(standing->status());
  text.erase(0, std::string_view("STANDING_STATUS_").size());
  if (standing->since_day() != 0) text += " since " + FormatDay(standing->since_day());
  return text;
}

std::vector<std::string> World::Ranked(const std::string& need) const {
  std::vector<std::string> all;
  for (const auto status :
       {pb::STANDING_STATUS_UNSERVED, pb::STANDING_STATUS_UNDERSERVED, pb::STANDING_STATUS_UNCERTAIN}) {
    const std::string prefix = RankedPrefix(kBontang, need, status);
    for (auto at = store_.Scan(prefix, PrefixEnd(prefix)); at->Valid(); at->Next()) {
      const RankedKeyParts key = ReadRankedKey(at->key());
      std::string name = pb::StandingStatus_Name(status);
      name.erase(0, std::string_view("STANDING_STATUS_").size());
      all.push_back(name + " " + key.kelurahan + " " + key.household);
    }
  }
  return all;
}

std::vector<pb::OverlapFound> World::OverlapsOf(const std::string& household) const {
  std::vector<pb::OverlapFound> all;
  const std::string prefix = OverlapPrefix(household);
  for (auto at = store_.Scan(prefix, PrefixEnd(prefix)); at->Valid(); at->Next()) {
    all.push_back(ParseValue<pb::OverlapFound>(at->value()));
  }
  return all;
}

std::vector<std::string> World::facts() const {
  std::vector<std::string> names;
  for (const pb::Fact& fact : last_) names.emplace_back(machine_.FactName(fact));
  return names;
}

std::map<std::string, std::string> World::OwnTables() const {
  std::map<std::string, std::string> own;
  const std::string end = KeyWriter(journal::kFirstViewTag).str();
  for (auto at = store_.Scan(KeyWriter(journal::kFirstOwnTag).str(), end); at->Valid(); at->Next()) {
    own.emplace(at->key(), at->value());
  }
  return own;
}

void World::ExpectRefold() const {
  store::FakeStore anew;
  store::Overlay overlay(anew);
  for (const Kept& row : rows_) {
    journal::Place place = row.place;
    for (std::size_t i = 0; i < row.facts.size(); ++i) {
      place.index = static_cast<int>(i);
      Out::Fold(machine_, row.facts[i], place, overlay);
    }
  }
  std::map<std::string, std::string> folded;
  for (auto at = overlay.Scan("", ""); at->Valid(); at->Next()) folded.emplace(at->key(), at->value());
  EXPECT_EQ(folded, OwnTables());
}

}  // namespace padu::matching::testing
