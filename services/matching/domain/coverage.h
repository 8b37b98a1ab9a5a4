// What aid does for a need: until when it covers, until when that serves, whether what came is enough. Pure; functions
// of the aid that stands alone, so that late aid and reversals lead back to the same days.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/matching/domain/aid_history.h"
#include "services/matching/domain/rulebook.h"

namespace padu::matching {

// The last day that aid of the need covers, and the aid that does; nothing: there was none ever.
struct Coverage {
  std::optional<Day> until;
  const Aid* by = nullptr;
};
Coverage CoverageOf(const Rulebook& book, const pb::Need& need, AidHistory& history);

// The last day on which the need is served by aid that covers until `covered`.
Day ServedUntil(const pb::Need& need, Day covered);

// Silent stakeholders that had served the need within the days relied on before `since`, by id.
std::vector<std::string> SilentOnesReliedOn(const Rulebook& book, const pb::Need& need, AidHistory& history, Day since);

// Who received aid of the need within its days of recipients before `day`: the first day and the last that is covered.
// Days before `from` need not be the first.
struct Received {
  Day first = 0;
  Day last = 0;
};
std::map<std::string, Received> RecipientsOf(const Rulebook& book, const pb::Need& need, AidHistory& history, Day from,
                                             Day day);

// What came of what was due to a household, day by day. Judged over the days before a day: what is due on it may still
// come.
class Deliveries {
 public:
  // `due_since`: for each person to whom it is due, since when; none of it before `from`, and what came before does not
  // count.
  Deliveries(const Rulebook& book, const pb::Need& need, AidHistory& history, std::vector<Day> due_since, Day from);

  // In hundredths of the unit, over the period that is judged on `day`.
  std::int64_t Received(Day day) const;
  std::int64_t Due(Day day) const;
  // Whether less came than must.
  bool ShortOn(Day day) const;
  // The first day of the stretch of short days that holds `day`, itself short.
  Day ShortSince(Day day) const;
  // The first day after `day` on which, without further aid, it is no longer as on `day`; nullopt: none is near.
  std::optional<Day> NextChange(Day day) const;

 private:
  struct Span {
    Day first = 0;
    Day last = 0;
  };
  Span JudgedOn(Day day) const;

  const pb::Need& need_;
  const std::vector<Day> due_since_;
  const Day from_;
  std::vector<std::pair<Day, std::int64_t>> came_;  // by day: all that came from `from` to it
};

}  // namespace padu::matching
