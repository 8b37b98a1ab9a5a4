#include "services/matching/domain/aid_history.h"

#include <algorithm>
#include <utility>

#include "services/matching/domain/limits.h"

namespace padu::matching {
namespace {

// What of a key orders aid of different households.
std::string_view Order(const store::Cursor& cursor) {
  constexpr std::size_t kDayAndId = 4 + 8 + 1;
  return cursor.key().substr(cursor.key().size() - kDayAndId);
}

}  // namespace

Day CoversUntil(const Aid& aid) {
  if (!aid.view.has_period_to()) return aid.day;
  return std::max(aid.day, std::min<Day>(aid.view.period_to(), aid.day + kCoverDaysMax));
}

pb::AidRef RefOf(const Aid& aid) {
  pb::AidRef ref;
  ref.set_sequence(aid.id.sequence);
  ref.set_index(aid.id.index);
  ref.set_stakeholder(aid.view.stakeholder());
  ref.set_programme(aid.view.programme());
  ref.set_day(aid.day);
  return ref;
}

AidHistory::AidHistory(const store::Reader& tables, const pb::HouseholdView& household) : tables_(&tables) {
  households_.assign(household.absorbed().begin(), household.absorbed().end());
  households_.push_back(household.household());
}

const Aid* AidHistory::At(std::size_t i) {
  for (const std::string& household : std::exchange(households_, {})) {
    const std::string prefix = AidPrefix(household);
    auto cursor = tables_->ScanBack(prefix, PrefixEnd(prefix));
    if (cursor->Valid()) cursors_.push_back(std::move(cursor));
  }
  while (aid_.size() <= i && !cursors_.empty()) {
    const auto last = std::max_element(cursors_.begin(), cursors_.end(),
                                       [](const auto& a, const auto& b) { return Order(*a) < Order(*b); });
    AidKeyParts key = ReadAidKey((*last)->key());
    aid_.push_back(
        std::make_unique<Aid>(Aid{.id = key.id, .day = key.day, .view = ParseValue<pb::AidView>((*last)->value())}));
    (*last)->Next();
    if (!(*last)->Valid()) cursors_.erase(last);
  }
  return i < aid_.size() ? aid_[i].get() : nullptr;
}

}  // namespace padu::matching
