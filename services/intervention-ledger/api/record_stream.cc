#include "services/intervention-ledger/api/record_stream.h"

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "common/base/status.h"
#include "common/journal/positions.h"
#include "services/intervention-ledger/api/names.h"
#include "services/intervention-ledger/api/writes.h"

namespace padu::ledger {
namespace {

// What came back. The partition's thread only hands answers over; the stream's thread reads them. Kept alive by the
// answers under way.
class Tally {
 public:
  void Began() {
    absl::MutexLock lock(&mutex_);
    ++in_flight_;
  }

  void Ended(absl::StatusOr<journal::Answer> answer) {
    absl::MutexLock lock(&mutex_);
    --in_flight_;
    answers_.push_back(std::move(answer));
  }

  // Waits until fewer than `most` are in flight and counts what came back; the first error, if there was one.
  absl::Status WaitBelow(int most) {
    std::vector<absl::StatusOr<journal::Answer>> answers;
    {
      const auto below = [this, most] { return in_flight_ < most; };
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(&below));
      answers.swap(answers_);
    }
    for (const auto& answer : answers) {
      RETURN_IF_ERROR(answer);
      Count(*answer);
    }
    return absl::OkStatus();
  }

  v1::RecordDisbursementsResponse Take() {
    for (const auto& [verdict, count] : counts_) {
      auto& line = *response_.add_counts();
      line.set_verdict(verdict);
      line.set_count(count);
    }
    if (position_) response_.set_position(journal::PositionText(*position_));
    return std::move(response_);
  }

 private:
  void Count(const journal::Answer& answer) {
    v1::Submission submission = SubmissionOf(answer);
    ++counts_[submission.verdict()];
    if (!position_ || answer.position.next > position_->next) position_ = answer.position;
    if (submission.verdict() == v1::VERDICT_POSTED || response_.not_posted_size() == kMaxNotPostedListed) return;
    *response_.add_not_posted() = std::move(submission);
  }

  absl::Mutex mutex_;
  int in_flight_ = 0;
  std::vector<absl::StatusOr<journal::Answer>> answers_;

  // Of the stream's thread alone.
  std::map<v1::Verdict, std::int64_t> counts_;
  std::optional<journal::Position> position_;
  v1::RecordDisbursementsResponse response_;
};

absl::Status TooLong() {
  return Refuse(absl::StatusCode::kResourceExhausted,
                {.reason = "STREAM_TOO_LONG",
                 .text_id = "Satu aliran paling banyak 100.000 catatan; kirim sisanya dalam aliran baru.",
                 .text_en = "A stream takes at most 100,000 submissions; send the rest in a new one.",
                 .metadata = {}});
}

absl::Status ParentDiffers() {
  return Refuse(absl::StatusCode::kInvalidArgument, {.reason = "PARENT_DIFFERS",
                                                     .text_id = "Satu aliran untuk satu lembaga di satu kota.",
                                                     .text_en = "A stream is for one stakeholder of one city.",
                                                     .metadata = {{"field", "parent"}}});
}

}  // namespace

absl::StatusOr<v1::RecordDisbursementsResponse> RecordAll(const rpc::Call& call, const NextRequest& next,
                                                          journal::Partitions& partitions, const Secrets& secrets) {
  const auto tally = std::make_shared<Tally>();
  journal::Partition* partition = nullptr;
  std::string parent;
  v1::RecordDisbursementRequest request;
  for (int taken = 0; next(&request); ++taken) {
    if (taken == kMaxStreamed) return TooLong();
    if (taken > 0 && request.parent() != parent) return ParentDiffers();
    ASSIGN_OR_RETURN(journal::Command command, RecordCommandOf(call, request, secrets));
    if (partition == nullptr) {
      parent = request.parent();
      ASSIGN_OR_RETURN(partition, partitions.ForCity(CityCode(ParseName(parent, "stakeholders")->city)));
    }
    RETURN_IF_ERROR(tally->WaitBelow(kMaxInFlight));
    tally->Began();
    partition->Submit(std::move(command), call.deadline(),
                      [tally](absl::StatusOr<journal::Answer> answer) { tally->Ended(std::move(answer)); });
  }
  if (call.cancelled()) return absl::CancelledError("the client is gone");
  RETURN_IF_ERROR(tally->WaitBelow(1));
  return tally->Take();
}

}  // namespace padu::ledger
