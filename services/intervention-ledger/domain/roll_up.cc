#include "services/intervention-ledger/domain/roll_up.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace padu::ledger {
namespace {

using Found = std::variant<Recipient, Unknown, Impossible>;

// Merges chain (a into b, b into c); a longer chain than this is a loop of bad data, and the last one reached counts.
constexpr int kMaxMerges = 16;

Unknown Waiting(pb::Reason reason, pb::Wait wait) { return {reason, std::move(wait)}; }

std::string KelurahanOn(const pb::HouseholdView& household, Day day) {
  std::string kelurahan;
  for (const pb::DomicileSpan& span : household.domiciles()) {
    if (span.from_day() > day && !kelurahan.empty()) break;
    kelurahan = span.kelurahan();  // the first one also counts for days before it
  }
  return kelurahan;
}

// Follows merges that had happened by `day`, and takes the kelurahan of that day. `first`, if there is one, is what is
// known of the household. kUnknown: nothing is.
enum class Settled { kUnknown, kAlone, kMerges };
Settled Settle(const store::Reader& tables, Day day, const pb::HouseholdView* first, Recipient& recipient) {
  std::optional<pb::HouseholdView> read;
  for (int merges = 0;; ++merges) {
    const pb::HouseholdView* household = first;
    if (merges > 0 || first == nullptr) {
      read = Get<pb::HouseholdView>(tables, HouseholdViewKey(recipient.household));
      household = read ? &*read : nullptr;
    }
    if (household == nullptr) return merges > 0 ? Settled::kMerges : Settled::kUnknown;
    recipient.kelurahan = KelurahanOn(*household, day);
    if (household->merged_into().empty()) return merges > 0 ? Settled::kMerges : Settled::kAlone;
    if (day < household->merged_day() || merges == kMaxMerges) return Settled::kMerges;
    recipient.household = household->merged_into();
    recipient.how = pb::ROLL_UP_MERGED;
  }
}

Found FromHousehold(const store::Reader& tables, const std::string& household, Day day) {
  Recipient recipient{.household = household, .how = pb::ROLL_UP_HOUSEHOLD};
  if (Settle(tables, day, nullptr, recipient) != Settled::kUnknown) return recipient;
  pb::Wait wait;
  wait.set_household(household);
  return Waiting(pb::REASON_BENEFICIARY_UNKNOWN, std::move(wait));
}

Found FromFamily(const store::Reader& tables, const std::string& family, Day day) {
  pb::Wait wait;
  wait.set_family(family);
  const auto view = Get<pb::FamilyView>(tables, FamilyViewKey(family));
  if (!view) return Waiting(pb::REASON_BENEFICIARY_UNKNOWN, std::move(wait));
  const StayOfDay stay = FindStay(view->stays(), day);
  if (stay.stay == nullptr) return Waiting(pb::REASON_BENEFICIARY_WITHOUT_HOUSEHOLD, std::move(wait));
  Recipient recipient{.household = stay.stay->household(), .family = family, .how = stay.how};
  Settle(tables, day, nullptr, recipient);
  return recipient;
}

Found FromPerson(const store::Reader& tables, const pb::PersonView& person, Day day) {
  if (person.has_deceased_day() && day > person.deceased_day()) return Impossible{pb::REASON_BENEFICIARY_DECEASED};
  const StayOfDay stay = FindStay(person.stays(), day);
  if (stay.stay == nullptr) {
    pb::Wait wait;
    wait.set_person(person.person());
    return Waiting(pb::REASON_BENEFICIARY_WITHOUT_HOUSEHOLD, std::move(wait));
  }
  Recipient recipient{
      .household = stay.stay->household(), .family = stay.stay->family(), .person = person.person(), .how = stay.how};
  const bool home = person.has_home_view() && person.home() == recipient.household;
  const Settled settled = Settle(tables, day, home ? &person.home_view() : nullptr, recipient);
  if (person.moved() || settled == Settled::kMerges) {
    recipient.other_households = HouseholdsOf(tables, person);
    std::erase(recipient.other_households, recipient.household);
  }
  return recipient;
}

Found FromNik(const store::Reader& tables, const pb::NikTokens& nik, Day day) {
  for (const std::string& token : nik.tokens()) {
    const auto person = Get<pb::PersonView>(tables, TokenViewKey(token));
    if (person) return FromPerson(tables, *person, day);
  }
  pb::Wait wait;
  wait.set_nik_token(nik.tokens(0));
  return Waiting(pb::REASON_BENEFICIARY_UNKNOWN, std::move(wait));
}

}  // namespace

std::vector<std::string> HouseholdsOf(const store::Reader& tables, const pb::PersonView& person) {
  std::vector<std::string> households;
  const auto add = [&households](const std::string& household) {
    const bool known = std::find(households.begin(), households.end(), household) != households.end();
    if (!known) households.push_back(household);
    return !known;
  };
  const auto add_stays = [&](const pb::PersonView& record) {
    for (const pb::Stay& stay : record.stays()) {
      for (std::string household = stay.household(); !household.empty() && add(household);) {
        const auto view = Get<pb::HouseholdView>(tables, HouseholdViewKey(household));
        household = view ? view->merged_into() : "";
      }
    }
  };
  add_stays(person);
  for (const std::string& merged : person.merged_persons()) {
    if (const auto record = Get<pb::PersonView>(tables, PersonViewKey(merged))) add_stays(*record);
  }
  return households;
}

std::optional<pb::PersonView> PersonOf(const store::Reader& tables, std::string_view person) {
  auto view = Get<pb::PersonView>(tables, PersonViewKey(person));
  for (int merges = 0; view && !view->merged_into().empty() && merges < kMaxMerges; ++merges) {
    view = Get<pb::PersonView>(tables, PersonViewKey(view->merged_into()));
  }
  return view;
}

StayOfDay FindStay(const google::protobuf::RepeatedPtrField<pb::Stay>& stays, Day day) {
  if (stays.empty()) return {};
  const pb::Stay* begun = nullptr;
  bool covers = false;
  for (const pb::Stay& stay : stays) {
    if (stay.from_day() > day) break;
    const bool over = stay.has_until_day() && day >= stay.until_day();
    if (over && covers) continue;
    begun = &stay;
    covers = !over;
  }
  if (begun == nullptr) return {&stays[0], pb::ROLL_UP_BEFORE_FIRST_MEMBERSHIP};
  return {begun, covers ? pb::ROLL_UP_MEMBERSHIP : pb::ROLL_UP_AFTER_MEMBERSHIP};
}

Found FindRecipient(const store::Reader& tables, const pb::RecordedContent& content) {
  switch (content.beneficiary_case()) {
    case pb::RecordedContent::kHousehold:
      return FromHousehold(tables, content.household(), content.day());
    case pb::RecordedContent::kFamily:
      return FromFamily(tables, content.family(), content.day());
    case pb::RecordedContent::kNik:
      if (content.nik().tokens().empty()) return Impossible{pb::REASON_FIELD_MISSING};
      return FromNik(tables, content.nik(), content.day());
    case pb::RecordedContent::kPerson: {
      const auto person = PersonOf(tables, content.person());
      if (person) return FromPerson(tables, *person, content.day());
      pb::Wait wait;
      wait.set_person(content.person());
      return Waiting(pb::REASON_BENEFICIARY_UNKNOWN, std::move(wait));
    }
    case pb::RecordedContent::BENEFICIARY_NOT_SET:
      return Impossible{pb::REASON_FIELD_MISSING};
  }
  return Impossible{pb::REASON_FIELD_MISSING};
}

}  // namespace padu::ledger
