// How an owner shares its turns; whatever else it must do is the simulation's to find out.
#include "common/journal/owner.h"

#include <gtest/gtest.h>

#include "common/base/key.h"
#include "common/journal/engine_tables.h"
#include "common/journal/limits.h"
#include "common/store/fake_store.h"
#include "common/stream/fake_log.h"
#include "google/protobuf/wrappers.pb.h"

namespace padu::journal {
namespace {

using google::protobuf::UInt64Value;

constexpr std::uint64_t kEntries = 500;
constexpr std::int64_t kStepUs = 1'000;

// A command puts entries of due work; each takes a millisecond to be worked off.
class BusyMachine final : public Machine {
 public:
  explicit BusyMachine(FakeClock& clock) : clock_(clock) {}
  std::uint32_t FoldVersion() const override { return 1; }
  std::unique_ptr<MessageLite> NewFact() const override { return std::make_unique<UInt64Value>(); }
  bool Knows(const MessageLite&) const override { return true; }
  // A multiple of 1,000 puts so many entries; another takes the entry before it away.
  void Evolve(const MessageLite& fact, const Place&, store::Txn& own) const override {
    const std::uint64_t n = static_cast<const UInt64Value&>(fact).value();
    if (n % 1'000 != 0) return own.Delete(Key(n - 1));
    for (std::uint64_t i = 0; i < n / 1'000; ++i) own.Put(Key(i), "");
  }
  absl::StatusOr<Decision> DecideCommand(const Command&, const Moment&, const store::Reader&,
                                         Emitter& out) const override {
    Emit(kEntries * 1'000, out);
    return Decision{};
  }
  std::uint8_t DueTag() const override { return 0x10; }
  void DecideDue(std::string_view key, const Moment&, const store::Reader&, Emitter& out) const override {
    clock_.Advance(kStepUs);
    ++worked_off;
    Emit(KeyReader(key.substr(1)).U64() + 1, out);
  }

  mutable std::uint64_t worked_off = 0;

 private:
  static std::string Key(std::uint64_t n) { return KeyWriter(0x10).U64(n).str(); }
  static void Emit(std::uint64_t n, Emitter& out) {
    UInt64Value fact;
    fact.set_value(n);
    out.Emit(fact);
  }

  FakeClock& clock_;
};

TEST(OwnerTest, DueWorkTakesBoundedTurns) {
  FakeClock clock(1'700'000'000 * kMicrosPerSecond);
  stream::FakeBroker broker(clock);
  stream::FakeLog log(broker);
  ASSERT_TRUE(log.CreateTopic({.name = JournalTopic("busy")}, absl::Seconds(1)).ok());
  store::FakeStore store;
  DirectWatch watch(log, clock);
  const BusyMachine machine(clock);
  Owner owner(machine, Ports{log, store, clock, watch}, {.service = "busy", .instance = "busy", .life = 1});
  for (int i = 0; i < 100 && owner.phase() != Owner::Phase::kServing; ++i) {
    owner.Step();
    clock.Advance(kStepUs);
  }
  ASSERT_EQ(owner.phase(), Owner::Phase::kServing);

  owner.Submit({.cause = {}, .request = std::make_shared<UInt64Value>()}, clock.BootNow() + kMicrosPerMinute,
               [](const absl::StatusOr<Answer>&) {});
  constexpr std::uint64_t kTurn = kDueUsPerTurn / kStepUs;
  int turns = 0;
  for (; machine.worked_off < kEntries && turns < 1'000; ++turns) {
    const std::uint64_t before = machine.worked_off;
    owner.Step();
    ASSERT_LE(machine.worked_off - before, kTurn) << "the inputs would have waited for longer";
  }
  EXPECT_EQ(machine.worked_off, kEntries);
  EXPECT_GE(turns, static_cast<int>(kEntries / kTurn));
}

// Each command is a row.
class TalkingMachine final : public Machine {
 public:
  std::uint32_t FoldVersion() const override { return 1; }
  std::unique_ptr<MessageLite> NewFact() const override { return std::make_unique<UInt64Value>(); }
  bool Knows(const MessageLite&) const override { return true; }
  void Evolve(const MessageLite&, const Place&, store::Txn&) const override {}
  absl::StatusOr<Decision> DecideCommand(const Command&, const Moment&, const store::Reader&,
                                         Emitter& out) const override {
    out.Emit(UInt64Value());
    return Decision{};
  }
};

TEST(OwnerTest, SaysHowFarTimeIsHoweverBusyItIs) {
  FakeClock clock(1'700'000'000 * kMicrosPerSecond);
  stream::FakeBroker broker(clock);
  stream::FakeLog log(broker);
  ASSERT_TRUE(log.CreateTopic({.name = JournalTopic("busy")}, absl::Seconds(1)).ok());
  store::FakeStore store;
  DirectWatch watch(log, clock);
  const TalkingMachine machine;
  Owner owner(machine, Ports{log, store, clock, watch}, {.service = "busy", .instance = "busy", .life = 1});
  for (int second = 0; second < 300; ++second) {
    if (owner.serving()) {
      owner.Submit({.cause = {}, .request = std::make_shared<UInt64Value>()}, clock.BootNow() + kMicrosPerMinute,
                   [](const absl::StatusOr<Answer>&) {});
    }
    for (int i = 0; i < 10; ++i) owner.Step();
    clock.Advance(kMicrosPerSecond);
  }
  int told = 0;
  for (Sequence sequence = 0; sequence < owner.committed(); ++sequence) {
    std::string bytes;
    ASSERT_TRUE(store.Get(RowKey(sequence), &bytes));
    common::v1::Row row;
    ASSERT_TRUE(row.ParseFromString(bytes));
    if (row.engine_facts_size() > 0 && row.engine_facts(0).has_time_passed()) ++told;
  }
  EXPECT_GT(owner.committed(), 200U);
  EXPECT_EQ(told, 5);
}

}  // namespace
}  // namespace padu::journal
