#include "common/journal/crash_guard.h"

#include <gtest/gtest.h>

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

TEST(CrashGuardTest, TheThirdStartWithinTheWindowIsCareful) {
  store::FakeStore store;
  EXPECT_FALSE(CrashGuard(store, kNow, kWindow).careful());
  EXPECT_FALSE(CrashGuard(store, kNow + 1, kWindow).careful());
  EXPECT_TRUE(CrashGuard(store, kNow + kWindow - 1, kWindow).careful());
}

TEST(CrashGuardTest, DeathsBeforeTheWindowDoNotCount) {
  store::FakeStore store;
  CrashGuard(store, kNow, kWindow);
  CrashGuard(store, kNow + 1, kWindow);
  EXPECT_FALSE(CrashGuard(store, kNow + kWindow, kWindow).careful());
}

TEST(CrashGuardTest, ACleanStopIsForgiven) {
  store::FakeStore store;
  for (int i = 0; i < 5; ++i) {
    CrashGuard guard(store, kNow + i, kWindow);
    EXPECT_FALSE(guard.careful());
    guard.Forgive();
  }
}

TEST(CrashGuardTest, WhatIsInHandAtADeathIsSetAsideAtTheNextStart) {
  store::FakeStore store;
  {
    CrashGuard guard(store, kNow, kWindow);
    guard.InHand(BoxCause(3));
    guard.Done();
    guard.InHand(BoxCause(4));
  }
  store.Crash(0);
  CrashGuard next(store, kNow, kWindow);
  ASSERT_TRUE(next.set_aside().has_value());
  EXPECT_EQ(next.set_aside()->box().offset(), 4);
  next.Done();
  store.Crash(0);
  EXPECT_FALSE(CrashGuard(store, kNow, kWindow).set_aside().has_value());
}

TEST(CrashGuardTest, ACommandInHandIsRefusedByItsDigestFromThenOn) {
  store::FakeStore store;
  CrashGuard(store, kNow, kWindow).InHand(CommandCause("x"));
  for (int start = 0; start < 3; ++start) {
    store.Crash(0);
    CrashGuard guard(store, kNow + start, kWindow);
    EXPECT_FALSE(guard.set_aside().has_value());
    EXPECT_TRUE(guard.Refused(CommandCause("x").command().digest()));
    EXPECT_FALSE(guard.Refused(CommandCause("y").command().digest()));
  }
}

TEST(CrashGuardTest, WhatWasDoneIsNotHeldAgainstAnything) {
  store::FakeStore store;
  {
    CrashGuard guard(store, kNow, kWindow);
    guard.InHand(CommandCause("x"));
    guard.Done();
  }
  store.Crash(0);
  EXPECT_FALSE(CrashGuard(store, kNow, kWindow).Refused(CommandCause("x").command().digest()));
}

}  // namespace
}  // namespace padu::journal
