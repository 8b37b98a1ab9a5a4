#include "services/matching/domain/coverage.h"

#include <algorithm>
#include <utility>

#include "services/matching/domain/limits.h"

namespace padu::matching {
namespace {

// How far ahead a change is looked for: a period, and the month after.
constexpr Day kLookAhead = 2 * 31 + 366;

Day NextMonth(Day day) { return FirstDay(MonthFromNumber(MonthNumber(MonthOf(day)) + 1)); }

std::int64_t AmountE2(const pb::Entitlement& entitlement, const pb::AidView& aid) {
  if (entitlement.unit().empty()) return aid.times() * 100;
  return aid.unit() == entitlement.unit() ? aid.quantity() * 100 : 0;
}

}  // namespace

Coverage CoverageOf(const Rulebook& book, const pb::Need& need, AidHistory& history) {
  Coverage coverage;
  for (std::size_t i = 0; const Aid* aid = history.At(i); ++i) {
    if (coverage.until && aid->day + kCoverDaysMax < *coverage.until) break;  // none further back covers more
    if (!Rulebook::Serves(need, book.KindOf(aid->view.programme()))) continue;
    const Day until = CoversUntil(*aid);
    if (coverage.until && until <= *coverage.until) continue;
    coverage = {until, aid};
  }
  return coverage;
}

Day ServedUntil(const pb::Need& need, Day covered) {
  if (!need.has_month()) return covered + need.days() - 1;
  return NextMonth(NextMonth(covered)) - 1;
}

std::vector<std::string> SilentOnesReliedOn(const Rulebook& book, const pb::Need& need, AidHistory& history,
                                            Day since) {
  std::vector<std::string> silent;
  for (const SilentFeed& feed : book.silent_feeds()) {
    const Day first = since - feed.relied_on_days;
    for (std::size_t i = 0; const Aid* aid = history.At(i); ++i) {
      if (aid->day + kCoverDaysMax < first) break;
      if (aid->view.stakeholder() != feed.stakeholder || CoversUntil(*aid) < first || aid->day >= since) continue;
      if (!Rulebook::Serves(need, book.KindOf(aid->view.programme()))) continue;
      silent.push_back(feed.stakeholder);
      break;
    }
  }
  return silent;
}

std::map<std::string, Received> RecipientsOf(const Rulebook& book, const pb::Need& need, AidHistory& history, Day from,
                                             Day day) {
  const Day since = day - need.recipients_days();
  std::map<std::string, Received> recipients;
  for (std::size_t i = 0; const Aid* aid = history.At(i); ++i) {
    if (aid->day < from && aid->day + kCoverDaysMax < since) break;
    if (aid->view.person().empty() || !Rulebook::Serves(need, book.KindOf(aid->view.programme()))) continue;
    const Day until = CoversUntil(*aid);
    const auto [recipient, is_new] = recipients.try_emplace(aid->view.person(), Received{aid->day, until});
    recipient->second.first = aid->day;  // further back each time
    recipient->second.last = std::max(recipient->second.last, until);
  }
  std::erase_if(recipients, [since](const auto& recipient) { return recipient.second.last < since; });
  return recipients;
}

Deliveries::Deliveries(const Rulebook& book, const pb::Need& need, AidHistory& history, std::vector<Day> due_since,
                       Day from)
    : need_(need), due_since_(std::move(due_since)), from_(from) {
  for (std::size_t i = 0; const Aid* aid = history.At(i); ++i) {
    if (aid->day < from) break;
    if (!Rulebook::Serves(need, book.KindOf(aid->view.programme()))) continue;
    came_.emplace_back(aid->day, AmountE2(need.entitlement(), aid->view));
  }
  std::reverse(came_.begin(), came_.end());
  for (std::size_t i = 1; i < came_.size(); ++i) came_[i].second += came_[i - 1].second;
}

Deliveries::Span Deliveries::JudgedOn(Day day) const {
  Span span{day - need_.days(), day - 1};
  if (need_.has_month()) {  // the last whole one
    span.last = FirstDay(MonthOf(day)) - 1;
    span.first = FirstDay(MonthOf(span.last));
  }
  span.first = std::max(span.first, from_);
  return span;
}

std::int64_t Deliveries::Received(Day day) const {
  const Span span = JudgedOn(day);
  const auto up_to = [this](Day last) -> std::int64_t {
    const auto after = std::upper_bound(came_.begin(), came_.end(), last,
                                        [](Day value, const auto& came) { return value < came.first; });
    return after == came_.begin() ? 0 : std::prev(after)->second;
  };
  return span.last < span.first ? 0 : up_to(span.last) - up_to(span.first - 1);
}

std::int64_t Deliveries::Due(Day day) const {
  const Span span = JudgedOn(day);
  std::int64_t person_days = 0;
  for (const Day since : due_since_) person_days += std::max(0, span.last - std::max(span.first, since) + 1);
  return person_days * need_.entitlement().per_day_e2();
}

bool Deliveries::ShortOn(Day day) const { return Received(day) * 100 < Due(day) * need_.entitlement().least_percent(); }

Day Deliveries::ShortSince(Day day) const {
  while (day > from_ && ShortOn(day - 1)) --day;
  return day;
}

std::optional<Day> Deliveries::NextChange(Day day) const {
  const bool now = ShortOn(day);
  for (Day next = day + 1; next <= day + kLookAhead; ++next) {
    if (ShortOn(next) != now) return next;
  }
  return std::nullopt;
}

}  // namespace padu::matching
