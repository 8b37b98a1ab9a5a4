// The doors of a letter box: three encodings of one event are one content, and nothing that comes in can stop the
// intake.

#include "services/intervention-ledger/api/intake.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <random>

#include "absl/strings/escaping.h"
#include "services/intervention-ledger/domain/limits.h"

namespace padu::ledger {
namespace {

constexpr char kBox[] = "padu.aid.submitted.v1.6474.baznas";
constexpr char kSource[] = "//baznas.go.id/cities/64.74/stakeholders/baznas";
constexpr char kRecordedType[] = "id.padu.disbursement.recorded.v1";
constexpr char kNik[] = "6474990101900001";

constexpr char kJson[] = R"({"programme":"zakat","beneficiary":{"nik":"6474990101900001"},)"
                         R"("benefit":{"rupiah":300000},"day":"2026-03-02","reference":"daftar 7"})";

class IntakeTest : public ::testing::Test {
 protected:
  static const Secrets& TestSecrets() {
    static const Secrets secrets = [] {
      const std::string path =
          std::filesystem::temp_directory_path() / ("padu-intake-test-" + std::to_string(getpid()));
      FakeRandom random(7);
      std::filesystem::remove(path);
      EXPECT_TRUE(CreateSecretsFile(path, {"64.74"}, random).ok());
      auto loaded = Secrets::Load(path);
      std::filesystem::remove(path);
      EXPECT_TRUE(loaded.ok()) << loaded.status();
      return *std::move(loaded);
    }();
    return secrets;
  }

  static stream::Record Binary(std::string value, std::string content_type = "application/json",
                               std::string type = kRecordedType) {
    stream::Record record;
    record.value = std::move(value);
    record.headers = {{"ce_specversion", "1.0"},
                      {"ce_id", "e1"},
                      {"ce_source", kSource},
                      {"ce_type", std::move(type)},
                      {"content-type", content_type}};
    return record;
  }
  static stream::Record Structured(std::string value) {
    stream::Record record;
    record.value = std::move(value);
    record.headers = {{"content-type", "application/cloudevents+json; charset=UTF-8"}};
    return record;
  }
  static std::string Envelope(std::string_view data, std::string_view more = "") {
    return std::string(R"({"specversion":"1.0","id":"e1","source":")") + kSource + R"(","type":")" + kRecordedType +
           R"(","data":)" + std::string(data) + std::string(more) + "}";
  }
  static std::string Protobuf(const std::string& json = kJson) {
    pb::DisbursementRecorded event;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &event).ok());
    return event.SerializeAsString();
  }
  static stream::Record Without(std::string_view header) {
    stream::Record record = Binary(kJson);
    std::erase_if(record.headers, [header](const auto& h) { return h.first == header; });
    return record;
  }
  static stream::Record With(std::string_view header, std::string value) {
    stream::Record record = Without(header);
    record.headers.emplace_back(header, std::move(value));
    return record;
  }
  pb::SubmissionContent Read(const stream::Record& record) const {
    const auto content = intake.Translate(kBox, record);
    return static_cast<const pb::SubmissionContent&>(*content);
  }
  void ExpectProblem(const stream::Record& record, pb::Verdict verdict, pb::Reason reason, const std::string& field) {
    const pb::SubmissionContent content = Read(record);
    ASSERT_TRUE(content.has_problem()) << content.ShortDebugString();
    EXPECT_EQ(content.problem().verdict(), verdict);
    EXPECT_EQ(pb::Reason_Name(content.problem().reason()), pb::Reason_Name(reason));
    EXPECT_EQ(content.problem().field(), field);
    EXPECT_EQ(content.city(), 6474U);
    EXPECT_EQ(content.stakeholder(), "baznas");
    EXPECT_EQ(content.SerializeAsString().find(kNik), std::string::npos);
  }
  void ExpectUnreadable(const stream::Record& record, pb::Reason reason, const std::string& field = "") {
    ExpectProblem(record, pb::VERDICT_UNREADABLE, reason, field);
  }
  void ExpectRejected(const std::string& json, pb::Reason reason, const std::string& field) {
    ExpectProblem(Binary(json), pb::VERDICT_REJECTED, reason, field);
  }

  Intake intake{TestSecrets()};
};

