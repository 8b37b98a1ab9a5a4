#include "services/paductl/sample/submissions.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/paductl/sample/stories.h"

namespace padu::sample {
namespace {

constexpr std::array kBadStories = {Story::kUnreadable, Story::kUnknownProgramme, Story::kNegativeAmount,
                                    Story::kWrongUnit,  Story::kFutureDay,        Story::kBadNik};

// A submission and where it goes: after the plain one of this number, or before it.
struct Placed {
  std::size_t at;
  bool before;
  Submission submission;
};

class History {
 public:
  History(const std::vector<Payment>& payments, const City& city, const Dice& dice)
      : city_(city), dice_(dice.For("history")) {
    plain_.reserve(payments.size());
    for (const Payment& payment : payments)
      plain_.push_back(Plain(payment, NextId(payment.programme->id, payment.day)));
  }

  std::vector<Submission> Make() {
    if (plain_.empty()) return {};
    Repeat();
    TakeBack();
    Spoiled();
    UnknownNik();
    LatePaper();
    return Merged();
  }

 private:
  std::string NextId(const std::string& programme, absl::CivilDay day) {
    const std::string stem =
        absl::StrFormat("%s-%04d%02d%02d", programme, static_cast<int>(day.year()), day.month(), day.day());
    return absl::StrFormat("%s-%04d", stem, ++serials_[stem]);
  }

  std::size_t Draw() { return static_cast<std::size_t>(dice_.Below(static_cast<int>(plain_.size()))); }

  // Some number at or after `at`, but not far.
  std::size_t Soon(std::size_t at) {
    return std::min(at + static_cast<std::size_t>(dice_.Below(300)), plain_.size() - 1);
  }

  void Place(std::size_t at, bool before, Submission submission) {
    submission.sent = plain_[at].sent;
    placed_.push_back({at, before, std::move(submission)});
  }

  void Repeat() {
    for (std::size_t i = 0; i < plain_.size(); ++i) {
      if (dice_.Chance(10)) Place(Soon(i), false, Duplicate(plain_[i]));
    }
    for (int i = 0; i < 3; ++i) {
      const std::size_t at = Draw();
      Place(Soon(at), false, Conflict(plain_[at]));
    }
  }

  void TakeBack() {
    for (int i = 0; i < 8; ++i) {
      const std::size_t at = Draw();
      if (!taken_back_.insert(at).second) continue;  // a second reversal would be refused
      const std::string id = plain_[at].event_id;
      switch (i % 4) {
        case 0: {
          Submission early = Reversal(plain_[at], id + "-batal");
          early.story = Story::kEarlyReversal;
          Place(at, true, std::move(early));
          break;
        }
        case 1:
          Place(Soon(at), false, Correction(plain_[at], id + "-koreksi"));
          break;
        default:
          Place(Soon(at), false, Reversal(plain_[at], id + "-batal"));
      }
    }
  }

  void Spoiled() {
    for (int i = 0; i < 24; ++i) {
      const std::size_t at = Draw();
      Submission bad = plain_[at];
      bad.event_id += absl::StrFormat("-x%02d", i);
      Place(at, false, Spoil(std::move(bad), kBadStories[static_cast<std::size_t>(i) % kBadStories.size()], dice_));
    }
  }

  void UnknownNik() {
    if (city_.late.nik.empty()) return;
    for (int i = 1; i <= 3; ++i) {
      const std::size_t at = plain_.size() * static_cast<std::size_t>(i) / 4;
      Submission unknown = plain_[at];
      unknown.event_id += "-baru";
      unknown.story = Story::kUnknownNik;
      std::get<ledger::v1::DisbursementRecorded>(unknown.event).mutable_beneficiary()->set_nik(city_.late.nik);
      Place(at, false, std::move(unknown));
    }
  }

  // Written on paper in the first days, typed in on the last.
  void LatePaper() {
    for (std::size_t i = 0; i < 5; ++i) {
      Submission late = plain_[i * plain_.size() / 50];
      late.event_id += "-kertas";
      late.story = Story::kLatePaper;
      std::get<ledger::v1::DisbursementRecorded>(late.event).set_reference("daftar kertas");
      Place(plain_.size() - 1, false, std::move(late));
    }
  }

  std::vector<Submission> Merged() {
    std::stable_sort(placed_.begin(), placed_.end(), [](const Placed& a, const Placed& b) {
      return std::pair(a.at, !a.before) < std::pair(b.at, !b.before);
    });
    std::vector<Submission> all;
    all.reserve(plain_.size() + placed_.size());
    auto next = placed_.begin();
    for (std::size_t i = 0; i < plain_.size(); ++i) {
      for (; next != placed_.end() && next->at == i && next->before; ++next) all.push_back(std::move(next->submission));
      all.push_back(std::move(plain_[i]));
      for (; next != placed_.end() && next->at == i; ++next) all.push_back(std::move(next->submission));
    }
    return all;
  }

  const City& city_;
  Dice dice_;
  std::map<std::string, int> serials_;
  std::set<std::size_t> taken_back_;
  std::vector<Submission> plain_;
  std::vector<Placed> placed_;
};

}  // namespace

std::vector<Submission> MakeHistory(const std::vector<Payment>& payments, const City& city, const Dice& dice) {
  return History(payments, city, dice).Make();
}

Trickle::Trickle(const std::vector<Payment>& payments, std::string run, const Dice& dice)
    : payments_(payments), run_(std::move(run)), dice_(dice.For(run_)) {}

std::string Trickle::NextId(const ProgrammeRow& programme) {
  return absl::StrCat(programme.id, "-", run_, "-", ++number_);
}

Submission Trickle::Next(absl::CivilDay today) {
  Payment payment = dice_.Pick(payments_);
  payment.day = payment.period_from = payment.period_to = today;
  Submission plain = Plain(payment, NextId(*payment.programme));
  const int draw = dice_.Below(100);
  if (draw >= 10 || recent_.empty()) {
    constexpr std::size_t kRecent = 50;
    if (recent_.size() < kRecent) {
      recent_.push_back(plain);
    } else {
      recent_[number_ % kRecent] = plain;
    }
    return plain;
  }
  const Submission& earlier = dice_.Pick(recent_);
  if (draw < 4) return Duplicate(earlier);
  if (draw < 5) return Conflict(earlier);
  if (draw < 6) {
    const std::size_t which = static_cast<std::size_t>(&earlier - recent_.data());
    Submission reversal = Reversal(earlier, earlier.event_id + "-batal");
    recent_.erase(recent_.begin() + static_cast<std::ptrdiff_t>(which));
    return reversal;
  }
  return Spoil(std::move(plain), dice_.Pick(kBadStories), dice_);
}

}  // namespace padu::sample
