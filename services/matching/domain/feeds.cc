#include "services/matching/domain/feeds.h"

#include <algorithm>
#include <set>

#include "services/matching/domain/work.h"

namespace padu::matching {
namespace {

void AddIds(const store::Reader& tables, const std::string& prefix, std::set<std::string>& ids) {
  for (auto at = tables.Scan(prefix, PrefixEnd(prefix)); at->Valid(); at->Next()) {
    ids.emplace(at->key().substr(prefix.size()));
  }
}

// One feed being looked at.
class Feed {
 public:
  Feed(CityNumber city, std::string stakeholder, const store::Reader& tables, journal::Emitter& out)
      : city_(city), stakeholder_(std::move(stakeholder)), tables_(tables), out_(out) {
    view_ = Get<pb::FeedView>(tables, FeedViewKey(city, stakeholder_)).value_or(pb::FeedView());
    state_ = Get<pb::FeedState>(tables, FeedStateKey(city, stakeholder_));
    const auto row = Get<pb::SettingRow>(tables, SettingKey(pb::SettingRow::kFeedExpectation, city, stakeholder_));
    if (row) setting_ = *row;
  }

  void LookAt(UnixMicros as_of) {
    if (!view_.box_stopped().empty()) {
      const bool told = state_ && state_->silent().box_stopped() == view_.box_stopped() && state_->heard_at() == 0;
      if (!told) FallSilent();
      return;
    }
    const bool quiet = IsQuiet(as_of);
    if (!state_) {
      if (quiet) FallSilent();
      return;
    }
    const UnixMicros settled = state_->heard_at() + Expected().settle_s() * kMicrosPerSecond;
    const bool forgotten = Expected().silent_after_s() == 0 && state_->silent().box_stopped().empty();
    if (state_->heard_at() != 0 && quiet) {
      FallSilent();  // again
    } else if (forgotten || (state_->heard_at() != 0 && as_of > settled)) {
      Resume();
    }
  }

  void Hear(UnixMicros at) {
    if (!state_ || state_->heard_at() != 0 || !view_.box_stopped().empty()) return;
    pb::Fact fact = NewFact();
    fact.mutable_feed_heard()->set_stakeholder(stakeholder_);
    fact.mutable_feed_heard()->set_at(at);
    out_.Emit(fact);
  }

 private:
  const pb::FeedExpectation& Expected() const { return setting_.feed_expectation(); }

  // One that was never heard has since the expectation was saved.
  bool IsQuiet(UnixMicros as_of) const {
    if (Expected().silent_after_s() == 0) return false;
    const UnixMicros heard = std::max<UnixMicros>(view_.last_heard(), setting_.saved_at());
    return as_of - heard > Expected().silent_after_s() * kMicrosPerSecond;
  }

  pb::Fact NewFact() const {
    pb::Fact fact;
    fact.set_city(city_);
    return fact;
  }

  void FallSilent() {
    const bool anew = !state_.has_value();
    pb::Fact fact = NewFact();
    fact.mutable_feed_silent()->set_stakeholder(stakeholder_);
    fact.mutable_feed_silent()->set_last_heard(view_.last_heard());
    fact.mutable_feed_silent()->set_box_stopped(view_.box_stopped());
    out_.Emit(fact);
    if (anew) BeginSweep(city_, "FEED_SILENT", tables_, out_);
  }

  void Resume() {
    pb::Fact fact = NewFact();
    fact.mutable_feed_resumed()->set_stakeholder(stakeholder_);
    out_.Emit(fact);
    BeginSweep(city_, "FEED_RESUMED", tables_, out_);
  }

  const CityNumber city_;
  const std::string stakeholder_;
  const store::Reader& tables_;
  journal::Emitter& out_;
  pb::FeedView view_;
  std::optional<pb::FeedState> state_;
  pb::SettingRow setting_;
};

}  // namespace

void LookAtFeeds(CityNumber city, UnixMicros as_of, const store::Reader& tables, journal::Emitter& out) {
  std::set<std::string> stakeholders;
  AddIds(tables, SettingPrefix(pb::SettingRow::kFeedExpectation, city), stakeholders);
  AddIds(tables, FeedViewPrefix(city), stakeholders);
  AddIds(tables, FeedStatePrefix(city), stakeholders);
  for (const std::string& stakeholder : stakeholders) Feed(city, stakeholder, tables, out).LookAt(as_of);
}

void HearFeed(CityNumber city, const std::string& stakeholder, UnixMicros at, const store::Reader& tables,
              journal::Emitter& out) {
  std::string silent;
  if (!tables.Get(FeedStateKey(city, stakeholder), &silent)) return;
  Feed(city, stakeholder, tables, out).Hear(at);
}

}  // namespace padu::matching
