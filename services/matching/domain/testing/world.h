// Matching in memory for tests: its machine over a fake store, rows of registry and ledger as a test says them, and
// every own row kept, so that a test can fold them anew. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/store/fake_store.h"
#include "padu/ledger/v1/facts.pb.h"
#include "padu/matching/v1/commands.pb.h"
#include "padu/registry/v1/facts.pb.h"
#include "services/matching/domain/machine.h"
#include "services/matching/domain/rules/testing/parse.h"
#include "services/matching/domain/tables.h"

namespace padu::matching::testing {

inline constexpr CityNumber kBontang = 6474;
inline constexpr std::string_view kTelihan = "64.74.03.1002";
inline constexpr std::string_view kBelimbing = "64.74.03.1001";

// "2026-03-15" -> its day, and the instant of its noon in Bontang.
Day DayAt(std::string_view text);
UnixMicros NoonOf(Day day);

// One disbursement, as a test says it.
struct Gift {
  std::string household = "hh-1";
  std::string programme = "sembako";
  std::string day = "2026-03-15";
  std::string stakeholder = "dinsos";
  std::string person;
  std::string family;
  std::string period_to;  // a day; empty: none
  std::int64_t rupiah = 200'000;
  std::int64_t quantity = 0;
  std::string unit;
  std::string kelurahan = std::string(kTelihan);
};

class World {
 public:
  // Bontang's regions are defined; stakeholders dinsos, baznas, pupuk. It is 2026-03-15 (GoTo), unless `clock` is
  // false: then nothing is known of the time.
  explicit World(bool clock = true);

  // A row of the registry's journal: facts as text, without their city.
  void Registry(std::vector<std::string> facts);
  void RegistryFacts(const std::vector<registry::v1::Fact>& facts);
  // A row of the ledger's journal; returns its sequence.
  Sequence Ledger(ledger::v1::Fact fact);
  Sequence LedgerEngine(std::string_view engine_fact);

  // A programme of dinsos for households in rupiah unless `more` says otherwise, open to everybody.
  void AddProgramme(const std::string& programme, std::string_view more = "");
  // A verified household in Telihan with one adult; `more`: facts of the same row.
  void AddHousehold(const std::string& household, std::vector<std::string> more = {});
  void AddPerson(const std::string& household, const std::string& person, int birth_year = 1990);
  AidId Give(const Gift& gift);
  void TakeBack(AidId id);
  std::string StakeholderOf(AidId id) const { return given_.at(id).second; }

  // Saves a setting, as text: "need { need: 'food' days: 30 }".
  absl::Status Save(std::string_view setting, std::string_view caller = "operators/ani");
  // Decides a command as it comes from the mailbox; the row that it made.
  absl::StatusOr<common::v1::Row> Submit(journal::Command command);
  Sequence rows() const { return rows_.size(); }
  common::v1::Row RowAt(Sequence sequence) const;
  // As Save, and it must not be refused.
  void MustSave(std::string_view setting);

  // Both upstreams reach this time, and all due work is worked off.
  void GoTo(std::string_view day) { ReachTime(NoonOf(DayAt(day))); }
  void ReachTime(UnixMicros time);
  void RegistryReaches(UnixMicros time);
  void LedgerReaches(UnixMicros time);
  // Steps of due work, at most so many; how many there were.
  int Work(int most = 1'000'000);
  void SkipWork();
  bool has_work() const;

  // The standing; nullopt: nothing is kept.
  std::optional<pb::Standing> Standing(const std::string& household, const std::string& need) const;
  // "UNSERVED since 2026-03-15"; "-": nothing is kept.
  std::string How(const std::string& household, const std::string& need) const;
  // Households of the index of who is not served, in its order: "UNSERVED 64.74.03.1002 hh-1".
  std::vector<std::string> Ranked(const std::string& need) const;
  std::vector<pb::OverlapFound> OverlapsOf(const std::string& household) const;
  // Of the last input, work included: "household_became_unserved".
  std::vector<std::string> facts() const;
  const std::vector<pb::Fact>& last() const { return last_; }

  // Folds all rows anew: own tables must come out equal.
  void ExpectRefold() const;
  const store::Reader& tables() const { return store_; }
  std::map<std::string, std::string> OwnTables() const;

  UnixMicros now = 0;  // the ledger's and registry's clock

 private:
  struct Kept {
    journal::Place place;
    std::shared_ptr<common::v1::Cause> cause;
    std::vector<std::string> facts;
  };
  class Out;

  template <typename Decide>
  void Row(Decide decide);
  template <typename Change>
  void Commit(bool views, Change change);
  Sequence Upstream(int upstream, common::v1::Row row);

  MatchingMachine machine_;
  store::FakeStore store_;
  Sequence next_[2] = {};
  std::vector<Kept> rows_;
  std::vector<pb::Fact> last_;
  std::map<AidId, std::pair<ledger::v1::Entry, std::string>> given_;
};

}  // namespace padu::matching::testing
