// In which order the partitions of one process announce themselves (docs/decisions/0008), so that of two processes that
// begin at once with the same partitions one wins them all.
//
// The lowest partition goes first and decides: whoever loses it ends, whoever has it announces the others again if
// another's marker came before. A partition that is not ready holds the others up for `patience_us` at most; then the
// lowest one that is ready decides.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace padu::journal {

// Times are boot times in microseconds. Any thread.
class AnnounceOrder {
 public:
  AnnounceOrder(const std::vector<int>& partitions, std::int64_t patience_us);

  // The partition begins to recover.
  void Begins(int partition);
  // The partition has read its topic: whether it may write its marker now. `foreign`: when another life's marker came
  // into force meanwhile, 0 if none did; then the lower partitions must have been at their topics' ends since.
  bool MayAnnounce(int partition, std::int64_t foreign, std::int64_t now);
  // Its marker is in force, and was read when its topic was asked for at `asked`.
  void Announced(int partition, std::int64_t asked);
  // It was at the end of its topic as asked for at `asked`, and its epoch was in force.
  void InContact(int partition, std::int64_t asked);
  // Another's marker came before its own. True: it may announce itself again. False: the process is fenced.
  bool MayGoOn(int partition);
  // One of the partitions is fenced: none announces itself any more.
  void End();

 private:
  struct State {
    std::optional<std::int64_t> ready;
    bool announced = false;
    std::int64_t contact = 0;
  };

  const std::int64_t patience_us_;
  std::mutex mutex_;
  std::map<int, State> states_;
  bool ended_ = false;
};

}  // namespace padu::journal
