#include "tests/simulation/city_events.h"

#include <google/protobuf/util/json_util.h>

#include "common/base/check.h"
#include "common/base/days.h"
#include "padu/ledger/v1/commands.pb.h"
#include "services/intervention-ledger/api/intake.h"

namespace padu::simulation {
namespace {

namespace led = ::padu::ledger::v1;

constexpr int kRecent = 20;

std::string SourceOf(const std::string& stakeholder) { return "cities/64.74/stakeholders/" + stakeholder; }

std::string Json(const google::protobuf::Message& message) {
  std::string text;
  PADU_CHECK(google::protobuf::util::MessageToJsonString(message, &text).ok());
  return text;
}

stream::OutRecord Binary(const std::string& id, const std::string& stakeholder, const std::string& type,
                         const std::string& content_type, std::string value) {
  return {.key = "",
          .value = std::move(value),
          .headers = {{"ce_specversion", "1.0"},
                      {"ce_id", id},
                      {"ce_source", SourceOf(stakeholder)},
                      {"ce_type", type},
                      {"content-type", content_type}}};
}

stream::OutRecord Structured(const std::string& id, const std::string& stakeholder, const std::string& type,
                             const std::string& json) {
  return {.key = "",
          .value = R"({"specversion":"1.0","id":")" + id + R"(","source":")" + SourceOf(stakeholder) + R"(","type":")" +
                   type + R"(","data":)" + json + "}",
          .headers = {{"content-type", "application/cloudevents+json"}}};
}

void Damage(Chance& chance, stream::OutRecord& record) {
  switch (chance.Below(5)) {
    case 0:
      record.value.reset();
      return;
    case 1:
      record.value = record.value->substr(0, record.value->size() / 2) + "\xFF";
      return;
    case 2:
      record.headers.clear();
      return;
    case 3:
      record.headers.at(0).second = "9";
      return;
    default:
      record.value = std::string(70'000, 'x');
  }
}

const char* ProgrammeOf(const std::string& stakeholder, Chance& chance) {
  constexpr const char* kAll[] = {"blt", "pkh", "beras", "dokter", "tiada"};
  if (chance.Percent(6)) return kAll[chance.Below(std::size(kAll))];
  const bool first = chance.Percent(50);
  if (stakeholder == "baznas") return first ? "blt" : "beras";
  if (stakeholder == "pupuk") return first ? "dokter" : "beras";
  return first ? "blt" : chance.Percent(50) ? "pkh" : "dokter";
}

}  // namespace

// Sent again, an event is mostly the same.
CityEvents::Event CityEvents::Next(const std::string& stakeholder, UnixMicros now, Chance& chance) {
  std::vector<Event>& sent = sent_[stakeholder];
  const int today = LocalDay(now, kBontang);
  const auto size = static_cast<std::int64_t>(sent.size());
  if (size > 0 && chance.Percent(25)) {
    Event again = sent[static_cast<std::size_t>(size - 1 - chance.Below(std::min<std::int64_t>(size, kRecent)))];
    if (chance.Percent(20)) again.content = NewContent(stakeholder, static_cast<int>(size), today, chance, &again.type);
    return again;
  }
  Event event;
  event.id = "e" + std::to_string(size);
  event.content = NewContent(stakeholder, static_cast<int>(size), today, chance, &event.type);
  sent.push_back(event);
  return event;
}

std::shared_ptr<const google::protobuf::Message> CityEvents::NewContent(const std::string& stakeholder, int number,
                                                                        int today, Chance& chance,
                                                                        std::string* type) const {
  // One of the last, or one of the next.
  const std::string other = "e" + std::to_string(std::max<std::int64_t>(0, number + 3 - chance.Below(kRecent)));
  const std::int64_t kind = chance.Below(100);
  if (kind < 65) {
    *type = "id.padu.disbursement.recorded.v1";
    auto recorded = std::make_shared<led::DisbursementRecorded>();
    Disburse(stakeholder, today, chance, *recorded);
    return recorded;
  }
  if (kind < 87) {
    *type = "id.padu.disbursement.reversed.v1";
    auto reversed = std::make_shared<led::DisbursementReversed>();
    reversed->set_reverses_event_id(other);
    return reversed;
  }
  *type = "id.padu.disbursement.corrected.v1";
  auto corrected = std::make_shared<led::DisbursementCorrected>();
  corrected->set_corrects_event_id(other);
  Disburse(stakeholder, today, chance, *corrected->mutable_disbursement());
  return corrected;
}

