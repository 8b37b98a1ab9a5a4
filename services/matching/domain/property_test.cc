// What stands after random histories equals what the naive model works out from the same facts, on every day that is
// reached, and a refold of the rows.

#include <gtest/gtest.h>

#include <set>

#include "services/matching/domain/status.h"
#include "services/matching/domain/testing/history.h"

namespace padu::matching {
namespace {

using testing::History;
using testing::NaiveMatching;
using testing::Text;

// How the household stands, as far as the model says it.
NaiveMatching::Expected Actual(const std::optional<pb::Standing>& standing) {
  NaiveMatching::Expected actual;
  if (!standing || !IsConcerned(standing->status())) return actual;
  actual.status = standing->status();
  actual.kelurahan = standing->kelurahan();
  actual.since = standing->since_day();
  if (IsNotServed(standing->status()) && standing->has_covered_until_day()) {
    actual.covered_until = standing->covered_until_day();
  }
  actual.rank = standing->rank();
  actual.silent.assign(standing->silent_stakeholders().begin(), standing->silent_stakeholders().end());
  return actual;
}

void CheckStanding(const History& history, const std::string& household, const std::string& need) {
  const auto standing = history.world.Standing(household, need);
  const auto qualified = history.QualifiedDay(household, need);
  const auto expected =
      history.naive.Judge(household, need, history.Today(), qualified.value_or(history.Today()), history.Silent());
  const auto actual = Actual(standing);
  ASSERT_EQ(actual, expected) << household << " " << need << " on " << FormatDay(history.Today()) << ": "
                              << history.world.How(household, need) << ", expected "
                              << pb::StandingStatus_Name(expected.status) << " since " << FormatDay(expected.since)
                              << "; rank " << actual.rank << ", expected " << expected.rank;
  if (!standing) return;
  if (IsConcerned(standing->status())) {
    ASSERT_EQ(standing->qualified_day(), qualified);
  }
  if (standing->check_day() != 0) {
    ASSERT_GT(standing->check_day(), history.Today()) << household << " was to be looked at";
  }
}

void CheckOverlaps(const History& history) {
  std::set<NaiveMatching::Overlap> overlaps;
  for (int i = 0; i < testing::kHouseholds; ++i) {
    for (const pb::OverlapFound& each : history.world.OverlapsOf(Text("hh-", i))) {
      overlaps.emplace(each.household(), NaiveMatching::AidNumber{each.first().sequence(), each.first().index()},
                       NaiveMatching::AidNumber{each.second().sequence(), each.second().index()}, each.verdict());
    }
  }
  ASSERT_EQ(overlaps, history.naive.Overlaps());
}

// The lists hold exactly what the standings say.
void CheckLists(const History& history) {
  std::set<std::string> listed;
  std::set<std::string> expected;
  for (const char* need : testing::kNeeds) {
    for (const std::string& each : history.world.Ranked(need)) listed.insert(each + " " + need);
    for (int i = 0; i < testing::kHouseholds; ++i) {
      const auto standing = history.world.Standing(Text("hh-", i), need);
      if (!standing || !IsNotServed(standing->status())) continue;
      std::string status = pb::StandingStatus_Name(standing->status());
      status.erase(0, std::string_view("STANDING_STATUS_").size());
      expected.insert(status + " " + standing->kelurahan() + " " + standing->household() + " " + need);
    }
  }
  ASSERT_EQ(listed, expected);
}

void Check(History& history) {
  history.world.Work();
  for (const std::string& household : history.naive.Households()) {
    for (const std::string& need : history.naive.Needs()) CheckStanding(history, household, need);
  }
  CheckOverlaps(history);
  CheckLists(history);
}

class PropertyTest : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(PropertyTest, WhatStandsIsWhatTheFactsComeTo) {
  History history(GetParam());
  for (int step = 0; step < 300; ++step) {
    history.Step();
    if (step % 3 == 0) Check(history);
    if (HasFatalFailure()) FAIL() << "step " << step;
  }
  history.world.ExpectRefold();
}

INSTANTIATE_TEST_SUITE_P(Seeds, PropertyTest, ::testing::Range(0U, 25U));

}  // namespace
}  // namespace padu::matching
