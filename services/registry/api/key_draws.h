// Draws that wait until the topic holds their keys. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/registry/api/key_record.h"

namespace padu::registry {

// UNAVAILABLE: the key could not be confirmed in time; the caller may draw again.
absl::Status KeysUnavailable();

class KeyDraws {
 public:
  void Add(FreshKeys fresh, std::int64_t deadline_boot, DrawDone done);
  // The topic holds `record` for this key: true if that is what a draw waits for.
  bool Confirm(std::string_view key_id, std::string_view record);
  // Answers the draws all of whose keys are confirmed: after these are stored.
  void Answer();
  // Answers UNAVAILABLE to draws whose deadline has come; their keys, wherever they are, seal nothing.
  bool Expire(std::int64_t boot_now);
  // The same to all.
  void AbandonAll();

  bool any_confirmed() const { return !confirmed_.empty(); }
  bool empty() const { return calls_.empty(); }
  std::size_t keys() const { return waiting_.size(); }

 private:
  struct Call {
    FreshKeys fresh;
    std::int64_t deadline_boot = 0;
    DrawDone done;
    std::size_t missing = 0;  // keys not confirmed yet
  };
  struct Wait {
    std::uint64_t call = 0;
    std::size_t index = 0;  // in its keys
  };

  void Abandon(std::uint64_t number);

  std::uint64_t next_ = 0;
  std::map<std::uint64_t, Call> calls_;
  absl::flat_hash_map<std::string, Wait> waiting_;
  std::set<std::pair<std::int64_t, std::uint64_t>> deadlines_;
  std::vector<std::uint64_t> confirmed_;  // calls of which nothing is missing
};

}  // namespace padu::registry
