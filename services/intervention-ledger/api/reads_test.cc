// Reads over tables that real submissions made, and what a watch sees of their rows.

#include "services/intervention-ledger/api/reads.h"

#include <gtest/gtest.h>

#include "common/base/status.h"
#include "common/journal/positions.h"
#include "google/protobuf/util/time_util.h"
#include "services/intervention-ledger/api/names.h"
#include "services/intervention-ledger/api/views.h"
#include "services/intervention-ledger/api/watch.h"
#include "services/intervention-ledger/domain/testing/world.h"

namespace padu::ledger {
namespace {

using testing::Aid;
using testing::Corrected;
using testing::Recorded;
using testing::Reversed;
using testing::StayOf;
using testing::World;

constexpr char kDinsos[] = "cities/64.74/stakeholders/dinsos";
constexpr char kHousehold[] = "cities/64.74/households/hh-1";

class ReadsTest : public ::testing::Test {
 protected:
  ReadsTest() {
    world.AddHousehold("hh-1");
    world.AddHousehold("hh-2", "64.74.03.1001");
    world.AddPerson("p-1", {StayOf("hh-1", "kk-1", "2025-01-01", "2026-02-01"), StayOf("hh-2", "", "2026-02-01")});
  }
  void Send(const pb::SubmissionContent& content) {
    world.now += kMicrosPerMinute;
    world.Send(content);
  }
  void Give(const char* event_id, const char* day, std::int64_t rupiah = 1'000) {
    Send(Recorded({.event_id = event_id, .household = "hh-1", .rupiah = rupiah, .day = day}));
  }
  static std::string ReasonOf(const absl::Status& status) {
    const auto refusal = RefusalOf(status);
    return refusal ? refusal->reason : status.ToString();
  }
  // Days of all pages of two, in order.
  template <typename Request, typename Response>
  std::string AllDays(Request request, absl::StatusOr<Response> (*read)(const store::Reader&, const Request&)) {
    std::string days;
    request.set_page_size(2);
    for (;;) {
      const auto page = read(world.tables, request);
      if (!page.ok()) return page.status().ToString();
      EXPECT_LE(page->ledger_entries_size(), 2);
      for (const auto& entry : page->ledger_entries()) days += entry.day().substr(5) + " ";
      if (page->next_page_token().empty()) return days;
      request.set_page_token(page->next_page_token());
    }
  }
  // Who sees all of the city.
  Viewer Operator() { return *Viewer::Of({.kind = rpc::Caller::Kind::kOperator, .id = "ani"}, world.tables, 6474); }
  journal::Row RowAt(Sequence sequence) const {
    journal::Row row;
    row.set_sequence(sequence);
    row.set_epoch_number(3);
    row.set_decided_at(world.rows[sequence].place.decided_at);
    for (const pb::Fact& fact : world.rows[sequence].facts) row.add_facts(fact.SerializeAsString());
    return row;
  }

