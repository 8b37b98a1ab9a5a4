#include "services/intervention-ledger/api/normalise.h"

#include <utility>
#include <variant>

#include "common/base/text.h"
#include "services/intervention-ledger/api/names.h"
#include "services/intervention-ledger/api/nik.h"
#include "services/intervention-ledger/domain/limits.h"

namespace padu::ledger {
namespace {

constexpr std::string_view kDigestPurpose = "submission";

struct Wrong {
  pb::Reason reason = pb::REASON_UNSPECIFIED;
  std::string_view field;
};
constexpr Wrong kRight{};

// Reads one DisbursementRecorded; keeps the NIK apart until the digest is made.
class Reading {
 public:
  Reading(CityNumber city, const pb::DisbursementRecorded& event, pb::RecordedContent& content)
      : city_(city), event_(event), content_(content) {}

  Wrong Read() {
    for (const auto step : {&Reading::ReadProgramme, &Reading::ReadBeneficiary, &Reading::ReadBenefit,
                            &Reading::ReadDays, &Reading::ReadReference}) {
      const Wrong wrong = (this->*step)();
      if (wrong.reason != pb::REASON_UNSPECIFIED) return wrong;
    }
    return kRight;
  }

 private:
  Wrong ReadProgramme() {
    return Resolve(event_.programme(), "programmes", "programme", *content_.mutable_programme());
  }

  Wrong ReadBeneficiary() {
    const pb::Beneficiary& who = event_.beneficiary();
    switch (who.kind_case()) {
      case pb::Beneficiary::kHousehold:
        return Resolve(who.household(), "households", "beneficiary.household", *content_.mutable_household());
      case pb::Beneficiary::kPerson:
        return Resolve(who.person(), "persons", "beneficiary.person", *content_.mutable_person());
      case pb::Beneficiary::kFamily:
        return Resolve(who.family(), "families", "beneficiary.family", *content_.mutable_family());
      case pb::Beneficiary::kNik:
        if (!IsNik(who.nik())) return {pb::REASON_NIK_INVALID, "beneficiary.nik"};
        content_.mutable_nik()->add_tokens(who.nik());  // a token soon: see Finish
        return kRight;
      case pb::Beneficiary::KIND_NOT_SET:
        break;
    }
    return {pb::REASON_FIELD_MISSING, "beneficiary"};
  }

  Wrong ReadBenefit() {
    const pb::Benefit& what = event_.benefit();
    switch (what.kind_case()) {
      case pb::Benefit::kRupiah:
        content_.set_rupiah(what.rupiah());
        return kRight;
      case pb::Benefit::kQuantity:
        if (what.quantity().unit().size() > kMaxUnitBytes) {
          return {pb::REASON_FIELD_TOO_LONG, "benefit.quantity.unit"};
        }
        if (!what.quantity().unit().empty() && !IsId(what.quantity().unit())) {
          return {pb::REASON_UNIT_MISMATCH, "benefit.quantity.unit"};
        }
        content_.mutable_quantity()->set_amount(what.quantity().amount());
        content_.mutable_quantity()->set_unit(what.quantity().unit());
        return kRight;
      case pb::Benefit::kService:
        content_.set_times(what.service().times() == 0 ? 1 : what.service().times());
        return kRight;
      case pb::Benefit::KIND_NOT_SET:
        break;
    }
    return {pb::REASON_FIELD_MISSING, "benefit"};
  }

  Wrong ReadDays() {
    if (event_.day().empty()) return {pb::REASON_FIELD_MISSING, "day"};
    const auto day = ParseDay(event_.day());
    if (!day) return {pb::REASON_DAY_INVALID, "day"};
    content_.set_day(*day);
    if (!event_.has_period()) return kRight;
    const auto from = ParseDay(event_.period().from());
    if (!from) return {pb::REASON_DAY_INVALID, "period.from"};
    const auto to = ParseDay(event_.period().to());
    if (!to) return {pb::REASON_DAY_INVALID, "period.to"};
    content_.set_has_period(true);
    content_.set_period_from(*from);
    content_.set_period_to(*to);
    return kRight;
  }

  Wrong ReadReference() {
    const std::string& reference = event_.reference();
    if (reference.size() > kMaxReferenceBytes) return {pb::REASON_FIELD_TOO_LONG, "reference"};
    if (!IsPlainText(reference)) return {pb::REASON_TEXT_NOT_UTF8, "reference"};
    if (HoldsNik(reference)) return {pb::REASON_REFERENCE_HOLDS_NIK, "reference"};
    content_.set_reference(reference);
    return kRight;
  }

  Wrong Resolve(std::string_view text, std::string_view collection, std::string_view field, std::string& id) const {
    auto resolved = ResolveId(text, collection, city_);
    if (const auto* reason = std::get_if<pb::Reason>(&resolved)) return {*reason, field};
    id = std::move(std::get<std::string>(resolved));
    return kRight;
  }

