#include "common/testing/given_when_then.h"

#include <utility>

#include "common/base/check.h"
#include "common/base/key.h"
#include "common/base/status.h"

namespace padu::testing {
namespace {

void Fold(const journal::Machine& machine, std::string_view bytes, const journal::Place& place, store::Txn& tables) {
  const std::unique_ptr<journal::MessageLite> fact = machine.NewFact();
  PADU_CHECK(fact->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  PADU_CHECK(machine.Knows(*fact));
  machine.Evolve(*fact, place, tables);
}

// Moves what changed to the store: only own tables may have.
void Store(store::Overlay& overlay, store::FakeStore& tables) {
  store::Batch batch;
  overlay.TakeTo(batch);
  for (const store::Batch::Change& change : batch.changes()) {
    const auto tag = static_cast<std::uint8_t>(change.key.at(0));
    PADU_CHECK(tag >= journal::kFirstOwnTag && tag < journal::kFirstViewTag);
  }
  tables.Commit(batch, store::Durability::kSynced);
  overlay.Committed();
}

}  // namespace

// Folds what is emitted at once, through its bytes: what does not survive them shows.
class GivenWhenThen::Out final : public journal::Emitter {
 public:
  Out(const journal::Machine& machine, Kept& row, store::Overlay& overlay)
      : machine_(machine), row_(row), overlay_(overlay) {}

  void Emit(const journal::MessageLite& fact) override {
    row_.facts.push_back(fact.SerializeAsString());
    Fold(machine_, row_.facts.back(),
         {.sequence = row_.sequence,
          .decided_at = row_.decided_at,
          .index = static_cast<int>(row_.facts.size()) - 1,
          .cause = &row_.cause},
         overlay_);
  }

 private:
  const journal::Machine& machine_;
  Kept& row_;
  store::Overlay& overlay_;
};

GivenWhenThen& GivenWhenThen::At(UnixMicros now) {
  PADU_CHECK(now >= now_);
  now_ = now;
  return *this;
}

GivenWhenThen& GivenWhenThen::Given(const journal::MessageLite& fact) {
  Kept row{.decided_at = now_, .sequence = next_};
  row.cause.mutable_command()->set_caller("operators/given");
  store::Overlay overlay(tables_);
  Out(machine_, row, overlay).Emit(fact);
  Commit(std::move(row), overlay);
  return *this;
}

GivenWhenThen& GivenWhenThen::When(std::shared_ptr<const journal::MessageLite> request, std::string_view caller) {
  Kept row{.decided_at = now_, .sequence = next_};
  row.cause.mutable_command()->set_caller(std::string(caller));
  store::Overlay overlay(tables_);
  Out out(machine_, row, overlay);
  const auto decision = machine_.DecideCommand({.cause = row.cause.command(), .request = std::move(request)},
                                               {.now = now_, .sequence = next_}, overlay, out);
  status_ = decision.status();
  facts_ = row.facts;
  const bool emits = status_.ok() && !decision->replays.has_value();
  PADU_CHECK(row.facts.empty() != emits);
  if (emits) Commit(std::move(row), overlay);
  return *this;
}

bool GivenWhenThen::RunDue() { return WorkOff(&journal::Machine::DecideDue); }

bool GivenWhenThen::SkipDue() { return WorkOff(&journal::Machine::DecideSkipDue); }

bool GivenWhenThen::WorkOff(DecideEntry decide) {
  facts_.clear();
  const std::string key = FirstDue();
  if (key.empty() || machine_.DueAt(key) > now_) return false;
  Kept row{.decided_at = now_, .sequence = next_};
  row.cause.mutable_due()->set_key(key);
  store::Overlay overlay(tables_);
  Out out(machine_, row, overlay);
  (machine_.*decide)(key, {.now = now_, .sequence = next_}, overlay, out);
  PADU_CHECK(!row.facts.empty());
  facts_ = row.facts;
  Commit(std::move(row), overlay);
  return true;
}

std::string GivenWhenThen::FirstDue() const {
  const std::uint8_t tag = machine_.DueTag();
  const auto first = tables_.Scan(KeyWriter(tag).str(), KeyWriter(tag + 1).str());
  return first->Valid() ? std::string(first->key()) : "";
}

std::string GivenWhenThen::Refusal() const {
  const auto refusal = RefusalOf(status_);
  if (refusal.has_value()) return refusal->reason;
  return status_.ok() ? "" : status_.ToString();
}

void GivenWhenThen::Commit(Kept row, store::Overlay& overlay) {
  Store(overlay, tables_);
  rows_.push_back(std::move(row));
  ++next_;
  CheckRefold();
}

void GivenWhenThen::CheckRefold() const {
  store::FakeStore anew;
  store::Overlay overlay(anew);
  for (const Kept& row : rows_) {
    for (std::size_t i = 0; i < row.facts.size(); ++i) {
      Fold(machine_, row.facts[i],
           {.sequence = row.sequence, .decided_at = row.decided_at, .index = static_cast<int>(i), .cause = &row.cause},
           overlay);
    }
  }
  Store(overlay, anew);
  const auto expected = tables_.Scan("", "");
  const auto actual = anew.Scan("", "");
  for (; expected->Valid() && actual->Valid(); expected->Next(), actual->Next()) {
    PADU_CHECK(expected->key() == actual->key());
    PADU_CHECK(expected->value() == actual->value());
  }
  PADU_CHECK(!expected->Valid() && !actual->Valid());
}

}  // namespace padu::testing
