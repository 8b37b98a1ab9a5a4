#include "services/paductl/sample/submissions.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "services/paductl/sample/bontang.h"
#include "services/paductl/sample/cloud_events.h"
#include "services/paductl/sample/json.h"
#include "services/paductl/sample/stories.h"

namespace padu::sample {
namespace {

using absl::CivilDay;
using ledger::v1::DisbursementRecorded;
using testing::AllOf;
using testing::Ge;
using testing::Le;

constexpr CivilDay kFirst(2026, 1, 1);
constexpr CivilDay kLast(2026, 3, 31);

struct Sample {
  Reference reference;
  City city;
  std::vector<Payment> payments;
  std::vector<Submission> history;

  static const Sample& Get() {
    static const Sample& sample = *[] {
      auto* made = new Sample;
      made->reference = *LoadReference("deploy/data");
      made->city = *MakeCity(made->reference);
      const Dice dice(kDefaultSeed);
      made->payments = PlanAid(made->reference, made->city, kFirst, kLast, dice);
      made->history = MakeHistory(made->payments, made->city, dice);
      return made;
    }();
    return sample;
  }
};

const Person* FindByNik(const City& city, std::string_view nik) {
  static const auto& index = *[&] {
    auto* made = new std::map<std::string, const Person*, std::less<>>;
    for (const Household& household : city.households) {
      for (const Family& family : household.families) {
        for (const Person& person : family.persons) {
          if (!person.nik.empty()) made->emplace(person.nik, &person);
        }
      }
    }
    return made;
  }();
  const auto found = index.find(nik);
  return found == index.end() ? nullptr : found->second;
}

TEST(PlanTest, RantangKasihIsAsPublished) {
  std::map<std::string, int> days_of;
  for (const Payment& payment : Sample::Get().payments) {
    if (payment.programme->id != "rantang-kasih") continue;
    EXPECT_EQ(payment.quantity, 2);
    EXPECT_EQ(payment.programme->unit, "meal");
    ++days_of[payment.nik];
    const Person* person = FindByNik(Sample::Get().city, payment.nik);
    ASSERT_NE(person, nullptr);
    EXPECT_GE(AgeOn(*person, kFirst), 60);
  }
  EXPECT_EQ(days_of.size(), 88U);
  for (const auto& [nik, days] : days_of) EXPECT_EQ(days, kLast - kFirst + 1);
}

TEST(PlanTest, SomeGetMuchAndSomeNothing) {
  std::map<std::string, int> programmes_of;
  std::set<std::pair<std::string, std::string>> seen;
  std::set<std::string> used;
  for (const Payment& payment : Sample::Get().payments) {
    used.insert(payment.programme->id);
    if (seen.insert({payment.nik, payment.programme->id}).second) ++programmes_of[payment.nik];
  }
  int much = 0, nothing = 0;
  for (const Household& household : Sample::Get().city.households) {
    int programmes = 0;
    for (const Family& family : household.families) {
      for (const Person& person : family.persons) {
        const auto found = programmes_of.find(person.nik);
        if (found != programmes_of.end()) programmes += found->second;
      }
    }
    much += programmes >= 4 ? 1 : 0;
    nothing += programmes == 0 ? 1 : 0;
  }
  EXPECT_EQ(used.size(), Sample::Get().reference.programmes.size());
  EXPECT_GT(much, 100);
  EXPECT_GT(nothing, 500);
  EXPECT_THAT(Sample::Get().payments.size(), AllOf(Ge(15'000U), Le(40'000U)));
}

TEST(PlanTest, EveryPaymentIsWhatItsProgrammeGives) {
  for (const Payment& payment : Sample::Get().payments) {
    EXPECT_EQ((payment.rupiah != 0) + (payment.quantity != 0) + (payment.times != 0), 1) << payment.programme->id;
    EXPECT_GE(payment.rupiah + payment.quantity + payment.times, 1);
    EXPECT_EQ(payment.rupiah != 0, payment.programme->benefit_type == "CASH") << payment.programme->id;
    EXPECT_TRUE(payment.day >= kFirst && payment.day <= kLast);
  }
}

std::map<Story, int> CountStories(const std::vector<Submission>& submissions) {
  std::map<Story, int> counts;
  for (const Submission& submission : submissions) ++counts[submission.story];
  return counts;
}

TEST(HistoryTest, HoldsEachStory) {
  std::map<Story, int> counts = CountStories(Sample::Get().history);
  EXPECT_EQ(counts[Story::kPlain], static_cast<int>(Sample::Get().payments.size()));
  EXPECT_GT(counts[Story::kDuplicate], 100);
  for (const Story story : {Story::kConflict, Story::kReversal, Story::kEarlyReversal, Story::kCorrection,
                            Story::kLatePaper, Story::kUnknownNik, Story::kUnreadable, Story::kUnknownProgramme,
                            Story::kNegativeAmount, Story::kWrongUnit, Story::kFutureDay, Story::kBadNik}) {
    EXPECT_GE(counts[story], 1) << static_cast<int>(story);
  }
}

TEST(HistoryTest, IdsAndOrderTellTheStory) {
  std::set<std::string> taken;
  CivilDay sent = kFirst;
  for (const Submission& submission : Sample::Get().history) {
    EXPECT_GE(submission.sent, sent);
    sent = submission.sent;
    EXPECT_LE(submission.event_id.size(), 64U);
    const std::string id = submission.stakeholder + "/" + submission.event_id;
    const bool again = submission.story == Story::kDuplicate || submission.story == Story::kConflict;
    EXPECT_EQ(taken.contains(id), again) << id;
    taken.insert(id);
    if (const auto* reversed = std::get_if<ledger::v1::DisbursementReversed>(&submission.event)) {
      EXPECT_EQ(taken.contains(submission.stakeholder + "/" + reversed->reverses_event_id()),
                submission.story == Story::kReversal);
    }
    if (submission.story == Story::kLatePaper) {
      EXPECT_LT(std::get<DisbursementRecorded>(submission.event).day(), "2026-01-20");
      EXPECT_EQ(submission.sent, kLast);
    }
    if (submission.story == Story::kUnknownNik) {
      const std::string& nik = std::get<DisbursementRecorded>(submission.event).beneficiary().nik();
      EXPECT_EQ(nik, Sample::Get().city.late.nik);
      EXPECT_EQ(FindByNik(Sample::Get().city, nik), nullptr);
    }
  }
}

TEST(HistoryTest, SameOnEveryMachine) {
  Fingerprint print;
  for (const Submission& submission : Sample::Get().history) {
    const stream::OutRecord record =
        ToRecord(submission, "64.74", absl::FromCivil(submission.sent, absl::UTCTimeZone()));
    print.Add(*record.value);
    for (const auto& [name, text] : record.headers) print.Add(name).Add(text);
  }
  EXPECT_EQ(print.value(), 0xe40402f6ee4a7a7fU);
}

TEST(TrickleTest, RunsDifferAndMostIsPlain) {
  const Dice dice(kDefaultSeed);
  Trickle one(Sample::Get().payments, "a1", dice);
  Trickle other(Sample::Get().payments, "a2", dice);
  std::set<std::string> ids;
  std::vector<Submission> drawn;
  for (int i = 0; i < 2000; ++i) {
    drawn.push_back(one.Next(kLast + 1));
    ids.insert(drawn.back().event_id);
    EXPECT_FALSE(ids.contains(other.Next(kLast + 1).event_id));
  }
  std::map<Story, int> counts = CountStories(drawn);
  EXPECT_THAT(counts[Story::kPlain], AllOf(Ge(1700), Le(1900)));
  EXPECT_GT(counts[Story::kReversal], 0);
  EXPECT_GT(counts[Story::kConflict], 0);
  EXPECT_GT(counts[Story::kUnreadable], 0);
}

Submission OneOf(Encoding encoding) {
  Submission submission = Plain(Sample::Get().payments.front(), "id-1");
  submission.encoding = encoding;
  return submission;
}

std::string HeaderOf(const stream::OutRecord& record, std::string_view name) {
  for (const auto& [key, value] : record.headers) {
    if (key == name) return value;
  }
  return "";
}

TEST(CloudEventsTest, TheSameEventInAllEncodings) {
  const absl::Time time = absl::FromCivil(absl::CivilSecond(2026, 1, 1, 2, 3, 4), absl::UTCTimeZone());
  const auto expected = std::get<DisbursementRecorded>(OneOf(Encoding::kProtobuf).event);

  const stream::OutRecord protobuf = ToRecord(OneOf(Encoding::kProtobuf), "64.74", time);
  EXPECT_EQ(protobuf.value, expected.SerializeAsString());
  EXPECT_EQ(HeaderOf(protobuf, "content-type"), "application/protobuf");
  EXPECT_EQ(HeaderOf(protobuf, "ce_specversion"), "1.0");
  EXPECT_EQ(HeaderOf(protobuf, "ce_id"), "id-1");
  EXPECT_EQ(HeaderOf(protobuf, "ce_source"),
            "cities/64.74/stakeholders/" + Sample::Get().payments.front().programme->stakeholder);
  EXPECT_EQ(HeaderOf(protobuf, "ce_type"), "id.padu.disbursement.recorded.v1");
  EXPECT_EQ(HeaderOf(protobuf, "ce_time"), "2026-01-01T02:03:04Z");

  const stream::OutRecord json = ToRecord(OneOf(Encoding::kJson), "64.74", time);
  DisbursementRecorded parsed;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(*json.value, &parsed).ok());
  EXPECT_EQ(parsed.SerializeAsString(), expected.SerializeAsString());
  EXPECT_EQ(HeaderOf(json, "content-type"), "application/json");

  const stream::OutRecord structured = ToRecord(OneOf(Encoding::kStructuredJson), "64.74", time);
  const auto object = ParseJson(*structured.value);
  ASSERT_TRUE(object.ok());
  EXPECT_EQ(TextOf(*object, "id"), "id-1");
  EXPECT_EQ(TextOf(*object, "type"), "id.padu.disbursement.recorded.v1");
  EXPECT_EQ(TextOf(StructOf(*object, "data"), "programme"), expected.programme());
  EXPECT_TRUE(HeaderOf(structured, "content-type").starts_with("application/cloudevents+json"));
  EXPECT_EQ(HeaderOf(structured, "ce_id"), "");
}

TEST(CloudEventsTest, NoKeyOrHeaderHoldsANik) {
  for (const Submission& submission : Sample::Get().history) {
    const stream::OutRecord record = ToRecord(submission, "64.74", absl::UnixEpoch());
    EXPECT_EQ(record.key, "");
    for (const auto& [name, text] : record.headers) EXPECT_EQ(text.find("647499"), std::string::npos) << text;
  }
  EXPECT_EQ(LetterBox("64.74", "baznas"), "padu.aid.submitted.v1.6474.baznas");
}

}  // namespace
}  // namespace padu::sample
