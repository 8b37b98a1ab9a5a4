// Notification in memory for tests: its machine over a fake store, rows of its upstreams as a test says them, and every
// own row kept, so that a test can fold them anew. One thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/store/fake_store.h"
#include "padu/notification/v1/commands.pb.h"
#include "services/notification/domain/machine.h"
#include "services/notification/domain/tables.h"

namespace padu::notification::testing {

inline constexpr CityNumber kBontang = 6474;
inline constexpr std::string_view kTelihan = "64.74.03.1002";
inline constexpr std::string_view kBelimbing = "64.74.03.1001";

template <typename T>
T Parse(std::string_view text);

// "2026-03-15" -> its day, and an instant of it in Bontang.
Day DayAt(std::string_view text);
UnixMicros At(std::string_view day, int hour, int minute = 0);

class World {
 public:
  // It is noon of 2026-03-16; Bontang with officers telihan-kesra, telihan-puskesos, belimbing-kesra, of the kecamatan
  // barat-camat, of the city dinsos-kabid; stakeholders baznas, dinsos and pupuk; the need "food". Operations, baznas
  // and dinsos have addresses.
  World();

  // A row of an upstream's journal: facts as text, without their city.
  void Registry(const std::vector<std::string>& facts);
  void Ledger(const std::string& fact);
  void Matching(const std::vector<std::string>& facts);
  // "household: 'hh-1' need: 'food' ..." of a household that is unserved since 2026-03-15.
  static std::string Standing(const std::string& household, std::string_view status, std::string_view kelurahan,
                              std::string_view since = "2026-03-15");
  void Unserved(const std::string& household, std::string_view kelurahan = kTelihan,
                std::string_view since = "2026-03-15");
  void Served(const std::string& household);

  // Decides a command, as text.
  absl::Status Command(std::string_view command, std::string_view caller = "operators/ani");
  // "" or the refusal's reason.
  std::string Refusal(std::string_view command, std::string_view caller = "operators/ani");
  absl::StatusOr<common::v1::Row> Submit(journal::Command command);
  common::v1::Row RowAt(Sequence sequence) const;
  Sequence rows() const { return rows_.size(); }

  // Time passes; matching's too, unless told otherwise. What is due is worked off in its order and at its time.
  void PassUntil(UnixMicros time, bool with_matching = true);
  void Pass(std::int64_t seconds, bool with_matching = true) {
    PassUntil(now + seconds * kMicrosPerSecond, with_matching);
  }
  void SkipDue();

  // Facts since the last call of this: "alert_opened".
  std::vector<std::string> TakeNames();
  std::vector<pb::Fact> Take();
  // Digests composed since: "officers/telihan-kesra: 1 alerts".
  std::vector<std::string> TakeDigests();
  pb::AlertRow Alert(const std::string& household) const;
  std::string StateOf(const std::string& household) const;

  void ExpectRefold() const;
  const store::Reader& tables() const { return store_; }
  std::map<std::string, std::string> OwnTables() const;

  UnixMicros now = 0;

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
  void Upstream(int upstream, common::v1::Row row);
  std::string FirstDue() const;

  NotificationMachine machine_;
  store::FakeStore store_;
  Sequence next_[3] = {};
  std::vector<Kept> rows_;
  std::vector<pb::Fact> since_;
};

}  // namespace padu::notification::testing