TEST_F(IntakeTest, ThreeEncodingsAreOneContent) {
  const pb::SubmissionContent json = Read(Binary(kJson));
  ASSERT_TRUE(json.has_recorded()) << json.ShortDebugString();
  EXPECT_EQ(json.event_id(), "e1");
  EXPECT_EQ(json.recorded().programme(), "zakat");
  EXPECT_EQ(json.recorded().rupiah(), 300'000);
  EXPECT_EQ(FormatDay(json.recorded().day()), "2026-03-02");
  EXPECT_EQ(json.digests(0).hmac().size(), 32U);
  EXPECT_EQ(Read(Binary(Protobuf(), "application/protobuf")).SerializeAsString(), json.SerializeAsString());
  EXPECT_EQ(Read(Structured(Envelope(kJson))).SerializeAsString(), json.SerializeAsString());
}

TEST_F(IntakeTest, TheNikBecomesATokenAndIsGone) {
  const pb::SubmissionContent content = Read(Binary(kJson));
  const CitySecrets& secrets = **TestSecrets().ForCity("64.74");
  ASSERT_EQ(content.recorded().nik().tokens_size(), 1);
  EXPECT_EQ(content.recorded().nik().tokens(0), secrets.NikToken(kNik).digest);
  EXPECT_EQ(content.SerializeAsString().find(kNik), std::string::npos);
}

TEST_F(IntakeTest, SameContentIsTheBusinessContent) {
  const std::string digest = Read(Binary(kJson)).digests(0).hmac();
  std::string json = kJson;
  json.replace(json.find("300000"), 6, "\"300000\"");
  EXPECT_EQ(Read(Binary(json)).digests(0).hmac(), digest) << "int64 as text";
  json = kJson;
  json.replace(json.find("\"zakat\""), 7, "\"cities/64.74/programmes/zakat\"");
  EXPECT_EQ(Read(Binary(json)).digests(0).hmac(), digest) << "the programme's whole name";
  EXPECT_EQ(Read(With("ce_time", "2026-03-02T00:00:00Z")).digests(0).hmac(), digest) << "another attribute";
  EXPECT_EQ(Read(With("ce_id", "e2")).digests(0).hmac(), digest) << "the id is no content";
  json = kJson;
  json.replace(json.find("300000"), 6, "300001");
  EXPECT_NE(Read(Binary(json)).digests(0).hmac(), digest);
  json = kJson;
  json.replace(json.find("daftar 7"), 8, "daftar 8");
  EXPECT_NE(Read(Binary(json)).digests(0).hmac(), digest);
  json = kJson;
  json.replace(json.find("6474990101900001"), 16, "6474990101900002");
  EXPECT_NE(Read(Binary(json)).digests(0).hmac(), digest);
}

TEST_F(IntakeTest, ReversalsAndCorrections) {
  const auto reversed =
      Read(Binary(R"({"reversesEventId":"e0"})", "application/json", "id.padu.disbursement.reversed.v1"));
  EXPECT_EQ(reversed.reversed().reverses_event_id(), "e0");
  const auto corrected = Read(Binary(std::string(R"({"corrects_event_id":"e0","disbursement":)") + kJson + "}",
                                     "application/json", "id.padu.disbursement.corrected.v1"));
  EXPECT_EQ(corrected.corrected().corrects_event_id(), "e0");
  EXPECT_EQ(corrected.corrected().disbursement().rupiah(), 300'000);
  EXPECT_EQ(corrected.SerializeAsString().find(kNik), std::string::npos);
}

TEST_F(IntakeTest, StructuredWithProtobufInside) {
  pb::DisbursementRecorded event;
  event.set_programme("zakat");
  event.mutable_beneficiary()->set_household("hh-1");
  event.mutable_benefit()->mutable_service();
  event.set_day("2026-03-02");
  event.mutable_period()->set_from("2026-03-01");
  event.mutable_period()->set_to("2026-03-31");
  const std::string base64 = absl::Base64Escape(event.SerializeAsString());
  const auto content = Read(
      Structured(Envelope("null", R"(,"datacontenttype":"application/protobuf","data_base64":")" + base64 + "\"")));
  ASSERT_TRUE(content.has_recorded()) << content.ShortDebugString();
  EXPECT_EQ(content.recorded().times(), 1);
  EXPECT_TRUE(content.recorded().has_period());
}

TEST_F(IntakeTest, WhatCannotBeReadSaysWhy) {
  stream::Record empty = Binary("");
  ExpectUnreadable(empty, pb::REASON_VALUE_EMPTY);
  EXPECT_EQ(Read(empty).event_id(), "e1");
  empty.value.reset();
  ExpectUnreadable(empty, pb::REASON_VALUE_EMPTY);
  ExpectUnreadable(Binary(std::string(1 << 20, 'x')), pb::REASON_VALUE_TOO_LARGE);
  ExpectUnreadable(Binary(std::string(kMaxValueBytes + 1, ' ')), pb::REASON_VALUE_TOO_LARGE);
  std::string padded = kJson;
  padded.append(kMaxValueBytes - padded.size(), ' ');
  EXPECT_TRUE(Read(Binary(padded)).has_recorded());

  ExpectUnreadable(Without("ce_id"), pb::REASON_ATTRIBUTE_MISSING, "id");
  ExpectUnreadable(Without("ce_source"), pb::REASON_ATTRIBUTE_MISSING, "source");
  ExpectUnreadable(Without("ce_type"), pb::REASON_ATTRIBUTE_MISSING, "type");
  ExpectUnreadable(Without("ce_specversion"), pb::REASON_ATTRIBUTE_MISSING, "specversion");
  ExpectUnreadable(With("ce_specversion", "0.3"), pb::REASON_SPECVERSION_UNKNOWN, "specversion");
  ExpectUnreadable(With("ce_id", std::string(kMaxEventIdBytes + 1, 'x')), pb::REASON_ATTRIBUTE_INVALID, "id");
  ExpectUnreadable(With("ce_id", "a\x80"), pb::REASON_ATTRIBUTE_INVALID, "id");
  ExpectUnreadable(With("ce_id", std::string("e-") + kNik), pb::REASON_EVENT_ID_HOLDS_NIK, "id");
  EXPECT_TRUE(Read(With("ce_id", std::string(kMaxEventIdBytes, 'x'))).has_recorded());
  ExpectUnreadable(With("ce_type", "x"), pb::REASON_TYPE_UNKNOWN, "type");
  ExpectUnreadable(Without("content-type"), pb::REASON_ENCODING_UNKNOWN, "content-type");
  ExpectUnreadable(With("content-type", "text/csv"), pb::REASON_ENCODING_UNKNOWN, "content-type");
  ExpectUnreadable(With("content-type", "application/cloudevents+protobuf"), pb::REASON_ENCODING_UNKNOWN,
                   "content-type");
  ExpectUnreadable(With("content-type", "application/cloudevents-batch+json"), pb::REASON_BATCH_NOT_ALLOWED,
                   "content-type");
  ExpectUnreadable(Binary("\xFF\xFF\xFF", "application/protobuf"), pb::REASON_PROTOBUF_INVALID);
  for (const char* json : {"[1]", "1", "null", " ", "{", "{\"programme\":1}}", "{\"day\":\"\xC3\x28\"}"}) {
    EXPECT_EQ(Read(Binary(json)).problem().verdict(), pb::VERDICT_UNREADABLE) << json;
  }
  ExpectUnreadable(Structured("{"), pb::REASON_JSON_INVALID);
  ExpectUnreadable(Structured(R"({"id":1})"), pb::REASON_ATTRIBUTE_INVALID, "id");
}

TEST_F(IntakeTest, AnUnknownJsonFieldIsNamedWithoutWhatItHolds) {
  ExpectUnreadable(Binary(R"({"programme":"zakat","nama":"x"})"), pb::REASON_JSON_FIELD_UNKNOWN, "nama");
  ExpectUnreadable(Binary(R"({"benefit":{"rupia":5}})"), pb::REASON_JSON_FIELD_UNKNOWN, "benefit.rupia");
  EXPECT_EQ(Read(Binary(R"({"benefit":{"rupiah":"lima"}})")).problem().reason(), pb::REASON_JSON_INVALID);
  ExpectUnreadable(Binary(R"({"6474990101900001":5})"), pb::REASON_JSON_FIELD_UNKNOWN, "");
}

TEST_F(IntakeTest, AnotherStakeholdersNameInTheSource) {
  for (const char* source : {"cities/64.74/stakeholders/dinsos", "cities/64.72/stakeholders/baznas", "baznas",
                             "evilcities/64.74/stakeholders/baznas", "cities/64.74/stakeholders/baznas/x"}) {
    ExpectProblem(With("ce_source", source), pb::VERDICT_REJECTED, pb::REASON_SOURCE_NOT_OF_BOX, "source");
  }
  EXPECT_TRUE(Read(With("ce_source", "cities/64.74/stakeholders/baznas")).has_recorded());
}

TEST_F(IntakeTest, WhatIsReadAndWrongIsRejectedWithItsField) {
  const auto with = [](const std::string& from, const std::string& to) {
    std::string json = kJson;
    return json.replace(json.find(from), from.size(), to);
  };
  ExpectRejected(with("zakat", "cities/64.72/programmes/zakat"), pb::REASON_CITY_MISMATCH, "programme");
  ExpectRejected(with("zakat", "Zakat!"), pb::REASON_NAME_INVALID, "programme");
  ExpectRejected(with("zakat", ""), pb::REASON_FIELD_MISSING, "programme");
  ExpectRejected(with("6474990101900001", "6474999901900001"), pb::REASON_NIK_INVALID, "beneficiary.nik");
  ExpectRejected(with(R"("nik":"6474990101900001")", R"("person":"6474990101900001")"), pb::REASON_NAME_INVALID,
                 "beneficiary.person");
  ExpectRejected(with(R"({"nik":"6474990101900001"})", "{}"), pb::REASON_FIELD_MISSING, "beneficiary");
  ExpectRejected(with(R"({"rupiah":300000})", "{}"), pb::REASON_FIELD_MISSING, "benefit");
  ExpectRejected(with("2026-03-02", "2026-02-30"), pb::REASON_DAY_INVALID, "day");
  ExpectRejected(with("2026-03-02", ""), pb::REASON_FIELD_MISSING, "day");
  ExpectRejected(with("daftar 7", std::string("nik ") + kNik), pb::REASON_REFERENCE_HOLDS_NIK, "reference");
  ExpectRejected(with("daftar 7", std::string(kMaxReferenceBytes + 1, 'x')), pb::REASON_FIELD_TOO_LONG, "reference");
}

TEST_F(IntakeTest, TheRecordsDigestIsOverAllItsBytes) {
  const stream::Record record = Binary(kJson);
  const auto digest = intake.Digest(kBox, record).hmac();
  EXPECT_EQ(intake.Digest(kBox, record).hmac(), digest);
  stream::Record other = record;
  other.key = "k";
  EXPECT_NE(intake.Digest(kBox, other).hmac(), digest);
  other = record;
  other.headers[0].second = "1.1";
  EXPECT_NE(intake.Digest(kBox, other).hmac(), digest);
  other = record;
  other.value->push_back(' ');
  EXPECT_NE(intake.Digest(kBox, other).hmac(), digest);
  stream::Record none = record;
  none.value.reset();
  other.value = "";
  EXPECT_NE(intake.Digest(kBox, none).hmac(), intake.Digest(kBox, other).hmac());
}

TEST_F(IntakeTest, NothingThatComesInStopsIt) {
  std::mt19937 random(1);
  const auto below = [&random](std::size_t n) { return random() % n; };
  const std::vector<std::string> seeds = {kJson, Protobuf(), Envelope(kJson)};
  const std::vector<std::string> types = {"application/json", "application/protobuf", "application/cloudevents+json"};
  int read = 0;
  for (int i = 0; i < 6'000; ++i) {
    std::string value = seeds[below(seeds.size())];
    const std::size_t what = below(4);
    if (what == 0) value.resize(below(value.size() + 1));
    if (what == 1) {
      for (int k = 0; k < 3; ++k) value[below(value.size())] = static_cast<char>(random());
    }
    if (what == 2) {
      for (char& c : value) c = static_cast<char>(random());
    }
    const pb::SubmissionContent content = Read(Binary(value, types[below(types.size())]));
    read += content.has_recorded() ? 1 : 0;
    ASSERT_NE(content.body_case(), pb::SubmissionContent::BODY_NOT_SET);
    ASSERT_EQ(content.SerializeAsString().find(kNik), std::string::npos);
  }
  EXPECT_GT(read, 0);
}

}  // namespace
}  // namespace padu::ledger
