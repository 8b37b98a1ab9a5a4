#include "services/notification/domain/decide.h"

#include <algorithm>
#include <string>
#include <vector>

#include "common/base/city.h"
#include "common/base/status.h"
#include "services/notification/domain/alerts.h"
#include "services/notification/domain/deliveries.h"
#include "services/notification/domain/digests.h"
#include "services/notification/domain/limits.h"
#include "services/notification/domain/policy.h"
#include "services/notification/domain/reasons.h"
#include "services/notification/domain/routing.h"
#include "services/notification/domain/status.h"

namespace padu::notification {
namespace {

class Commands {
 public:
  Commands(const Context& context, const pb::Command& command, std::string_view caller)
      : context_(context), command_(command), caller_(caller), operator_(caller.starts_with("operators/")) {}

  absl::Status Save(const pb::Policy& policy) {
    RETURN_IF_ERROR(OperatorsOnly());
    RETURN_IF_ERROR(CheckPolicy(policy));
    ASSIGN_OR_RETURN(const std::uint32_t version, NextVersion(pb::SettingRow::kPolicy, ""));
    pb::Fact fact = context_.NewFact();
    fact.mutable_policy_saved()->set_version(version);
    *fact.mutable_policy_saved()->mutable_policy() = policy;
    context_.out.Emit(fact);
    HurryDigests(context_);
    return absl::OkStatus();
  }

  absl::Status Save(const pb::Contact& contact) {
    RETURN_IF_ERROR(OperatorsOnly());
    RETURN_IF_ERROR(CheckContact(contact));
    const std::string_view stakeholder = IdAfter(contact.recipient(), kStakeholderPrefix);
    if (contact.recipient() != kOperations && !IsKnown(StakeholderViewKey(context_.city, stakeholder))) {
      return Refused(Reason::kStakeholderUnknown);
    }
    ASSIGN_OR_RETURN(const std::uint32_t version, NextVersion(pb::SettingRow::kContact, contact.recipient()));
    pb::Fact fact = context_.NewFact();
    fact.mutable_contact_saved()->set_version(version);
    *fact.mutable_contact_saved()->mutable_contact() = contact;
    context_.out.Emit(fact);
    ScheduleDigest(context_, contact.recipient());  // what waited for an address
    return absl::OkStatus();
  }

  absl::Status Save(const pb::Absence& absence) {
    if (!operator_ && caller_ != std::string(kOfficerPrefix) + absence.officer()) {
      return Refused(Reason::kCallerNotPermitted);
    }
    if (!IsKnown(OfficerViewKey(context_.city, absence.officer()))) return Refused(Reason::kOfficerUnknown);
    const bool substitute_fits = absence.substitute().empty() || absence.substitute() != absence.officer();
    const bool ended = absence.until_day() < absence.from_day();
    if (!substitute_fits) return Refused(Reason::kAbsenceInvalid, {{"field", "substitute"}});
    if (!ended && !absence.substitute().empty() && !IsKnown(OfficerViewKey(context_.city, absence.substitute()))) {
      return Refused(Reason::kOfficerUnknown, {{"field", "substitute"}});
    }
    pb::Fact fact = context_.NewFact();
    *fact.mutable_absence_saved() = absence;
    context_.out.Emit(fact);
    return absl::OkStatus();
  }

  absl::Status Create(pb::Silence silence) {
    RETURN_IF_ERROR(OperatorsOnly());
    const bool ends_well = silence.until() > context_.now() && silence.until() <= context_.now() + kSilenceMost;
    if (!ends_well) return Refused(Reason::kSilenceInvalid, {{"field", "end_time"}});
    if (silence.comment().empty() || silence.comment().size() > kTextBytesMax) {
      return Refused(Reason::kSilenceInvalid, {{"field", "comment"}});
    }
    if (!silence.region().empty() && !RegionContains(CityCode(context_.city), silence.region())) {
      return Refused(Reason::kSilenceInvalid, {{"field", "region"}});
    }
    const Silences silences(context_.tables, context_.city, context_.now());
    if (silences.size() >= kSilencesMax) return Refused(Reason::kTooManySilences);
    silence.set_author(std::string(caller_));
    pb::Fact fact = context_.NewFact();
    fact.mutable_silence_created()->set_silence(context_.moment.sequence);
    *fact.mutable_silence_created()->mutable_content() = std::move(silence);
    context_.out.Emit(fact);
    for (const Sequence ended : silences.ended()) EmitEnded(ended);
    return absl::OkStatus();
  }

  absl::Status End(const pb::EndSilence& end) {
    RETURN_IF_ERROR(OperatorsOnly());
    if (!IsKnown(SilenceKey(context_.city, end.silence()))) return Refused(Reason::kSilenceNotFound);
    EmitEnded(end.silence());
    HurryDigests(context_);
    return absl::OkStatus();
  }

