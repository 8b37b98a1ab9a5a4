// What agency systems send: three months of it, and then a trickle, with what goes wrong in real life.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/civil_time.h"
#include "padu/ledger/v1/submission.pb.h"
#include "services/paductl/sample/city.h"
#include "services/paductl/sample/plan.h"
#include "services/paductl/sample/reference.h"

namespace padu::sample {

// Which of the three forms a stakeholder's system writes.
enum class Encoding { kProtobuf, kJson, kStructuredJson };

// Why a submission is in the sample.
enum class Story {
  kPlain,
  kDuplicate,         // sent again, same content
  kConflict,          // sent again, other amount
  kReversal,          // takes an earlier one back
  kEarlyReversal,     // takes a later one back
  kCorrection,        // says what an earlier one should have said
  kLatePaper,         // given long ago, written down today
  kUnknownNik,        // the registry learns of the NIK later
  kUnreadable,        // bytes without sense
  kUnknownProgramme,  // ... and below: refused for what they say
  kNegativeAmount,
  kWrongUnit,
  kFutureDay,
  kBadNik,
};

// Bytes that are no event.
struct Garbage {
  std::string bytes;
};

struct Submission {
  std::string stakeholder;
  std::string event_id;
  absl::CivilDay sent;
  Encoding encoding = Encoding::kProtobuf;
  Story story = Story::kPlain;
  std::variant<ledger::v1::DisbursementRecorded, ledger::v1::DisbursementReversed, ledger::v1::DisbursementCorrected,
               Garbage>
      event;
};

// What was sent from `first` to `last`, in this order: all of `payments`, and some of each story.
std::vector<Submission> MakeHistory(const std::vector<Payment>& payments, const City& city, const Dice& dice);

// An endless stream of the same kind for one run. Ids of different runs differ. One thread; `payments` outlives it and
// is not empty.
class Trickle {
 public:
  // `run`: letters and digits, at most 16.
  Trickle(const std::vector<Payment>& payments, std::string run, const Dice& dice);

  // The next one, given on `today`: nine of ten plain.
  Submission Next(absl::CivilDay today);

 private:
  std::string NextId(const ProgrammeRow& programme);

  const std::vector<Payment>& payments_;
  const std::string run_;
  Dice dice_;
  std::uint64_t number_ = 0;
  std::vector<Submission> recent_;  // the last few plain ones, to refer to
};

}  // namespace padu::sample
