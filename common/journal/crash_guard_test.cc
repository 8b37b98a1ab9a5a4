#include "common/journal/crash_guard.h"

#include <gtest/gtest.h>

#include <memory>

#include "common/journal/engine_tables.h"
#include "common/journal/limits.h"
#include "common/store/fake_store.h"

namespace padu::journal {
namespace {

constexpr std::int64_t kWindow = 10 * kMicrosPerMinute;
constexpr UnixMicros kNow = 1'700'000'000 * kMicrosPerSecond;

common::v1::Cause CommandCause(const std::string& hmac) {
  common::v1::Cause cause;
  cause.mutable_command()->mutable_digest()->set_key_version(1);
  cause.mutable_command()->mutable_digest()->set_hmac(hmac);
  return cause;
}

common::v1::Cause BoxCause(std::int64_t offset) {
  common::v1::Cause cause;
  cause.mutable_box()->set_box("box");
  cause.mutable_box()->set_offset(offset);
  return cause;
}

common::v1::Cause UpstreamCause(std::uint64_t sequence) {
  common::v1::Cause cause;
  cause.mutable_upstream()->set_upstream(1);
  cause.mutable_upstream()->set_sequence(sequence);
  return cause;
}

// The process whose guard it is; each death brings the next start, a second later.
class CrashGuardTest : public testing::Test {
 protected:
  CrashGuardTest() { Start(); }
  void Start() { guard_ = std::make_unique<CrashGuard>(store_, now_ += kMicrosPerSecond, kWindow); }
  void Die() {
    guard_.reset();
    store_.Crash(0);
    Start();
  }
  void DieUntilCareful() {
    Die();
    Die();
    ASSERT_TRUE(guard_->careful());
  }
  void DieWith(const common::v1::Cause& cause) {
    guard_->InHand(cause);
    Die();
  }
  void Commit(const std::string& note) {
    store::Batch batch;
    batch.Put(CrashNoteKey(), note);
    store_.Commit(batch, store::Durability::kSynced);
  }
  void Decide(const common::v1::Cause& cause) {
    guard_->InHand(cause);
    Commit(guard_->Decided());
  }
  // Both deaths with it in hand, and what the third start does.
  void Poison(const common::v1::Cause& cause) {
    DieWith(cause);
    ASSERT_FALSE(guard_->to_set_aside().has_value()) << "once is chance";
    DieWith(cause);
    ASSERT_TRUE(guard_->to_set_aside().has_value());
    ASSERT_EQ(guard_->to_set_aside()->SerializeAsString(), cause.SerializeAsString());
  }

  store::FakeStore store_;
  UnixMicros now_ = kNow;
  std::unique_ptr<CrashGuard> guard_;
};

TEST_F(CrashGuardTest, TheThirdStartWithinTheWindowIsCareful) {
  EXPECT_FALSE(guard_->careful());
  Die();
  EXPECT_FALSE(guard_->careful());
  EXPECT_FALSE(guard_->careful_inputs());
  now_ = kNow + kWindow - kMicrosPerSecond;
  Die();
  EXPECT_TRUE(guard_->careful());
  EXPECT_TRUE(guard_->careful_inputs());
}

TEST_F(CrashGuardTest, DeathsBeforeTheWindowDoNotCount) {
  Die();
  now_ = kNow + kWindow;
  Die();
  EXPECT_FALSE(guard_->careful());
}

TEST_F(CrashGuardTest, ACleanStopIsForgiven) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_FALSE(guard_->careful());
    guard_->ForgiveAll();
    Die();
  }
}

TEST_F(CrashGuardTest, WhatIsInHandAtTwoDeathsIsSetAside) {
  DieUntilCareful();
  Decide(BoxCause(3));
  Poison(BoxCause(4));
  Die();
  ASSERT_TRUE(guard_->to_set_aside().has_value()) << "until a row says so";
  Commit(guard_->SetAside());
  EXPECT_FALSE(guard_->to_set_aside().has_value());
  Die();
  EXPECT_FALSE(guard_->to_set_aside().has_value());
}

TEST_F(CrashGuardTest, WhatWasDecidedIsNoSuspectAnyMore) {
  DieUntilCareful();
  for (int i = 0; i < 5; ++i) {
    DieWith(BoxCause(4));
    EXPECT_FALSE(guard_->to_set_aside().has_value());
    Decide(BoxCause(4));
  }
}