  absl::Status Answer(const pb::AnswerAlert& answer) {
    const auto alert = GetAlert(context_.tables, context_.city, answer.alert());
    if (!alert) return Refused(Reason::kAlertNotFound);
    RETURN_IF_ERROR(MayAnswer(*alert));
    if (alert->state() == pb::ALERT_STATE_RESOLVED) return Refused(Reason::kAlertResolved);
    return AnswerAlerts(context_, {answer.alert()}, std::string(caller_),
                        answer.has_promised_day() ? std::optional<Day>(answer.promised_day()) : std::nullopt, 0);
  }

  absl::StatusOr<journal::Decision> Answer(const pb::AnswerDigest& answer) {
    const auto row = Get<pb::DigestRow>(context_.tables, DigestKey(context_.city, answer.digest()));
    // An officer who was released does not answer by links that it has still.
    if (!row || row->digest().recipient() != caller_ || IsReleased(context_.tables, context_.city, caller_)) {
      return Refused(Reason::kDigestNotFound);
    }
    std::vector<pb::AlertId> alerts;
    for (const pb::AlertId& id : row->digest().alerts()) {
      if (TakesAnswer(*GetAlert(context_.tables, context_.city, id), answer.has_promised_day())) alerts.push_back(id);
    }
    // The same tap again.
    if (alerts.empty() && row->answered_at() != 0) return journal::Decision{.replays = row->answered_row()};
    RETURN_IF_ERROR(AnswerAlerts(context_, alerts, std::string(caller_),
                                 answer.has_promised_day() ? std::optional<Day>(answer.promised_day()) : std::nullopt,
                                 answer.digest()));
    return journal::Decision{};
  }

 private:
  absl::Status OperatorsOnly() const { return operator_ ? absl::OkStatus() : Refused(Reason::kCallerNotPermitted); }

  bool IsKnown(const std::string& key) const {
    std::string value;
    return context_.tables.Get(key, &value);
  }

  absl::Status MayAnswer(const pb::AlertRow& alert) const {
    if (operator_) return absl::OkStatus();
    const std::string_view id = IdAfter(caller_, kOfficerPrefix);
    if (id.empty()) return Refused(Reason::kCallerNotPermitted);
    const auto officer = Get<pb::OfficerView>(context_.tables, OfficerViewKey(context_.city, id));
    const bool sees = officer && std::ranges::any_of(officer->regions(), [&](const std::string& region) {
                        return RegionContains(region, alert.kelurahan());
                      });
    return sees ? absl::OkStatus() : Refused(Reason::kRegionNotYours);
  }

  // An alert of which the digest's recipient is told still, and that wants an answer, or a promise where it had none.
  bool TakesAnswer(const pb::AlertRow& alert, bool promise) const {
    const auto& told = alert.routing().recipients();
    if (std::find(told.begin(), told.end(), caller_) == told.end()) return false;
    return WantsAnswer(alert.state()) || (promise && alert.state() == pb::ALERT_STATE_ACKNOWLEDGED);
  }

  void EmitEnded(Sequence silence) {
    pb::Fact fact = context_.NewFact();
    fact.mutable_silence_ended()->set_silence(silence);
    context_.out.Emit(fact);
  }

  // ETAG_MISMATCH unless the command's etag is empty or the version in force.
  absl::StatusOr<std::uint32_t> NextVersion(SettingKind kind, const std::string& id) const {
    const auto row = Get<pb::SettingRow>(context_.tables, SettingKey(kind, context_.city, id));
    const std::uint32_t version = row ? row->version() : 0;
    if (!command_.etag().empty() && command_.etag() != std::to_string(version)) return Refused(Reason::kEtagMismatch);
    return version + 1;
  }

  const Context& context_;
  const pb::Command& command_;
  const std::string_view caller_;
  const bool operator_;
};

}  // namespace

absl::StatusOr<journal::Decision> DecideCommand(const Context& context, const pb::Command& command,
                                                std::string_view caller) {
  Commands commands(context, command, caller);
  absl::Status done;
  switch (command.kind_case()) {
    case pb::Command::kSavePolicy:
      done = commands.Save(command.save_policy());
      break;
    case pb::Command::kSaveContact:
      done = commands.Save(command.save_contact());
      break;
    case pb::Command::kSaveAbsence:
      done = commands.Save(command.save_absence());
      break;
    case pb::Command::kCreateSilence:
      done = commands.Create(command.create_silence());
      break;
    case pb::Command::kEndSilence:
      done = commands.End(command.end_silence());
      break;
    case pb::Command::kAnswerAlert:
      done = commands.Answer(command.answer_alert());
      break;
    case pb::Command::kAnswerDigest:
      return commands.Answer(command.answer_digest());
    case pb::Command::kBeginAttempt:
      done = BeginAttempt(context, command.begin_attempt());
      break;
    case pb::Command::kEndAttempt:
      done = EndAttempt(context, command.end_attempt());
      break;
    case pb::Command::KIND_NOT_SET:
      done = Refused(Reason::kCommandEmpty);
      break;
  }
  if (!done.ok()) return done;
  return journal::Decision{};
}

}  // namespace padu::notification
