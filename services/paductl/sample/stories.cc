#include "services/paductl/sample/stories.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/check.h"

namespace padu::sample {
namespace {

namespace pb = ledger::v1;

std::string DayText(absl::CivilDay day) { return absl::FormatCivilTime(day); }

pb::DisbursementRecorded& RecordedOf(Submission& submission) {
  return std::get<pb::DisbursementRecorded>(submission.event);
}

// Half again of what it was.
void RaiseBenefit(pb::Benefit& benefit) {
  if (benefit.has_rupiah()) {
    benefit.set_rupiah(benefit.rupiah() + benefit.rupiah() / 2);
  } else if (benefit.has_quantity()) {
    benefit.mutable_quantity()->set_amount(benefit.quantity().amount() + 1);
  } else {
    benefit.mutable_service()->set_times(2);
  }
}

void Negate(pb::Benefit& benefit) {
  if (benefit.has_rupiah()) {
    benefit.set_rupiah(-benefit.rupiah());
  } else if (benefit.has_quantity()) {
    benefit.mutable_quantity()->set_amount(-benefit.quantity().amount());
  } else {
    benefit.mutable_service()->set_times(-1);
  }
}

Garbage DrawGarbage(Dice& dice) {
  switch (dice.Below(4)) {
    case 0:
      return {"{\"programme\": \"sembako\", \"beneficiary\": {"};  // cut off
    case 1:
      return {"nama;nik;jumlah\nBudi;?;200.000\n"};  // a spreadsheet
    case 2:
      return {""};
    default: {
      std::string bytes;
      for (int i = 0; i < 48; ++i) bytes.push_back(static_cast<char>(dice.Below(256)));
      return {std::move(bytes)};
    }
  }
}

}  // namespace

Encoding EncodingOf(const std::string& stakeholder) {
  if (stakeholder == "kemensos" || stakeholder == "baznas") return Encoding::kStructuredJson;
  if (stakeholder == "pupuk-kaltim" || stakeholder == "badak-lng" || stakeholder == "disnaker") return Encoding::kJson;
  return Encoding::kProtobuf;
}

Submission Plain(const Payment& payment, std::string event_id) {
  pb::DisbursementRecorded recorded;
  recorded.set_programme(payment.programme->id);
  recorded.mutable_beneficiary()->set_nik(payment.nik);
  if (payment.rupiah != 0) recorded.mutable_benefit()->set_rupiah(payment.rupiah);
  if (payment.quantity != 0) {
    recorded.mutable_benefit()->mutable_quantity()->set_amount(payment.quantity);
    recorded.mutable_benefit()->mutable_quantity()->set_unit(payment.programme->unit);
  }
  if (payment.times != 0) recorded.mutable_benefit()->mutable_service()->set_times(payment.times);
  recorded.set_day(DayText(payment.day));
  if (payment.period_from != payment.period_to) {
    recorded.mutable_period()->set_from(DayText(payment.period_from));
    recorded.mutable_period()->set_to(DayText(payment.period_to));
  }
  Submission submission;
  submission.stakeholder = payment.programme->stakeholder;
  submission.event_id = std::move(event_id);
  submission.sent = payment.day;
  submission.encoding = EncodingOf(submission.stakeholder);
  submission.event = std::move(recorded);
  return submission;
}

Submission Duplicate(const Submission& earlier) {
  Submission submission = earlier;
  submission.story = Story::kDuplicate;
  return submission;
}

Submission Conflict(const Submission& earlier) {
  Submission submission = earlier;
  submission.story = Story::kConflict;
  RaiseBenefit(*RecordedOf(submission).mutable_benefit());
  return submission;
}

Submission Reversal(const Submission& earlier, std::string event_id) {
  Submission submission = earlier;
  submission.story = Story::kReversal;
  submission.event_id = std::move(event_id);
  pb::DisbursementReversed reversed;
  reversed.set_reverses_event_id(earlier.event_id);
  submission.event = std::move(reversed);
  return submission;
}

Submission Correction(const Submission& earlier, std::string event_id) {
  Submission submission = earlier;
  submission.story = Story::kCorrection;
  submission.event_id = std::move(event_id);
  pb::DisbursementCorrected corrected;
  corrected.set_corrects_event_id(earlier.event_id);
  *corrected.mutable_disbursement() = RecordedOf(submission);
  RaiseBenefit(*corrected.mutable_disbursement()->mutable_benefit());
  submission.event = std::move(corrected);
  return submission;
}

Submission Spoil(Submission plain, Story story, Dice& dice) {
  plain.story = story;
  if (story == Story::kUnreadable) {
    plain.event = DrawGarbage(dice);
    return plain;
  }
  pb::DisbursementRecorded& recorded = RecordedOf(plain);
  switch (story) {
    case Story::kUnknownProgramme:
      recorded.set_programme("bantuan-lama");
      break;
    case Story::kNegativeAmount:
      Negate(*recorded.mutable_benefit());
      break;
    case Story::kWrongUnit:
      recorded.mutable_benefit()->mutable_quantity()->set_amount(1);
      recorded.mutable_benefit()->mutable_quantity()->set_unit("karung");
      break;
    case Story::kFutureDay:
      recorded.set_day(DayText(plain.sent + 400));
      recorded.clear_period();
      break;
    case Story::kBadNik:
      // Day 00: a number that nobody can have.
      recorded.mutable_beneficiary()->set_nik("6474990008850001");
      break;
    default:
      PADU_FATAL("not a story of something bad");
  }
  return plain;
}

}  // namespace padu::sample