void CityEvents::Disburse(const std::string& stakeholder, int today, Chance& chance,
                          led::DisbursementRecorded& disbursement) const {
  disbursement.set_programme(ProgrammeOf(stakeholder, chance));
  disbursement.set_day(FormatDay(today + (chance.Percent(2) ? 2 : -static_cast<int>(chance.Below(80)))));
  Benefit(disbursement.programme(), chance, *disbursement.mutable_benefit());
  Beneficiary(disbursement.programme(), chance, *disbursement.mutable_beneficiary());
}

void CityEvents::Benefit(const std::string& programme, Chance& chance, led::Benefit& benefit) const {
  const std::int64_t amount = chance.Percent(3) ? chance.Below(2) - 1 : 1 + chance.Below(9);
  if (programme == "beras" && chance.Percent(97)) {
    benefit.mutable_quantity()->set_amount(amount);
    benefit.mutable_quantity()->set_unit(chance.Percent(97) ? "kg" : "meal");
  } else if (programme == "dokter") {
    benefit.mutable_service()->set_times(amount);
  } else {
    benefit.set_rupiah(amount * 1000);
  }
}

// Some are not registered yet, and some never will be.
void CityEvents::Beneficiary(const std::string& programme, Chance& chance, led::Beneficiary& who) const {
  std::int64_t kind = chance.Below(100);
  if (programme == "dokter") kind = kind / 2;
  const std::string household = std::to_string(1 + chance.Below(folk_.households + 2));
  if (kind < 25) {
    who.set_person("pe-" + std::to_string(1 + chance.Below(folk_.persons + 4)));
  } else if (kind < 49) {
    who.set_nik(chance.Percent(97) ? NikOf(static_cast<int>(chance.Below(kNiks))) : "1");
  } else if (kind < 70) {
    who.set_family("fa-" + household);
  } else {
    who.set_household("hh-" + household);
  }
}

stream::OutRecord CityEvents::NextLetter(const std::string& stakeholder, UnixMicros now, Chance& chance) {
  const Event event = Next(stakeholder, now, chance);
  const std::string& source = chance.Percent(2) ? "tetangga" : stakeholder;
  const std::int64_t encoding = chance.Below(100);
  stream::OutRecord record =
      encoding < 10 ? Structured(event.id, source, event.type, Json(*event.content))
      : encoding < 30
          ? Binary(event.id, source, event.type, "application/json", Json(*event.content))
          : Binary(event.id, source, event.type, "application/protobuf", event.content->SerializeAsString());
  record.key = std::to_string(chance.Next());
  if (chance.Percent(4)) Damage(chance, record);
  return record;
}

journal::Command CityEvents::NextCommand(UnixMicros now, Chance& chance) {
  if (!rejected_.empty() && chance.Percent(15)) return Redecide(chance);
  const std::string stakeholder = kStakeholders[chance.Below(chance.Percent(5) ? 4 : 3)];
  const Event event = Next(stakeholder, now, chance);
  auto request = std::make_shared<led::RecordCommand>();
  *request->mutable_content() = ledger::ContentOf({kBontang, stakeholder},
                                                  {.id = event.id,
                                                   .source = SourceOf(stakeholder),
                                                   .type = event.type,
                                                   .encoding = ledger::CloudEvent::Encoding::kProtobuf,
                                                   .data = event.content->SerializeAsString()},
                                                  secrets_);
  journal::Command command;
  command.cause.set_caller("stakeholders/" + stakeholder);
  command.cause.set_method("RecordDisbursement");
  command.request = std::move(request);
  return command;
}

journal::Command CityEvents::Redecide(Chance& chance) {
  const auto& [stakeholder, first] =
      rejected_[static_cast<std::size_t>(chance.Below(static_cast<std::int64_t>(rejected_.size())))];
  auto request = std::make_shared<led::RedecideCommand>();
  request->set_city(kBontang);
  request->set_stakeholder(stakeholder);
  request->set_sequence(first);
  journal::Command command;
  command.cause.set_caller("operators/ani");
  command.cause.set_method("RedecideSubmission");
  command.cause.set_request_id("r" + std::to_string(++last_request_));
  command.request = std::move(request);
  return command;
}

void CityEvents::Hear(const common::v1::Row& row) {
  led::Fact fact;
  PADU_CHECK(fact.ParseFromString(row.facts(0)));
  if (!fact.has_rejected()) return;
  const led::SubmissionHead& head = fact.rejected().head();
  rejected_.emplace_back(head.stakeholder(), head.has_first_sequence() ? head.first_sequence() : row.sequence());
}

}  // namespace padu::simulation
