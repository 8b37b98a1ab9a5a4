#include <algorithm>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/status.h"
#include "services/matching/api/names.h"
#include "services/matching/api/reads.h"
#include "services/matching/api/refusals.h"
#include "services/matching/api/sight.h"
#include "services/matching/api/views.h"
#include "services/matching/domain/assess.h"
#include "services/matching/domain/matrix.h"

namespace padu::matching {
namespace {

namespace reg = ::padu::registry::v1;

// Days from today for which may be asked.
constexpr Day kDaysAsked = 31;
constexpr std::size_t kNikDigits = 16;

struct VerdictText {
  std::string_view id;
  std::string_view en;
};

VerdictText TextOf(pb::GivingVerdict verdict) {
  switch (verdict) {
    case pb::GIVING_VERDICT_ALLOWED:
      return {"Boleh diberikan.", "May be given."};
    case pb::GIVING_VERDICT_ALLOWED_WITH_NOTE:
      return {"Boleh diberikan, dengan catatan: sudah ada bantuan lain yang berkaitan.",
              "May be given, with a note: there is other aid that it goes with."};
    case pb::GIVING_VERDICT_WOULD_OVERLAP:
      return {"Jangan diberikan: akan tumpang tindih dengan bantuan lain.",
              "Do not give: it would overlap with other aid."};
    case pb::GIVING_VERDICT_NOT_ELIGIBLE:
      return {"Jangan diberikan: penerima tidak memenuhi syarat program ini.",
              "Do not give: the beneficiary is not eligible for this programme."};
    case pb::GIVING_VERDICT_PROGRAMME_CLOSED:
      return {"Jangan diberikan: program ini tidak berjalan pada hari itu untuk penerima ini.",
              "Do not give: the programme does not run on that day for this beneficiary."};
    default:
      return {"Penerima belum dikenal di kota ini. Daftarkan lewat kelurahan.",
              "The beneficiary is not known in this city. Have them registered by the kelurahan."};
  }
}

v1::CheckBeforeGivingResponse Say(pb::GivingVerdict verdict) {
  v1::CheckBeforeGivingResponse response;
  response.set_verdict(verdict);
  response.set_allowed(verdict == pb::GIVING_VERDICT_ALLOWED || verdict == pb::GIVING_VERDICT_ALLOWED_WITH_NOTE);
  response.set_text_id(std::string(TextOf(verdict).id));
  response.set_text_en(std::string(TextOf(verdict).en));
  return response;
}

// Who is asked about: a household, and the person of it if one is named.
struct Beneficiary {
  std::string person;
  std::string household;
};

std::optional<std::string> PersonByNik(const store::Reader& tables, std::string_view nik, const CitySecrets& secrets) {
  std::string person;
  for (const KeyedDigest& token : secrets.NikTokens(nik)) {
    if (tables.Get(TokenViewKey(token.digest), &person)) return person;
  }
  return std::nullopt;
}

// Empty: not known.
absl::StatusOr<Beneficiary> Find(const store::Reader& tables, CityNumber city,
                                 const v1::CheckBeforeGivingRequest& check, const CitySecrets& secrets) {
  Beneficiary found;
  switch (check.beneficiary_case()) {
    case v1::CheckBeforeGivingRequest::kNik: {
      const bool digits = std::ranges::all_of(check.nik(), [](char c) { return c >= '0' && c <= '9'; });
      if (check.nik().size() != kNikDigits || !digits) return InvalidNik();
      found.person = PersonByNik(tables, check.nik(), secrets).value_or("");
      break;
    }
    case v1::CheckBeforeGivingRequest::kPerson: {
      ASSIGN_OR_RETURN(found.person, IdIn(city, check.person(), "persons", "person"));
      break;
    }
    case v1::CheckBeforeGivingRequest::kHousehold: {
      ASSIGN_OR_RETURN(found.household, IdIn(city, check.household(), "households", "household"));
      return found;
    }
    case v1::CheckBeforeGivingRequest::BENEFICIARY_NOT_SET:
      return MissingField("beneficiary");
  }
  const auto person = Get<pb::PersonView>(tables, PersonViewKey(city, found.person));
  if (person) found.household = person->household();
  return found;
}

absl::StatusOr<Day> DayOf(const std::string& text, Day today) {
  if (text.empty()) return today;
  const auto day = ParseDay(text);
  if (!day || std::abs(*day - today) > kDaysAsked) return InvalidDay("day");
  return *day;
}

// Its own, or one that it may record for.
absl::Status MayAskOf(const rpc::Caller& caller, const reg::ProgrammeContent& programme) {
  if (caller.kind == rpc::Caller::Kind::kOperator) return absl::OkStatus();
  if (caller.kind != rpc::Caller::Kind::kStakeholder) return rpc::CallerNotPermitted();
  const auto& others = programme.other_stakeholders();
  const bool own =
      programme.stakeholder() == caller.id || std::find(others.begin(), others.end(), caller.id) != others.end();
  return own ? absl::OkStatus() : ProgrammeNotYours();
}

Truth MayReceive(const Programme& programme, const pb::HouseholdView& household, const pb::MemberView* member,
                 Day day) {
  switch (programme.content.assistance_unit()) {
    case reg::ASSISTANCE_UNIT_PERSON:
      return EvaluatePerson(programme.rule, household, *member, day).truth;
    case reg::ASSISTANCE_UNIT_FAMILY:
      return EvaluateFamily(programme.rule, household, member->family(), day).truth;
    default:
      return EvaluateHousehold(programme.rule, household, day).truth;
  }
}

// The aid as if it were given.
Aid Supposed(const Programme& programme, const std::string& stakeholder, std::string_view kelurahan,
             const pb::MemberView* member, Day day) {
  Aid aid{.id = {std::numeric_limits<Sequence>::max(), 0}, .day = day};
  aid.view.set_stakeholder(stakeholder);
  aid.view.set_programme(programme.content.programme());
  aid.view.set_kelurahan(std::string(kelurahan));
  if (member != nullptr) {
    aid.view.set_person(member->person());
    aid.view.set_family(member->family());
  }
  return aid;
}

// The worst that the matrix says of the aid together with what stands.
v1::CheckBeforeGivingResponse Judge(const Rulebook& book, Household& household, const Aid& supposed) {
  const Matrix matrix(book);
  std::optional<pb::OverlapFound> worst;
  for (std::size_t i = 0; const Aid* aid = household.history.At(i); ++i) {
    if (aid->day + matrix.reach() < supposed.day) break;
    auto overlap = matrix.Judge(household.view.household(), *aid, supposed);
    if (overlap && (!worst || overlap->verdict() > worst->verdict())) worst = std::move(overlap);
  }
  if (!worst) return Say(pb::GIVING_VERDICT_ALLOWED);
  v1::CheckBeforeGivingResponse response =
      Say(worst->verdict() == pb::COMPATIBILITY_VERDICT_NOT_ALLOWED ? pb::GIVING_VERDICT_WOULD_OVERLAP
                                                                    : pb::GIVING_VERDICT_ALLOWED_WITH_NOTE);
  response.set_note_id(worst->note_id());
  response.set_note_en(worst->note_en());
  return response;
}

const pb::MemberView* MemberOf(const pb::HouseholdView& household, const std::string& person) {
  const auto& members = household.members();
  const auto found =
      std::ranges::find_if(members, [&](const pb::MemberView& member) { return member.person() == person; });
  return found == members.end() ? nullptr : &*found;
}

}  // namespace

absl::StatusOr<v1::CheckBeforeGivingResponse> Check(const store::Reader& tables,
                                                    const v1::CheckBeforeGivingRequest& check, const Asking& asking,
                                                    const CitySecrets& secrets) {
  ASSIGN_OR_RETURN(const NamedId named, ParseName(check.programme(), "programmes", "", "programme"));
  const Rulebook book(tables, named.city);
  const auto& programmes = book.programmes();
  const auto programme =
      std::ranges::find_if(programmes, [&](const Programme& each) { return each.content.programme() == named.id; });
  if (programme == programmes.end()) return ProgrammeNotFound();
  RETURN_IF_ERROR(MayAskOf(asking.caller, programme->content));
  ASSIGN_OR_RETURN(const Day day, DayOf(check.day(), TodayOf(tables, named.city, asking.journal_time)));
  ASSIGN_OR_RETURN(const Beneficiary beneficiary, Find(tables, named.city, check, secrets));
  const bool of_household = programme->content.assistance_unit() == reg::ASSISTANCE_UNIT_HOUSEHOLD;
  if (check.has_household() && !of_household) return BeneficiaryTooLarge();

  auto household = FindHousehold(tables, named.city, beneficiary.household);
  if (!household) return Say(pb::GIVING_VERDICT_NOT_KNOWN);
  const pb::MemberView* const member = MemberOf(household->view, beneficiary.person);
  if (member == nullptr && !check.has_household()) return Say(pb::GIVING_VERDICT_NOT_KNOWN);
  const std::string_view kelurahan = KelurahanOn(household->view, day);
  if (RunsFor(*programme, kelurahan, day).truth != Truth::kYes) return Say(pb::GIVING_VERDICT_PROGRAMME_CLOSED);
  if (!IsVerified(household->view, day) || MayReceive(*programme, household->view, member, day) != Truth::kYes) {
    return Say(pb::GIVING_VERDICT_NOT_ELIGIBLE);
  }
  const bool by_stakeholder = asking.caller.kind == rpc::Caller::Kind::kStakeholder;
  const std::string& giver = by_stakeholder ? asking.caller.id : programme->content.stakeholder();
  return Judge(book, *household, Supposed(*programme, giver, kelurahan, member, day));
}

}  // namespace padu::matching
