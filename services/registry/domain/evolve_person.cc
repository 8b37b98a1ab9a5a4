#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "services/registry/domain/fold.h"

namespace padu::registry {
namespace {

void AddMembership(const Fold& fold, const std::string& person, const pb::Membership& membership, pb::PersonRow& row) {
  *row.add_memberships()->mutable_membership() = membership;
  fold.own.Put(ResidentKey(membership.household(), person), "");
  fold.Update<pb::HouseholdRow>(HouseholdKey(membership.household()), [](pb::HouseholdRow& household) {
    household.set_members(household.members() + 1);
    if (household.state() == pb::HOUSEHOLD_STATE_EMPTY) household.set_state(pb::HOUSEHOLD_STATE_ACTIVE);
  });
}

void PutTokens(const Fold& fold, const std::string& person, const pb::PersonContent& content) {
  for (const auto* tokens : {&content.nik_tokens(), &content.other_nik_tokens()}) {
    for (const pb::Token& token : *tokens) fold.own.Put(TokenKey(token.token()), person);
  }
  for (const pb::Token& token : content.claimed_nik_tokens()) fold.own.Put(ClaimKey(token.token(), person), "");
}

void DropTokens(const Fold& fold, const std::string& person, const pb::PersonContent& content) {
  for (const auto* tokens : {&content.nik_tokens(), &content.other_nik_tokens()}) {
    for (const pb::Token& token : *tokens) fold.own.Delete(TokenKey(token.token()));
  }
  for (const pb::Token& token : content.claimed_nik_tokens()) fold.own.Delete(ClaimKey(token.token(), person));
}

// Nothing finds the person by a NIK any more.
void ForgetNik(const Fold& fold, const std::string& person, pb::PersonRow& row) {
  DropTokens(fold, person, row.content());
  row.mutable_content()->clear_nik_tokens();
  row.mutable_content()->clear_other_nik_tokens();
  row.mutable_content()->clear_claimed_nik_tokens();
  row.mutable_content()->clear_duplicate_of();
}

}  // namespace

void Evolve(const Fold& fold, const pb::PersonRegistered& fact) {
  pb::PersonRow row;
  row.set_city(fold.city);
  *row.mutable_content() = fact.content();
  *row.mutable_sealed() = fact.sealed();
  if (fact.has_membership()) AddMembership(fold, fact.person(), fact.membership(), row);
  PutTokens(fold, fact.person(), fact.content());
  fold.Touch(row, true);
  fold.Put(PersonKey(fact.person()), row);
}

void Evolve(const Fold& fold, const pb::PersonUpdated& fact) {
  fold.Update<pb::PersonRow>(PersonKey(fact.person()), [&](pb::PersonRow& row) {
    DropTokens(fold, fact.person(), row.content());
    *row.mutable_content() = fact.content();
    PutTokens(fold, fact.person(), row.content());
    MergeSealed(fact.sealed(), *row.mutable_sealed());
    if (fact.relation() != pb::RELATION_UNSPECIFIED && !row.memberships().empty()) {
      row.mutable_memberships()->rbegin()->mutable_membership()->set_relation(fact.relation());
    }
  });
}

void Evolve(const Fold& fold, const pb::MembershipBegan& fact) {
  fold.Update<pb::PersonRow>(PersonKey(fact.person()),
                             [&](pb::PersonRow& row) { AddMembership(fold, fact.person(), fact.membership(), row); });
}

void Evolve(const Fold& fold, const pb::MembershipEnded& fact) {
  fold.Update<pb::PersonRow>(PersonKey(fact.person()), [&](pb::PersonRow& row) {
    PADU_CHECK(!row.memberships().empty());
    pb::MembershipRow& last = *row.mutable_memberships()->rbegin();
    last.mutable_membership()->set_until_day(fact.until_day());
    last.set_end(fact.reason());
  });
  fold.Update<pb::HouseholdRow>(HouseholdKey(fact.household()), [](pb::HouseholdRow& household) {
    household.set_members(household.members() - 1);
    if (household.members() == 0) household.set_state(pb::HOUSEHOLD_STATE_EMPTY);
  });
}

void Evolve(const Fold& fold, const pb::PersonsMerged& fact) {
  std::vector<std::string> records;
  fold.Update<pb::PersonRow>(PersonKey(fact.person()), [&](pb::PersonRow& row) {
    ForgetNik(fold, fact.person(), row);
    row.set_merged_into(fact.into());
    row.set_merged_day(fact.day());
    records.assign(row.merged_persons().begin(), row.merged_persons().end());
    row.clear_merged_persons();
  });
  records.push_back(fact.person());
  fold.Update<pb::PersonRow>(PersonKey(fact.into()), [&](pb::PersonRow& row) {
    for (std::string& record : records) row.add_merged_persons(std::move(record));
  });
}

void Evolve(const Fold& fold, const pb::PersonDied& fact) {
  fold.Update<pb::PersonRow>(PersonKey(fact.person()), [&](pb::PersonRow& row) { row.set_deceased_day(fact.day()); });
}

void Evolve(const Fold& fold, const pb::PersonErased& fact) {
  std::vector<std::string> records = {fact.person()};
  if (const auto row = Get<pb::PersonRow>(fold.own, PersonKey(fact.person()))) {
    records.insert(records.end(), row->merged_persons().begin(), row->merged_persons().end());
  }
  for (const std::string& record : records) {
    fold.Update<pb::PersonRow>(PersonKey(record), [&](pb::PersonRow& row) {
      ForgetNik(fold, record, row);
      row.mutable_content()->clear_nik_district();
      row.set_erased(true);
    });
  }
  for (const pb::ErasedKey& key : fact.keys()) {
    fold.own.Put(ErasedKeyKey(key.key_id()), "");
    const auto clear = [](auto& row) { row.clear_sealed(); };
    if (std::find(records.begin(), records.end(), key.subject()) != records.end()) {
      fold.Update<pb::PersonRow>(PersonKey(key.subject()), clear);
    } else if (Get<pb::FamilyRow>(fold.own, FamilyKey(key.subject()))) {
      fold.Update<pb::FamilyRow>(FamilyKey(key.subject()), clear);
    } else {
      fold.Update<pb::HouseholdRow>(HouseholdKey(key.subject()), clear);
    }
  }
}

void Evolve(const Fold& fold, const pb::SealedOpened& fact) {
  pb::OpeningRow row;
  *row.mutable_opened() = fact;
  row.set_at(fold.place.decided_at);
  fold.Put(OpeningKey(fact.subject(), fold.place.sequence, static_cast<std::uint8_t>(fold.place.index)), row);
}

}  // namespace padu::registry
