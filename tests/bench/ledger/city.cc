#include "tests/bench/ledger/city.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/journal/format.h"
#include "common/journal/limits.h"
#include "common/journal/ports.h"
#include "common/stream/partitioner.h"
#include "google/protobuf/util/json_util.h"
#include "padu/ledger/v1/submission.pb.h"
#include "padu/registry/v1/facts.pb.h"

namespace padu::bench {
namespace {

namespace reg = ::padu::registry::v1;
namespace led = ::padu::ledger::v1;

constexpr char kBoxPrefix[] = "padu.aid.submitted.v1.";
constexpr std::array<const char*, Submissions::kBoxes> kStakeholders = {"dinsos-pm", "baznas", "kemensos",
                                                                        "pupuk-kaltim"};
constexpr std::int64_t kLedgerDays = 90;  // events are spread over so many days
constexpr int kFirstDay = 20'454;         // 2026-01-01
constexpr journal::Epoch kEpoch{1, 0x6265'6e63'6800'0001};

std::uint32_t NumberOf(const std::string& city) {
  return static_cast<std::uint32_t>(std::stoi(city.substr(0, 2) + city.substr(3)));
}

std::string Digits(std::int64_t number, int width) {
  std::string digits(static_cast<std::size_t>(width), '0');
  for (int at = width - 1; at >= 0; --at, number /= 10)
    digits[static_cast<std::size_t>(at)] = static_cast<char>('0' + number % 10);
  return digits;
}

// A valid NIK of household i: 9,999 serials on each of the days 1 to 28 of the months of the years from 60 on.
std::string NikOf(std::int64_t i) {
  const std::int64_t date = i / 9999;
  const std::int64_t year = (60 + date / 336) % 100;
  return absl::StrCat("647499", Digits(date % 28 + 1, 2), Digits(date / 28 % 12 + 1, 2), Digits(year, 2),
                      Digits(i % 9999 + 1, 4));
}

std::string HouseholdOf(std::int64_t i) { return absl::StrCat("hh-", Digits(i, 26)); }

std::string PersonOf(std::int64_t i) { return "pe" + HouseholdOf(i).substr(2); }

std::string KelurahanOf(const std::string& city, std::int64_t i) { return absl::StrCat(city, ".01.", 1001 + i % 15); }

// Sends records in order and waits for all of them.
class Sender {
 public:
  explicit Sender(stream::Log& log) : writer_(log.OpenWriter()) {}

  absl::Status Send(const stream::TopicPartition& to, const stream::OutRecord& record) {
    while (!writer_->Produce(to, record, sent_)) RETURN_IF_ERROR(Take(absl::Milliseconds(10)));
    ++sent_;
    return absl::OkStatus();
  }
  absl::Status Finish() {
    while (delivered_ < sent_) RETURN_IF_ERROR(Take(absl::Milliseconds(100)));
    return absl::OkStatus();
  }

 private:
  absl::Status Take(absl::Duration wait) {
    for (const stream::Delivery& delivery : writer_->Poll(wait)) {
      RETURN_IF_ERROR(delivery.status);
      ++delivered_;
    }
    return absl::OkStatus();
  }

  std::unique_ptr<stream::Writer> writer_;
  std::uint64_t sent_ = 0;
  std::uint64_t delivered_ = 0;
};

// Packs rows into records as an owner does.
class RowSender {
 public:
  RowSender(stream::Log& log, int partition) : sender_(log), topic_{journal::JournalTopic("registry"), partition} {}

  absl::Status Begin() { return sender_.Send(topic_, journal::EncodeMarker(kEpoch, "bench")); }
  absl::Status Add(const std::vector<reg::Fact>& facts) {
    journal::Row row;
    row.set_sequence(next_);
    row.set_epoch_number(kEpoch.number);
    row.set_epoch_life(kEpoch.life);
    row.set_decided_at(static_cast<UnixMicros>(kFirstDay) * kMicrosPerDay + static_cast<std::int64_t>(next_));
    row.mutable_cause()->mutable_time();
    for (const reg::Fact& fact : facts) fact.SerializeToString(row.add_facts());
    journal::AppendToRun(run_, row.SerializeAsString());
    ++next_;
    return run_.size() < journal::kRunBytes ? absl::OkStatus() : Flush();
  }
  absl::Status Finish() {
    RETURN_IF_ERROR(Flush());
    return sender_.Finish();
  }

 private:
  absl::Status Flush() {
    if (run_.empty()) return absl::OkStatus();
    const auto count = static_cast<std::uint32_t>(next_ - first_);
    auto record = journal::EncodeRows(kEpoch, first_, count, std::exchange(run_, {}));
    first_ = next_;
    return sender_.Send(topic_, record);
  }

  Sender sender_;
  const stream::TopicPartition topic_;
  journal::Sequence next_ = 0;
  journal::Sequence first_ = 0;
  std::string run_;
};

std::vector<reg::Fact> ReferenceOf(const std::string& city) {
  std::vector<reg::Fact> facts;
  for (const char* stakeholder : kStakeholders) {
    reg::Fact& fact = facts.emplace_back();
    fact.set_city(NumberOf(city));
    fact.mutable_stakeholder_registered()->set_stakeholder(stakeholder);
    fact.mutable_stakeholder_registered()->set_active(true);
  }
  reg::Fact& fact = facts.emplace_back();
  fact.set_city(NumberOf(city));
  auto& programme = *fact.mutable_programme_saved();
  programme.set_programme("bantuan");
  programme.set_stakeholder(kStakeholders[0]);
  for (std::size_t i = 1; i < kStakeholders.size(); ++i) programme.add_other_stakeholders(kStakeholders[i]);
  programme.set_assistance_unit(reg::ASSISTANCE_UNIT_PERSON);
  programme.set_benefit_type(reg::BENEFIT_TYPE_MONEY);
  programme.set_active(true);
  return facts;
}

std::vector<reg::Fact> HouseholdFacts(const std::string& city, const CitySecrets& secrets, std::int64_t i) {
  std::vector<reg::Fact> facts(2);
  for (reg::Fact& fact : facts) fact.set_city(NumberOf(city));
  auto& household = *facts[0].mutable_household_registered();
  household.set_household(HouseholdOf(i));
  household.mutable_domicile()->set_kelurahan(KelurahanOf(city, i));
  household.set_from_day(kFirstDay - 3650);
  auto& person = *facts[1].mutable_person_registered();
  person.set_person(PersonOf(i));
  person.mutable_membership()->set_household(HouseholdOf(i));
  person.mutable_membership()->set_relation(reg::RELATION_HEAD);
  person.mutable_membership()->set_from_day(kFirstDay - 3650);
  const KeyedDigest token = secrets.NikToken(NikOf(i));
  auto& out = *person.mutable_content()->add_nik_tokens();
  out.set_key_version(token.key_version);
  out.set_token(token.digest);
  return facts;
}

std::string DayOf(std::int64_t event) {
  const int day = static_cast<int>(event % kLedgerDays);
  constexpr std::array<int, 3> kMonths = {31, 28, 31};
  int month = 0;
  int rest = day;
  while (rest >= kMonths[static_cast<std::size_t>(month)]) rest -= kMonths[static_cast<std::size_t>(month++)];
  return absl::StrCat("2026-", Digits(month + 1, 2), "-", Digits(rest + 1, 2));
}

stream::OutRecord EventRecord(const Scale& scale, const std::string& city, const char* stakeholder, std::int64_t event,
                              std::int64_t household) {
  led::DisbursementRecorded body;
  body.set_programme("bantuan");
  body.mutable_beneficiary()->set_nik(NikOf(household));
  body.mutable_benefit()->set_rupiah(50'000 + event % 20 * 25'000);
  body.set_day(DayOf(event));
  body.set_reference("bench");
  const std::string id = absl::StrCat("ev-", event);
  const std::string source = absl::StrCat("cities/", city, "/stakeholders/", stakeholder);
  const char* type = "id.padu.disbursement.recorded.v1";
  std::string json;
  if (scale.encoding != "protobuf") (void)google::protobuf::util::MessageToJsonString(body, &json);
  if (scale.encoding == "structured") {
    return {.key = "",
            .value = absl::StrCat("{\"specversion\":\"1.0\",\"id\":\"", id, "\",\"source\":\"", source,
                                  "\",\"type\":\"", type, "\",\"data\":", json, "}"),
            .headers = {{"content-type", "application/cloudevents+json"}}};
  }
  const bool protobuf = scale.encoding == "protobuf";
  return {.key = "",
          .value = protobuf ? body.SerializeAsString() : json,
          .headers = {{"ce_specversion", "1.0"},
                      {"ce_id", id},
                      {"ce_source", source},
                      {"ce_type", type},
                      {"content-type", protobuf ? "application/protobuf" : "application/json"}}};
}

std::uint64_t Mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
  x = (x ^ x >> 27) * 0x94d049bb133111eb;
  return x ^ x >> 31;
}

}  // namespace

std::vector<std::string> CitiesOf(int partitions) {
  std::vector<std::string> cities(static_cast<std::size_t>(partitions));
  for (int number = 1101; number <= 9899; ++number) {
    const std::string city = absl::StrCat(number / 100, ".", number % 100 < 10 ? "0" : "", number % 100);
    std::string& place = cities[static_cast<std::size_t>(stream::PartitionOfCity(city, partitions))];
    if (place.empty()) place = city;
  }
  return cities;
}

absl::Status FillRegistry(stream::Log& log, const Secrets& secrets, const Scale& scale, int partition) {
  const std::string city = CitiesOf(scale.partitions)[static_cast<std::size_t>(partition)];
  ASSIGN_OR_RETURN(const CitySecrets* city_secrets, secrets.ForCity(city));
  RowSender rows(log, partition);
  RETURN_IF_ERROR(rows.Begin());
  RETURN_IF_ERROR(rows.Add(ReferenceOf(city)));
  for (std::int64_t i = partition; i < scale.households; i += scale.partitions) {
    RETURN_IF_ERROR(rows.Add(HouseholdFacts(city, *city_secrets, i)));
  }
  return rows.Finish();
}

Submissions::Submissions(const Scale& scale, int partition)
    : scale_(scale),
      partition_(partition),
      households_(scale.households / scale.partitions),
      city_(CitiesOf(scale.partitions)[static_cast<std::size_t>(partition)]) {
  for (const char* stakeholder : kStakeholders) {
    boxes_.push_back(absl::StrCat(kBoxPrefix, NumberOf(city_), ".", stakeholder));
  }
}

std::int64_t Submissions::EventOf(std::int64_t number) const {
  // What is sent again came some steps before in the same box.
  const std::int64_t step = std::int64_t{scale_.partitions} * kBoxes * 50;
  const auto again = [&](std::int64_t event) {
    return event >= step && static_cast<int>(Mix(static_cast<std::uint64_t>(event)) % 100) < scale_.duplicates_percent;
  };
  while (again(number)) number -= step;
  return number;
}

stream::OutRecord Submissions::Record(std::int64_t number) const {
  const std::int64_t event = EventOf(number);
  const auto pick = static_cast<std::int64_t>(Mix(static_cast<std::uint64_t>(event) * 7 + 1) %
                                              static_cast<std::uint64_t>(households_));
  return EventRecord(scale_, city_, kStakeholders[BoxOf(number)], event, pick * scale_.partitions + partition_);
}

absl::Status FillBoxes(stream::Log& log, const Scale& scale, int partition) {
  const Submissions submissions(scale, partition);
  std::vector<stream::TopicPartition> boxes;
  for (const std::string& box : submissions.boxes()) {
    boxes.push_back({box, 0});
    RETURN_IF_ERROR(log.CreateTopic(
        {.name = box, .partitions = 1, .replication = 1, .config = {{"message.timestamp.type", "LogAppendTime"}}},
        absl::Seconds(20)));
  }
  Sender sender(log);
  for (std::int64_t k = scale.first + partition; k < scale.first + scale.events; k += scale.partitions) {
    RETURN_IF_ERROR(sender.Send(boxes[submissions.BoxOf(k)], submissions.Record(k)));
  }
  return sender.Finish();
}

}  // namespace padu::bench
