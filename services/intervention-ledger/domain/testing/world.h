// A ledger in memory for tests: its machine over tables in a map, with a view that a test fills directly, and every row
// kept, so that a test can fold them anew. One thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/journal/machine.h"
#include "common/store/overlay.h"
#include "services/intervention-ledger/domain/machine.h"
#include "services/intervention-ledger/domain/tables.h"

namespace padu::ledger::testing {

inline constexpr CityNumber kBontang = 6474;

// 2026-03-15T04:00:00Z: noon in Bontang.
inline constexpr UnixMicros kNoon = 1'773'547'200LL * kMicrosPerSecond;

// Tables in a map.
class MapTables final : public store::Txn {
 public:
  bool Get(std::string_view key, std::string* value) const override;
  std::unique_ptr<store::Cursor> Scan(std::string_view begin, std::string_view end) const override;
  std::unique_ptr<store::Cursor> ScanBack(std::string_view begin, std::string_view end) const override;
  void Put(std::string_view key, std::string_view value) override;
  void Delete(std::string_view key) override;

  std::map<std::string, std::string, std::less<>> map;
};

// Content as the intake makes it.
struct Aid {
  std::string event_id;
  std::string programme = "blt";
  std::string household;  // one of these four
  std::string family;
  std::string person;
  std::string token;
  std::int64_t rupiah = 0;  // one of these three
  std::int64_t quantity = 0;
  std::int64_t times = 0;
  std::string unit;
  std::string day = "2026-03-02";
  std::string stakeholder = "dinsos";
};
pb::SubmissionContent Recorded(const Aid& aid);
pb::SubmissionContent Reversed(std::string event_id, std::string original, std::string stakeholder = "dinsos");
pb::SubmissionContent Corrected(std::string original, const Aid& aid);
pb::Stay StayOf(std::string household, std::string family, std::string_view from,
                std::optional<std::string_view> until = std::nullopt);

// One row as it was decided.
struct Decided {
  journal::Place place;
  common::v1::Cause cause;
  std::vector<pb::Fact> facts;
};

class World {
 public:
  // Stakeholders dinsos, baznas (active), tutup (not); programmes blt (money, household, dinsos and baznas), pkh
  // (money, family, dinsos), beras (goods in kg, household, baznas), dokter (service, person, dinsos), rantang (goods
  // in meal, person, dinsos, 2026-01-01 to 2026-12-31, in 64.74.03).
  World();

  void AddHousehold(const std::string& household, const std::string& kelurahan = "64.74.03.1002");
  void MergeHousehold(const std::string& household, const std::string& into, std::string_view day);
  void AddFamily(const std::string& family, std::vector<pb::Stay> stays);
  // A person who is there already has these stays too; earlier ones that are not among them were put right.
  void AddPerson(const std::string& person, std::vector<pb::Stay> stays, const std::string& token = "",
                 std::optional<std::string_view> deceased = std::nullopt);

  // Each decides and folds one input; the fact of the verdict comes back.
  pb::Fact Send(const pb::SubmissionContent& content);
  absl::StatusOr<journal::Decision> Call(std::shared_ptr<const journal::MessageLite> request);
  void EndWait(const pb::Wait& wait);
  // Takes a row of the registry's journal.
  void TakeUpstream(const journal::Row& row);
  // Works off all due work; the facts in order.
  std::optional<std::string> FirstDue() const;
  std::vector<pb::Fact> RunDue();
  // Puts the first due entry aside, as after a crash.
  void SkipDue();
  const pb::Fact& LastFact() const;

  // The tables that the rows fold to, views left out.
  std::map<std::string, std::string, std::less<>> Refold() const;
  std::map<std::string, std::string, std::less<>> OwnTables() const;

  std::optional<pb::SubmissionState> Submission(Sequence first, std::string_view stakeholder = "dinsos") const;
  std::optional<pb::CoverageState> Coverage(std::string_view programme, std::string_view month,
                                            std::string_view kelurahan = "64.74.03.1002") const;
  std::vector<pb::EntryRow> Entries(std::string_view household) const;

  LedgerMachine machine;
  MapTables tables;
  UnixMicros now = kNoon;
  Sequence next = 0;
  std::vector<Decided> rows;

 private:
  class Fold;
  template <typename Decide>
  void Row(common::v1::Cause cause, Decide decide);
  std::int64_t next_offset_ = 0;
};

}  // namespace padu::ledger::testing