TEST_F(CrashGuardTest, TheNextInHandClearsTheOneBefore) {
  DieUntilCareful();
  DieWith(UpstreamCause(7));
  guard_->InHand(UpstreamCause(7));  // it sets nothing off: no row is committed
  DieWith(UpstreamCause(8));
  EXPECT_FALSE(guard_->to_set_aside().has_value());
  DieWith(UpstreamCause(7));
  EXPECT_FALSE(guard_->to_set_aside().has_value()) << "it had been decided";
}

TEST_F(CrashGuardTest, DifferentInputsInHandSetNothingAside) {
  DieUntilCareful();
  for (int i = 0; i < 10; ++i) {
    DieWith(BoxCause(i));
    EXPECT_FALSE(guard_->to_set_aside().has_value());
  }
}

TEST_F(CrashGuardTest, ACommandSetAsideIsRefusedUntilAStopInOrder) {
  DieUntilCareful();
  Poison(CommandCause("x"));
  Commit(guard_->SetAside());
  for (int start = 0; start < 3; ++start) {
    Die();
    EXPECT_TRUE(guard_->Refuses(CommandCause("x").command().digest()));
    EXPECT_FALSE(guard_->Refuses(CommandCause("y").command().digest()));
  }
  guard_->Forgive();
  EXPECT_TRUE(guard_->Refuses(CommandCause("x").command().digest()));
  guard_->ForgiveAll();
  EXPECT_FALSE(guard_->Refuses(CommandCause("x").command().digest()));
}

TEST_F(CrashGuardTest, CommandsWithoutADigestAreNotTakenForOneAnother) {
  DieUntilCareful();
  DieWith(CommandCause(""));
  DieWith(CommandCause(""));
  EXPECT_FALSE(guard_->to_set_aside().has_value());
  EXPECT_FALSE(guard_->Refuses(CommandCause("").command().digest()));
}

TEST_F(CrashGuardTest, ACommandIsTheSameUnderAnotherRequestId) {
  DieUntilCareful();
  DieWith(CommandCause("x"));
  common::v1::Cause again = CommandCause("x");
  again.mutable_command()->set_request_id("again");
  DieWith(again);
  EXPECT_TRUE(guard_->to_set_aside().has_value());
}

TEST_F(CrashGuardTest, AnUpstreamRowSetAsideStopsItsInputUntilItIsPassed) {
  DieUntilCareful();
  Poison(UpstreamCause(7));
  Commit(guard_->SetAside());
  Die();
  EXPECT_TRUE(guard_->Stops(1, 7));
  EXPECT_TRUE(guard_->Stops(1, 5));
  EXPECT_FALSE(guard_->Stops(1, 8));
  EXPECT_FALSE(guard_->Stops(0, 7));
}

TEST_F(CrashGuardTest, InputsAreCarefulUntilTwoBatchesAreDecided) {
  DieUntilCareful();
  DieWith(BoxCause(0));
  for (std::size_t i = 1; i < 2 * kBatchRows; ++i) Decide(CommandCause("not one of them")), Decide(BoxCause(i));
  EXPECT_TRUE(guard_->careful_inputs());
  Decide(BoxCause(2 * kBatchRows));
  EXPECT_FALSE(guard_->careful_inputs());
  EXPECT_TRUE(guard_->careful()) << "a command may come again";
  DieWith(BoxCause(0));
  EXPECT_FALSE(guard_->to_set_aside().has_value()) << "what was behind is no suspect";
}

TEST_F(CrashGuardTest, InputsAreNotCarefulOnceNothingWaits) {
  DieUntilCareful();
  DieWith(CommandCause("x"));
  guard_->InputsBehind();
  EXPECT_FALSE(guard_->careful_inputs());
  EXPECT_TRUE(guard_->careful());
  DieWith(CommandCause("x"));
  EXPECT_TRUE(guard_->to_set_aside().has_value()) << "a command stays a suspect";
}

TEST_F(CrashGuardTest, AtTheBoundTheOldestSuspectIsForgotten) {
  DieUntilCareful();
  for (std::size_t i = 0; i < kCrashNoteInputs; ++i) DieWith(CommandCause(std::to_string(i)));
  const std::unique_ptr<store::FakeStore> full = store_.Clone();
  CrashGuard(*full, now_, kWindow).InHand(CommandCause("0"));
  EXPECT_TRUE(CrashGuard(*full, now_, kWindow).to_set_aside().has_value()) << "just held";
  DieWith(CommandCause("one more"));
  EXPECT_FALSE(guard_->to_set_aside().has_value());
  DieWith(CommandCause("0"));
  EXPECT_FALSE(guard_->to_set_aside().has_value()) << "just forgotten";
}

}  // namespace
}  // namespace padu::journal
