// What every watch does: rows as they are confirmed, as events with positions to go on from.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/status.h"
#include "common/journal/mailbox.h"
#include "common/journal/positions.h"

namespace padu::journal {

// Who follows, and until when. All on the caller's thread.
template <typename Event>
struct Follower {
  absl::Time deadline;
  std::function<bool()> cancelled;
  std::function<absl::Status(const store::Reader&)> look;  // before each look at rows: what may it see now?
  std::function<absl::StatusOr<std::vector<Event>>(const Row&)> events_of;  // what of a row it wants to see
  std::function<bool(const Event&)> write;                                  // false: nobody listens
};

inline constexpr int kRowsPerLook = 100;
inline constexpr absl::Duration kLook = absl::Milliseconds(500);  // a cancelled call frees its thread within this
inline constexpr absl::Duration kSignOfLife = absl::Seconds(5);

// Begins after the position `from`, which must be in the accepted sequence; if it is empty, at what is there now.
// Blocks until the deadline (OK), the call is cancelled (OK), nobody listens (CANCELLED), or rows cannot or may not be
// had.
//
// The last event of a row has the position after it, those before it the position before the row: who goes on from
// there gets the whole row again rather than half of it. Without events, the position alone is a sign of life each
// kSignOfLife.
template <typename Event>
absl::Status Follow(Partition& partition, std::string_view from, const Follower<Event>& follower) {
  ASSIGN_OR_RETURN(const std::optional<Position> asked, ParsePosition(from));
  Position begin;
  RETURN_IF_ERROR(partition.Read(asked, follower.deadline, [&](const store::Reader& tables, const Freshness& fresh) {
    begin = asked ? *asked : fresh.position;
    return follower.look(tables);
  }));
  Sequence next = begin.next;
  std::string position = PositionText(begin);
  absl::Time told = absl::InfinitePast();
  const auto tell = [&](Event event, const std::string& at) {
    event.set_position(at);
    told = absl::Now();
    return follower.write(event);
  };
  while (!follower.cancelled() && absl::Now() < follower.deadline) {
    ASSIGN_OR_RETURN(const std::vector<Row> rows, partition.Watch(next, kRowsPerLook, absl::Now() + kLook));
    RETURN_IF_ERROR(partition.Read(std::nullopt, follower.deadline, [&](const store::Reader& tables, const Freshness&) {
      return follower.look(tables);
    }));
    for (const Row& row : rows) {
      const std::string after = PositionText(PositionAfter(row));
      ASSIGN_OR_RETURN(std::vector<Event> events, follower.events_of(row));
      for (std::size_t i = 0; i < events.size(); ++i) {
        const bool last = i + 1 == events.size();
        if (!tell(std::move(events[i]), last ? after : position)) return absl::CancelledError("the client is gone");
      }
      next = row.sequence() + 1;
      position = after;
    }
    if (absl::Now() - told < kSignOfLife) continue;
    if (!tell(Event(), position)) return absl::CancelledError("the client is gone");
  }
  return absl::OkStatus();
}

}  // namespace padu::journal