  const CityNumber city_;
  const pb::DisbursementRecorded& event_;
  pb::RecordedContent& content_;
};

Wrong ReadReferenced(const std::string& referenced, const std::string& reference, std::string_view field) {
  if (referenced.empty()) return {pb::REASON_FIELD_MISSING, field};
  const pb::Reason reason = CheckEventId(referenced);
  if (reason == pb::REASON_EVENT_ID_HOLDS_NIK) return {pb::REASON_REFERENCE_HOLDS_NIK, field};
  if (reason != pb::REASON_UNSPECIFIED) return {pb::REASON_NAME_INVALID, field};
  if (reference.size() > kMaxReferenceBytes) return {pb::REASON_FIELD_TOO_LONG, "reference"};
  if (!IsPlainText(reference)) return {pb::REASON_TEXT_NOT_UTF8, "reference"};
  if (HoldsNik(reference)) return {pb::REASON_REFERENCE_HOLDS_NIK, "reference"};
  return kRight;
}

void AddDigest(const KeyedDigest& digest, pb::SubmissionContent& content) {
  auto& added = *content.add_digests();
  added.set_key_version(digest.key_version);
  added.set_hmac(digest.digest);
}

// Digests the content, which still has the NIK, and then puts tokens in its place.
void Finish(std::string_view event_id, const CitySecrets& secrets, pb::RecordedContent* recorded,
            pb::SubmissionContent& content) {
  std::string bytes = content.SerializeAsString();
  for (const KeyedDigest& digest : secrets.Digests(kDigestPurpose, bytes)) AddDigest(digest, content);
  Wipe(bytes);
  content.set_event_id(std::string(event_id));
  if (recorded == nullptr || !recorded->has_nik()) return;
  std::string nik = std::move(*recorded->mutable_nik()->mutable_tokens(0));
  recorded->mutable_nik()->clear_tokens();
  for (KeyedDigest& token : secrets.NikTokens(nik)) recorded->mutable_nik()->add_tokens(std::move(token.digest));
  Wipe(nik);
}

pb::SubmissionContent Begin(const Sender& sender) {
  pb::SubmissionContent content;
  content.set_city(sender.city);
  content.set_stakeholder(sender.stakeholder);
  return content;
}

pb::SubmissionContent Refused(const Sender& sender, std::string_view event_id, const Wrong& wrong) {
  return Problem(sender, event_id, pb::VERDICT_REJECTED, wrong.reason, wrong.field);
}

}  // namespace

pb::SubmissionContent Normalise(const Sender& sender, std::string_view event_id, const pb::DisbursementRecorded& event,
                                const CitySecrets& secrets) {
  pb::SubmissionContent content = Begin(sender);
  const Wrong wrong = Reading(sender.city, event, *content.mutable_recorded()).Read();
  if (wrong.reason != pb::REASON_UNSPECIFIED) return Refused(sender, event_id, wrong);
  Finish(event_id, secrets, content.mutable_recorded(), content);
  return content;
}

pb::SubmissionContent Normalise(const Sender& sender, std::string_view event_id, const pb::DisbursementReversed& event,
                                const CitySecrets& secrets) {
  const Wrong wrong = ReadReferenced(event.reverses_event_id(), event.reference(), "reverses_event_id");
  if (wrong.reason != pb::REASON_UNSPECIFIED) return Refused(sender, event_id, wrong);
  pb::SubmissionContent content = Begin(sender);
  content.mutable_reversed()->set_reverses_event_id(event.reverses_event_id());
  content.mutable_reversed()->set_reference(event.reference());
  Finish(event_id, secrets, nullptr, content);
  return content;
}

pb::SubmissionContent Normalise(const Sender& sender, std::string_view event_id, const pb::DisbursementCorrected& event,
                                const CitySecrets& secrets) {
  Wrong wrong = ReadReferenced(event.corrects_event_id(), "", "corrects_event_id");
  if (wrong.reason != pb::REASON_UNSPECIFIED) return Refused(sender, event_id, wrong);
  pb::SubmissionContent content = Begin(sender);
  content.mutable_corrected()->set_corrects_event_id(event.corrects_event_id());
  pb::RecordedContent& recorded = *content.mutable_corrected()->mutable_disbursement();
  wrong = Reading(sender.city, event.disbursement(), recorded).Read();
  if (wrong.reason != pb::REASON_UNSPECIFIED) return Refused(sender, event_id, wrong);
  Finish(event_id, secrets, &recorded, content);
  return content;
}

pb::SubmissionContent Problem(const Sender& sender, std::string_view event_id, pb::Verdict verdict, pb::Reason reason,
                              std::string_view field) {
  pb::SubmissionContent content = Begin(sender);
  content.set_event_id(std::string(event_id));
  content.mutable_problem()->set_verdict(verdict);
  content.mutable_problem()->set_reason(reason);
  content.mutable_problem()->set_field(std::string(field));
  return content;
}

pb::Reason CheckEventId(std::string_view event_id) {
  if (event_id.empty()) return pb::REASON_ATTRIBUTE_MISSING;
  if (event_id.size() > kMaxEventIdBytes || !IsPlainText(event_id)) return pb::REASON_ATTRIBUTE_INVALID;
  if (HoldsNik(event_id)) return pb::REASON_EVENT_ID_HOLDS_NIK;
  return pb::REASON_UNSPECIFIED;
}

}  // namespace padu::ledger
