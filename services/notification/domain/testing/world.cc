#include "services/notification/domain/testing/world.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <utility>

#include "common/base/status.h"
#include "padu/ledger/v1/facts.pb.h"
#include "padu/matching/v1/facts.pb.h"
#include "padu/registry/v1/facts.pb.h"

namespace padu::notification::testing {

template <typename T>
T Parse(std::string_view text) {
  T message;
  PADU_CHECK(google::protobuf::TextFormat::ParseFromString(std::string(text), &message));
  return message;
}
template pb::Policy Parse(std::string_view);
template pb::Contact Parse(std::string_view);
template pb::AlertId Parse(std::string_view);
template pb::DeliveryId Parse(std::string_view);

Day DayAt(std::string_view text) { return ParseDay(text).value(); }

UnixMicros At(std::string_view day, int hour, int minute) {
  return DayBegin(DayAt(day), kBontang) + hour * kMicrosPerHour + minute * kMicrosPerMinute;
}

class World::Out final : public journal::Emitter {
 public:
  Out(const NotificationMachine& machine, Kept& row, store::Txn& tables)
      : machine_(machine), row_(row), tables_(tables) {}

  // Through its bytes: what does not survive them shows.
  void Emit(const journal::MessageLite& fact) override {
    row_.facts.push_back(fact.SerializeAsString());
    row_.place.index = static_cast<int>(row_.facts.size()) - 1;
    Fold(machine_, row_.facts.back(), row_.place, tables_);
  }

  static void Fold(const NotificationMachine& machine, const std::string& bytes, const journal::Place& place,
                   store::Txn& tables) {
    const auto fact = machine.NewFact();
    PADU_CHECK(fact->ParseFromString(bytes));
    PADU_CHECK(machine.Knows(*fact));
    machine.Evolve(*fact, place, tables);
  }

