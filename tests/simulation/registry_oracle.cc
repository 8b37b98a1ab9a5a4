#include "tests/simulation/registry_oracle.h"

#include "padu/registry/v1/commands.pb.h"
#include "services/registry/domain/tables.h"
#include "tests/simulation/naive_city.h"

namespace padu::simulation {
namespace {

namespace reg = ::padu::registry::v1;

using common::v1::Row;

template <typename T>
T Stored(const store::Reader& tables, const std::string& key, const std::string& id) {
  const auto row = registry::Get<T>(tables, key);
  PADU_MUST(row.has_value(), "the registry's tables lack " + id);
  return *row;
}

void CheckPerson(const std::string& id, const Person& person, const reg::PersonRow& row) {
  const std::string what = " of " + id + " differs from what the rows come to";
  PADU_MUST(row.memberships_size() == static_cast<int>(person.stays.size()), "the number of memberships" + what);
  for (int i = 0; i < row.memberships_size(); ++i) {
    const reg::Membership& membership = row.memberships(i).membership();
    const Stay& stay = person.stays[static_cast<std::size_t>(i)];
    PADU_MUST(membership.household() == stay.household && membership.family() == stay.family &&
                  membership.from_day() == stay.from && membership.has_until_day() == stay.until.has_value() &&
                  membership.until_day() == stay.until.value_or(0),
              "a membership" + what);
  }
  PADU_MUST(row.has_deceased_day() == person.died.has_value() && row.deceased_day() == person.died.value_or(0),
            "the day of death" + what);
  PADU_MUST(row.erased() == person.erased, "the erasure" + what);
  PADU_MUST(row.merged_into() == person.merged_into, "the record that it was merged into" + what);
  PADU_MUST(!person.erased || row.sealed().fields().empty(), "sealed data is kept" + what);
}

void CheckHousehold(const std::string& id, const NaiveCity& city, const reg::HouseholdRow& row) {
  const Household& household = city.households.at(id);
  const std::string what = " of " + id + " differs from what the rows come to";
  const int members = city.members(id);
  PADU_MUST(row.members() == members, "the number of members" + what);
  const auto state = !household.merged_into.empty() ? reg::HOUSEHOLD_STATE_MERGED
                     : members == 0                 ? reg::HOUSEHOLD_STATE_EMPTY
                                                    : reg::HOUSEHOLD_STATE_ACTIVE;
  PADU_MUST(row.state() == state && row.merged_into() == household.merged_into, "the state" + what);
  PADU_MUST(row.verification().state() == household.verification, "verval" + what);
  const bool ends = household.merged_into.empty() && household.expires_day.has_value();
  PADU_MUST(row.verification().has_expires_day() == ends, "whether verval ends" + what);
  PADU_MUST(!ends || row.verification().expires_day() == *household.expires_day, "the end of verval" + what);
  PADU_MUST(row.stays().rbegin()->place().kelurahan() == household.kelurahan.rbegin()->second, "the domicile" + what);
}

template <typename T>
void CheckStamp(const NaiveCity& city, const std::string& id, const T& row) {
  PADU_MUST(row.stamp().changed_sequence() == city.touched.at(id), "the etag of " + id + " is not its last row");
}

void CheckTokens(const NaiveCity& city, const store::Reader& tables) {
  std::size_t tokens = 0;
  constexpr std::uint8_t kTokenTag = 0x17;
  for (auto at = tables.Scan(Tag(kTokenTag), Tag(kTokenTag + 1)); at->Valid(); at->Next(), ++tokens) {
    const auto holder = city.holders.find(std::string(at->key().substr(1)));
    PADU_MUST(holder != city.holders.end() && holder->second == at->value(), "a NIK finds the wrong person");
  }
  PADU_MUST(tokens == city.holders.size(), "a NIK finds nobody");
}

}  // namespace

void CheckRegistry(const Remains& registry) {
  NaiveCity city;
  for (const Row& row : registry.rows) city.Fold(row);
  for (const auto& [id, person] : city.persons) {
    const auto row = Stored<reg::PersonRow>(*registry.tables, registry::PersonKey(id), id);
    CheckPerson(id, person, row);
    CheckStamp(city, id, row);
  }
  for (const auto& [id, household] : city.households) {
    const auto row = Stored<reg::HouseholdRow>(*registry.tables, registry::HouseholdKey(id), id);
    CheckHousehold(id, city, row);
    CheckStamp(city, id, row);
  }
  CheckTokens(city, *registry.tables);
}

void CheckRegistryAnswer(const journal::Command& command, const Row& row, const std::vector<Row>& rows) {
  const auto& request = static_cast<const reg::Command&>(*command.request);
  PADU_MUST(row.cause().command().caller() == command.cause.caller(), "the answer is another caller's row");
  const std::string subject = SubjectOf(request);
  if (request.etag().empty() || subject.empty()) return;
  for (std::uint64_t before = row.sequence(); before-- > 0;) {
    for (const std::string& bytes : rows[before].facts()) {
      reg::Fact fact;
      PADU_MUST(fact.ParseFromString(bytes), "a fact of the registry does not parse");
      if (!Touched(fact).contains(subject)) continue;
      PADU_MUST(request.etag() == std::to_string(before), "a command changed " + subject + " with an etag of before");
      return;
    }
  }
  throw Broken("a command changed " + subject + ", which nobody had made");
}

std::string SubjectOf(const journal::MessageLite& request) {
  const auto& command = static_cast<const reg::Command&>(request);
  switch (command.kind_case()) {
    case reg::Command::kSaveStakeholder: {
      const bool update = command.save_stakeholder().mode() == reg::SAVE_MODE_UPDATE;
      return update ? command.save_stakeholder().stakeholder().stakeholder() : "";
    }
    case reg::Command::kAddPerson:
      return command.add_person().household();
    case reg::Command::kUpdatePerson:
      return command.update_person().person();
    case reg::Command::kMoveHousehold:
      return command.move_household().household();
    case reg::Command::kMovePerson:
      return command.move_person().person();
    case reg::Command::kMergeHouseholds:
      return command.merge_households().household();
    case reg::Command::kMergePersons:
      return command.merge_persons().person();
    case reg::Command::kRecordDeath:
      return command.record_death().person();
    case reg::Command::kTakeVerificationStep:
      return command.take_verification_step().household();
    case reg::Command::kErasePerson:
      return command.erase_person().person();
    default:
      return "";
  }
}

}  // namespace padu::simulation