  World world;
};

TEST_F(ReadsTest, ASubmissionByEventIdPlaceAndSequence) {
  Give("e1", "2026-03-01");
  pb::GetSubmissionRequest request;
  request.set_parent(kDinsos);
  request.set_event_id("e1");
  const auto by_id = GetSubmission(world.tables, request);
  ASSERT_TRUE(by_id.ok()) << by_id.status();
  EXPECT_EQ(by_id->submission().name(), std::string(kDinsos) + "/submissions/0");
  EXPECT_EQ(by_id->submission().verdict(), pb::VERDICT_POSTED);
  EXPECT_EQ(by_id->submission().ledger_entries(0), std::string(kHousehold) + "/ledgerEntries/0-0");
  EXPECT_EQ(by_id->submission().place().box(), "padu.aid.submitted.v1.6474.dinsos");
  request.mutable_place()->set_generation(1);
  request.mutable_place()->set_offset(0);
  EXPECT_EQ(GetSubmission(world.tables, request)->submission().SerializeAsString(),
            by_id->submission().SerializeAsString());
  request.set_sequence(0);
  EXPECT_TRUE(GetSubmission(world.tables, request).ok());
  request.set_sequence(9);
  EXPECT_EQ(ReasonOf(GetSubmission(world.tables, request).status()), "SUBMISSION_NOT_FOUND");
  request.set_event_id("e9");
  EXPECT_EQ(ReasonOf(GetSubmission(world.tables, request).status()), "SUBMISSION_NOT_FOUND");
  request.set_parent("baznas");
  EXPECT_EQ(ReasonOf(GetSubmission(world.tables, request).status()), "NAME_INVALID");
}

TEST_F(ReadsTest, AnIdThatIsOnlyAwaitedIsNoSubmission) {
  Send(Reversed("r1", "e1"));
  pb::GetSubmissionRequest request;
  request.set_parent(kDinsos);
  request.set_event_id("e1");
  EXPECT_EQ(ReasonOf(GetSubmission(world.tables, request).status()), "SUBMISSION_NOT_FOUND");
}

TEST_F(ReadsTest, SubmissionsByVerdictNewestFirst) {
  Give("e1", "2026-03-01");
  Give("e2", "2026-03-01", -1);
  Give("e1", "2026-03-01", 5);
  Give("e3", "2026-03-01");
  const auto list = [this](pb::Verdict verdict) {
    pb::ListSubmissionsRequest request;
    request.set_parent(kDinsos);
    request.set_verdict(verdict);
    request.set_page_size(1);
    std::string ids;
    do {
      const auto page = ListSubmissions(world.tables, request);
      EXPECT_TRUE(page.ok());
      for (const auto& submission : page->submissions()) ids += submission.event_id() + submission.reason() + " ";
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  };
  EXPECT_EQ(list(pb::VERDICT_UNSPECIFIED), "e3 e1EVENT_ID_TAKEN e2AMOUNT_NOT_POSITIVE e1 ");
  EXPECT_EQ(list(pb::VERDICT_POSTED), "e3 e1 ");
  EXPECT_EQ(list(pb::VERDICT_REJECTED), "e2AMOUNT_NOT_POSITIVE ");
  EXPECT_EQ(list(pb::VERDICT_CONFLICT), "e1EVENT_ID_TAKEN ");
  EXPECT_EQ(list(pb::VERDICT_PARKED), "");
}

TEST_F(ReadsTest, ParkedOnesOldestFirst) {
  Send(Recorded({.event_id = "e1", .household = "hh-8", .rupiah = 1}));
  Send(Recorded({.event_id = "e2", .household = "hh-9", .rupiah = 1, .stakeholder = "baznas"}));
  pb::ListParkedRequest request;
  request.set_parent("cities/64.74");
  request.set_page_size(1);
  auto page = ListParked(world.tables, request);
  ASSERT_EQ(page->submissions_size(), 1);
  EXPECT_EQ(page->submissions(0).event_id(), "e1");
  EXPECT_EQ(page->submissions(0).reason(), "BENEFICIARY_UNKNOWN");
  request.set_page_token(page->next_page_token());
  page = ListParked(world.tables, request);
  EXPECT_EQ(page->submissions(0).event_id(), "e2");
  EXPECT_TRUE(page->next_page_token().empty());
  request.clear_page_token();
  *request.mutable_parked_before() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(testing::kNoon + kMicrosPerMinute);
  EXPECT_EQ(ListParked(world.tables, request)->submissions_size(), 0);
}

TEST_F(ReadsTest, AHouseholdsLedgerByBothTimes) {
  Give("e1", "2026-03-03");
  Give("e2", "2026-03-01");
  Give("e3", "2026-03-05");
  Give("e4", "2026-03-02");
  Give("e5", "2026-03-05");
  pb::GetHouseholdLedgerRequest request;
  request.set_parent(kHousehold);
  EXPECT_EQ(AllDays(request, &GetHouseholdLedger), "03-05 03-05 03-03 03-02 03-01 ");
  request.set_from_day("2026-03-02");
  request.set_to_day("2026-03-03");
  EXPECT_EQ(AllDays(request, &GetHouseholdLedger), "03-03 03-02 ");
  request.clear_from_day();
  request.clear_to_day();
  request.set_order(pb::ENTRY_ORDER_RECORDED);
  EXPECT_EQ(AllDays(request, &GetHouseholdLedger), "03-05 03-02 03-05 03-01 03-03 ");
  request.set_from_day("3 Maret");
  EXPECT_EQ(ReasonOf(GetHouseholdLedger(world.tables, request).status()), "DAY_INVALID");
  request.set_parent("cities/64.74/households/hh-77");
  request.clear_from_day();
  EXPECT_EQ(ReasonOf(GetHouseholdLedger(world.tables, request).status()), "HOUSEHOLD_NOT_FOUND");
}

TEST_F(ReadsTest, AReversedEntryAndItsReversalNameEachOther) {
  Give("e1", "2026-03-03");
  Send(Reversed("r1", "e1"));
  pb::GetHouseholdLedgerRequest request;
  request.set_parent(kHousehold);
  const auto ledger = GetHouseholdLedger(world.tables, request);
  ASSERT_EQ(ledger->ledger_entries_size(), 2);
  const auto& reversal = ledger->ledger_entries(0);
  const auto& original = ledger->ledger_entries(1);
  EXPECT_EQ(reversal.reverses(), original.name());
  EXPECT_EQ(original.reversed_by(), reversal.name());
  EXPECT_EQ(reversal.benefit().rupiah(), -1'000);
  EXPECT_EQ(original.roll_up(), "HOUSEHOLD");
}

TEST_F(ReadsTest, ASummaryAddsUpTheYears) {
  Give("e1", "2025-12-31", 100);
  Give("e2", "2026-01-01", 20);
  Send(Recorded({.event_id = "e3", .household = "hh-1", .rupiah = 3, .stakeholder = "baznas"}));
  pb::GetHouseholdSummaryRequest request;
  request.set_name(std::string(kHousehold) + "/summary");
  auto summary = GetHouseholdSummary(world.tables, request)->summary();
  ASSERT_EQ(summary.lines_size(), 2);
  EXPECT_EQ(summary.lines(0).stakeholder(), "cities/64.74/stakeholders/baznas");
  EXPECT_EQ(summary.lines(1).sum(), 120);
  EXPECT_EQ(summary.lines(1).count(), 2);
  EXPECT_EQ(summary.lines(1).benefit_type(), "MONEY");
  EXPECT_EQ(summary.lines(1).last_day(), "2026-01-01");
  Send(Reversed("r1", "e2"));
  world.MergeHousehold("hh-1", "hh-2", "2026-03-01");
  summary = GetHouseholdSummary(world.tables, request)->summary();
  EXPECT_EQ(summary.lines(1).last_day(), "2025-12-31");
  EXPECT_EQ(summary.merged_into(), "cities/64.74/households/hh-2");
}

TEST_F(ReadsTest, APersonsHistoryGoesThroughAllHouseholds) {
  const auto give = [this](const char* id, const char* day) {
    Send(Recorded({.event_id = id, .person = "p-1", .rupiah = 1'000, .day = day}));
  };
  give("e1", "2026-01-10");
  give("e2", "2026-02-10");
  give("e3", "2026-01-05");
  Give("e4", "2026-01-06");
  pb::ListPersonHistoryRequest request;
  request.set_parent("cities/64.74/persons/p-1");
  EXPECT_EQ(AllDays(request, &ListPersonHistory), "02-10 01-10 01-05 ");
}

TEST_F(ReadsTest, CoverageNarrows) {
  Give("e1", "2026-01-10", 5);
  Give("e2", "2026-02-10", 7);
  Send(Recorded({.event_id = "e3", .programme = "dokter", .person = "p-1", .times = 2, .day = "2026-02-11"}));
  const auto cells = [this](auto change) {
    pb::ListCoverageRequest request;
    request.set_parent("cities/64.74");
    request.set_page_size(1);
    change(request);
    std::string text;
    do {
      const auto page = ListCoverage(world.tables, request, Operator());
      EXPECT_TRUE(page.ok()) << page.status();
      for (const auto& cell : page->cells()) {
        text += cell.month() + ":" + std::to_string(cell.rupiah() + cell.times()) + "/" +
                std::to_string(cell.persons()) + " ";
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return text;
  };
  EXPECT_EQ(cells([](auto&) {}), "2026-02:2/1 2026-01:5/0 2026-02:7/0 ");
  EXPECT_EQ(cells([](auto& request) { request.set_kelurahan("64.74.03.1001"); }), "2026-02:2/1 ");
  EXPECT_EQ(cells([](auto& request) { request.set_programme("cities/64.74/programmes/blt"); }),
            "2026-01:5/0 2026-02:7/0 ");
  EXPECT_EQ(cells([](auto& request) { request.set_to_month("2026-01"); }), "2026-01:5/0 ");
}

TEST_F(ReadsTest, WhatAWatchSeesOfARow) {
  Give("e1", "2026-03-01");
  Send(Corrected("e1", {.event_id = "c1", .household = "hh-2", .rupiah = 5}));
  Give("e2", "2026-03-01", -1);
  v1::WatchRequest all;
  EXPECT_EQ(EventsOf(RowAt(0), all, Operator()).size(), 2U);
  const auto events = EventsOf(RowAt(1), all, Operator());
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[2].submission().verdict(), pb::VERDICT_POSTED);
  EXPECT_EQ(events[2].submission().ledger_entries_size(), 2);
  EXPECT_EQ(EventsOf(RowAt(2), all, Operator())[0].submission().reason(), "AMOUNT_NOT_POSITIVE");

  v1::WatchRequest one;
  one.set_household(kHousehold);
  EXPECT_EQ(EventsOf(RowAt(1), one, Operator()).size(), 1U);
  EXPECT_TRUE(EventsOf(RowAt(2), one, Operator()).empty());
  one.set_kelurahan("64.74.03.1001");
  EXPECT_EQ(EventsOf(RowAt(1), one, Operator())[0].entry().benefit().rupiah(), 5);
  EXPECT_TRUE(EventsOf(RowAt(0), one, Operator()).empty());
}

TEST_F(ReadsTest, EveryoneSeesWhatIsTheirs) {
  using Kind = rpc::Caller::Kind;
  const auto put = [this](const char* officer, const char* region) {
    pb::OfficerView view;
    view.add_regions(region);
    world.tables.Put(OfficerViewKey(6474, officer), view.SerializeAsString());
  };
  put("belimbing", "64.74.03.1001");
  put("kota", "64.74");
  const auto viewer = [this](Kind kind, const char* id, const char* region = "") {
    return Viewer::Of({.kind = kind, .id = id, .city = "64.74"}, world.tables, 6474, region);
  };
  const auto kelurahan_of = [this](const char* household) {
    return Get<pb::HouseholdView>(world.tables, HouseholdViewKey(household))->domiciles().rbegin()->kelurahan();
  };
  ASSERT_EQ(kelurahan_of("hh-2"), "64.74.03.1001");
  ASSERT_NE(kelurahan_of("hh-1"), "64.74.03.1001");

  const auto belimbing = viewer(Kind::kOfficer, "belimbing");
  ASSERT_TRUE(belimbing.ok()) << belimbing.status();
  EXPECT_TRUE(belimbing->MaySeeHousehold("hh-2", world.tables).ok());
  EXPECT_EQ(ReasonOf(belimbing->MaySeeHousehold("hh-1", world.tables)), "REGION_NOT_YOURS");
  EXPECT_TRUE(belimbing->MaySeePerson("p-1", world.tables).ok()) << "where it lives now";
  EXPECT_EQ(ReasonOf(belimbing->MaySeeSubmissions("dinsos")), "REGION_NOT_YOURS");
  EXPECT_EQ(ReasonOf(viewer(Kind::kOfficer, "belimbing", "64.74").status()), "REGION_NOT_YOURS");
  EXPECT_EQ(ReasonOf(viewer(Kind::kOfficer, "nobody").status()), "REGION_NOT_YOURS");
  EXPECT_EQ(ReasonOf(viewer(Kind::kOperator, "ani", "64.72.01.1001").status()), "REGION_INVALID");
  EXPECT_TRUE(viewer(Kind::kOfficer, "kota")->MaySeeSubmissions("dinsos").ok());

  const auto dinsos = viewer(Kind::kStakeholder, "dinsos");
  EXPECT_TRUE(dinsos->MaySeeHousehold("hh-1", world.tables).ok()) << "aid is what stakeholders share";
  EXPECT_TRUE(dinsos->MaySeeSubmissions("dinsos").ok());
  EXPECT_EQ(ReasonOf(dinsos->MaySeeSubmissions("baznas")), "STAKEHOLDER_MISMATCH");
  EXPECT_EQ(ReasonOf(viewer(Kind::kService, "gateway")->MaySeeSubmissions("baznas")), "STAKEHOLDER_MISMATCH");
  const auto elsewhere = Viewer::Of({.kind = Kind::kOperator, .id = "ani", .city = "64.72"}, world.tables, 6474);
  EXPECT_EQ(ReasonOf(elsewhere.status()), "CITY_NOT_YOURS");
}

TEST_F(ReadsTest, AWatchShowsWhatTheViewerSees) {
  Give("e-1", "2026-03-01");
  v1::WatchRequest all;
  all.set_parent("cities/64.74");
  const auto seen = [&](rpc::Caller::Kind kind, const char* id) {
    const auto viewer = Viewer::Of({.kind = kind, .id = id, .city = ""}, world.tables, 6474);
    return viewer.ok() ? EventsOf(RowAt(0), all, *viewer).size() : 99U;
  };
  pb::OfficerView view;
  view.add_regions("64.74.03.1001");
  world.tables.Put(OfficerViewKey(6474, "belimbing"), view.SerializeAsString());
  EXPECT_EQ(seen(rpc::Caller::Kind::kOperator, "ani"), 2U);
  EXPECT_EQ(seen(rpc::Caller::Kind::kStakeholder, "dinsos"), 2U);
  EXPECT_EQ(seen(rpc::Caller::Kind::kStakeholder, "baznas"), 1U) << "the entry, not another's submission";
  EXPECT_EQ(seen(rpc::Caller::Kind::kOfficer, "belimbing"), 0U);
  // Another city on the same partition.
  const auto elsewhere =
      Viewer::Of({.kind = rpc::Caller::Kind::kOperator, .id = "ani", .city = ""}, world.tables, 6472);
  EXPECT_TRUE(EventsOf(RowAt(0), all, *elsewhere).empty());
}

}  // namespace
}  // namespace padu::ledger