 private:
  const NotificationMachine& machine_;
  Kept& row_;
  store::Txn& tables_;
};

World::World() {
  now = At("2026-03-16", 11, 59);
  Registry({"region_defined { code: '64.74' display_name: 'Bontang' }",
            "region_defined { code: '64.74.03.1002' display_name: 'Gunung Telihan' }",
            "stakeholder_registered { stakeholder: 'baznas' name_id: 'BAZNAS' active: true }",
            "stakeholder_registered { stakeholder: 'dinsos' name_id: 'Dinsos' active: true }",
            "stakeholder_registered { stakeholder: 'pupuk' name_id: 'Pupuk' active: true }",
            "officer_assigned { officer: 'telihan-kesra' regions: '64.74.03.1002' }",
            "officer_assigned { officer: 'telihan-puskesos' regions: '64.74.03.1002' }",
            "officer_assigned { officer: 'belimbing-kesra' regions: '64.74.03.1001' }",
            "officer_assigned { officer: 'barat-camat' regions: '64.74.03' }",
            "officer_assigned { officer: 'dinsos-kabid' regions: '64.74' }"});
  Matching({"need_saved { version: 1 need { need: 'food' name_id: 'Pangan' name_en: 'Food' days: 30 } }"});
  for (const char* recipient : {"operations", "stakeholders/baznas", "stakeholders/dinsos"}) {
    PADU_CHECK(
        Command("save_contact { recipient: '" + std::string(recipient) + "' email: 'kantor@kota.example' }").ok());
  }
  Pass(60);
  Take();
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
  for (const std::string& bytes : row.facts) since_.emplace_back().ParseFromString(bytes);
  if (!row.facts.empty()) rows_.push_back(std::move(row));
}

void World::Upstream(int upstream, common::v1::Row row) {
  row.set_sequence(next_[upstream]++);
  row.set_decided_at(now);
  Commit(true, [&](store::Overlay& overlay) { PADU_CHECK(machine_.EvolveView(upstream, row, overlay).ok()); });
  Row([&](common::v1::Cause&, const journal::Moment& moment, const store::Reader& tables, journal::Emitter& out) {
    machine_.DecideUpstream(upstream, row, moment, tables, out);
  });
}

void World::Registry(const std::vector<std::string>& facts) {
  common::v1::Row row;
  for (const std::string& text : facts) {
    auto fact = Parse<registry::v1::Fact>(text);
    fact.set_city(kBontang);
    row.add_facts(fact.SerializeAsString());
  }
  Upstream(0, std::move(row));
}

void World::Ledger(const std::string& fact) {
  common::v1::Row row;
  row.add_facts(Parse<ledger::v1::Fact>(fact).SerializeAsString());
  Upstream(1, std::move(row));
}

void World::Matching(const std::vector<std::string>& facts) {
  common::v1::Row row;
  for (const std::string& text : facts) {
    auto fact = Parse<matching::v1::Fact>(text);
    fact.set_city(kBontang);
    row.add_facts(fact.SerializeAsString());
  }
  Upstream(2, std::move(row));
}

std::string World::Standing(const std::string& household, std::string_view status, std::string_view kelurahan,
                            std::string_view since) {
  return "household: '" + household + "' need: 'food' status: STANDING_STATUS_" + std::string(status) +
         " kelurahan: '" + std::string(kelurahan) + "' since_day: " + std::to_string(since.empty() ? 0 : DayAt(since));
}

void World::Unserved(const std::string& household, std::string_view kelurahan, std::string_view since) {
  Matching({"household_became_unserved { " + Standing(household, "UNSERVED", kelurahan, since) + " }"});
}

void World::Served(const std::string& household) {
  Matching(
      {"household_served { standing { " + Standing(household, "SERVED", kTelihan, "") + " } stakeholder: 'baznas' }"});
}

absl::Status World::Command(std::string_view command, std::string_view caller) {
  journal::Command submitted;
  submitted.cause.set_caller(std::string(caller));
  auto request = std::make_shared<pb::Command>(Parse<pb::Command>(command));
  request->set_city(kBontang);
  submitted.request = std::move(request);
  return Submit(std::move(submitted)).status();
}

std::string World::Refusal(std::string_view command, std::string_view caller) {
  const auto refusal = RefusalOf(Command(command, caller));
  return refusal ? refusal->reason : "";
}

absl::StatusOr<common::v1::Row> World::Submit(journal::Command command) {
  const std::size_t before = since_.size();
  absl::StatusOr<journal::Decision> decision;
  Row([&](common::v1::Cause& cause, const journal::Moment& moment, const store::Reader& tables, journal::Emitter& out) {
    *cause.mutable_command() = command.cause;
    decision = machine_.DecideCommand(command, moment, tables, out);
  });
  PADU_CHECK((decision.ok() && !decision->replays) == (since_.size() > before));
  if (!decision.ok()) return decision.status();
  return RowAt(decision->replays.value_or(rows() - 1));
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

std::string World::FirstDue() const {
  const auto at = store_.Scan(KeyWriter(kDueTag).str(), KeyWriter(kDueTag + 1).str());
  return at->Valid() ? std::string(at->key()) : "";
}

void World::PassUntil(UnixMicros time, bool with_matching) {
  for (;;) {
    const std::string key = FirstDue();
    if (key.empty() || machine_.DueAt(key) > time) break;
    now = std::max(now, machine_.DueAt(key));
    if (with_matching) Matching({});
    Row([&](common::v1::Cause&, const journal::Moment& moment, const store::Reader& tables, journal::Emitter& out) {
      machine_.DecideDue(key, moment, tables, out);
    });
    std::string value;
    PADU_CHECK(!store_.Get(key, &value));  // each step leaves another entry, or none
  }
  now = std::max(now, time);
  if (with_matching) Matching({});
}

void World::SkipDue() {
  const std::string key = FirstDue();
  PADU_CHECK(!key.empty());
  now = std::max(now, machine_.DueAt(key));
  Row([&](common::v1::Cause&, const journal::Moment& moment, const store::Reader& tables, journal::Emitter& out) {
    machine_.DecideSkipDue(key, moment, tables, out);
  });
  std::string value;
  PADU_CHECK(!store_.Get(key, &value));
}

std::vector<pb::Fact> World::Take() { return std::exchange(since_, {}); }

std::vector<std::string> World::TakeNames() {
  std::vector<std::string> names;
  for (const pb::Fact& fact : Take()) names.emplace_back(machine_.FactName(fact));
  return names;
}

std::vector<std::string> World::TakeDigests() {
  std::vector<std::string> digests;
  for (const pb::Fact& fact : Take()) {
    if (!fact.has_digest_composed()) continue;
    const auto& digest = fact.digest_composed();
    digests.push_back(digest.recipient() + ": " + std::to_string(digest.alerts_size()) + " alerts");
  }
  return digests;
}

pb::AlertRow World::Alert(const std::string& household) const {
  const std::string prefix = PeriodPrefix(kBontang, household);
  pb::AlertRow latest;
  for (auto at = store_.Scan(prefix, PrefixEnd(prefix)); at->Valid(); at->Next()) {
    latest = GetAlert(store_, kBontang, ReadAlertBytes(at->value())).value();
  }
  return latest;
}

std::string World::StateOf(const std::string& household) const {
  return pb::AlertState_Name(Alert(household).state()).substr(std::string_view("ALERT_STATE_").size());
}

std::map<std::string, std::string> World::OwnTables() const {
  std::map<std::string, std::string> own;
  for (auto at = store_.Scan(KeyWriter(journal::kFirstOwnTag).str(), KeyWriter(journal::kFirstViewTag).str());
       at->Valid(); at->Next()) {
    own.emplace(at->key(), at->value());
  }
  return own;
}

void World::ExpectRefold() const {
  store::FakeStore fresh;
  std::map<std::string, std::string> own;
  for (const Kept& row : rows_) {
    store::Overlay overlay(fresh);
    journal::Place place = row.place;
    for (std::size_t i = 0; i < row.facts.size(); ++i) {
      place.index = static_cast<int>(i);
      Out::Fold(machine_, row.facts[i], place, overlay);
    }
    store::Batch batch;
    overlay.TakeTo(batch);
    fresh.Commit(batch, store::Durability::kSynced);
    overlay.Committed();
  }
  for (auto at = fresh.Scan("", ""); at->Valid(); at->Next()) own.emplace(at->key(), at->value());
  EXPECT_EQ(own, OwnTables()) << "folding the rows anew must come to the same";
}

}  // namespace padu::notification::testing
