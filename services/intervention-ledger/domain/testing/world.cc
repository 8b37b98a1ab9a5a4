#include "services/intervention-ledger/domain/testing/world.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/base/crypto.h"

namespace padu::ledger::testing {
namespace {

using Map = std::map<std::string, std::string, std::less<>>;

class Forward final : public store::Cursor {
 public:
  Forward(Map::const_iterator at, Map::const_iterator end) : at_(at), end_(end) {}
  bool Valid() const override { return at_ != end_; }
  std::string_view key() const override { return at_->first; }
  std::string_view value() const override { return at_->second; }
  void Next() override { ++at_; }

 private:
  Map::const_iterator at_;
  Map::const_iterator end_;
};

class Backward final : public store::Cursor {
 public:
  Backward(Map::const_iterator end, Map::const_iterator begin) : at_(end), begin_(begin) {}
  bool Valid() const override { return at_ != begin_; }
  std::string_view key() const override { return std::prev(at_)->first; }
  std::string_view value() const override { return std::prev(at_)->second; }
  void Next() override { --at_; }

 private:
  Map::const_iterator at_;
  Map::const_iterator begin_;
};

Map::const_iterator EndOf(const Map& map, std::string_view end) {
  return end.empty() ? map.end() : map.lower_bound(end);
}

void SetDigest(pb::SubmissionContent& content) {
  pb::SubmissionContent body = content;
  body.clear_event_id();
  auto& digest = *content.add_digests();
  digest.set_key_version(1);
  digest.set_hmac(Sha256(body.SerializeAsString()));
}

pb::SubmissionContent Content(const std::string& stakeholder, std::string event_id) {
  pb::SubmissionContent content;
  content.set_city(kBontang);
  content.set_stakeholder(stakeholder);
  content.set_event_id(std::move(event_id));
  return content;
}

pb::RecordedContent Body(const Aid& aid) {
  pb::RecordedContent body;
  body.set_programme(aid.programme);
  if (!aid.household.empty()) body.set_household(aid.household);
  if (!aid.family.empty()) body.set_family(aid.family);
  if (!aid.person.empty()) body.set_person(aid.person);
  if (!aid.token.empty()) body.mutable_nik()->add_tokens(aid.token);
  if (aid.rupiah != 0) body.set_rupiah(aid.rupiah);
  if (aid.times != 0) body.set_times(aid.times);
  if (aid.quantity != 0) {
    body.mutable_quantity()->set_amount(aid.quantity);
    body.mutable_quantity()->set_unit(aid.unit);
  }
  body.set_day(ParseDay(aid.day).value());
  return body;
}

}  // namespace

bool MapTables::Get(std::string_view key, std::string* value) const {
  const auto at = map.find(key);
  if (at == map.end()) return false;
  *value = at->second;
  return true;
}

std::unique_ptr<store::Cursor> MapTables::Scan(std::string_view begin, std::string_view end) const {
  return std::make_unique<Forward>(map.lower_bound(begin), EndOf(map, end));
}

std::unique_ptr<store::Cursor> MapTables::ScanBack(std::string_view begin, std::string_view end) const {
  return std::make_unique<Backward>(EndOf(map, end), map.lower_bound(begin));
}

void MapTables::Put(std::string_view key, std::string_view value) { map.insert_or_assign(std::string(key), value); }

void MapTables::Delete(std::string_view key) {
  const auto at = map.find(key);
  if (at != map.end()) map.erase(at);
}

pb::SubmissionContent Recorded(const Aid& aid) {
  pb::SubmissionContent content = Content(aid.stakeholder, aid.event_id);
  *content.mutable_recorded() = Body(aid);
  SetDigest(content);
  return content;
}

pb::SubmissionContent Reversed(std::string event_id, std::string original, std::string stakeholder) {
  pb::SubmissionContent content = Content(stakeholder, std::move(event_id));
  content.mutable_reversed()->set_reverses_event_id(std::move(original));
  SetDigest(content);
  return content;
}

pb::SubmissionContent Corrected(std::string original, const Aid& aid) {
  pb::SubmissionContent content = Content(aid.stakeholder, aid.event_id);
  content.mutable_corrected()->set_corrects_event_id(std::move(original));
  *content.mutable_corrected()->mutable_disbursement() = Body(aid);
  SetDigest(content);
  return content;
}

pb::Stay StayOf(std::string household, std::string family, std::string_view from,
                std::optional<std::string_view> until) {
  pb::Stay stay;
  stay.set_household(std::move(household));
  stay.set_family(std::move(family));
  stay.set_from_day(ParseDay(from).value());
  if (until) stay.set_until_day(ParseDay(*until).value());
  return stay;
}

// Folds each fact at once, as the engine does.
class World::Fold final : public journal::Emitter {
 public:
  Fold(World& world, Decided& row) : world_(world), row_(row) {}
  void Emit(const journal::MessageLite& fact) override {
    row_.facts.push_back(static_cast<const pb::Fact&>(fact));
    journal::Place place = row_.place;
    place.index = static_cast<int>(row_.facts.size()) - 1;
    place.cause = &row_.cause;
    world_.machine.Evolve(fact, place, world_.tables);
  }

 private:
  World& world_;
  Decided& row_;
};

World::World() {
  pb::StakeholderView active;
  active.set_active(true);
  tables.Put(StakeholderViewKey(kBontang, "dinsos"), active.SerializeAsString());
  tables.Put(StakeholderViewKey(kBontang, "baznas"), active.SerializeAsString());
  tables.Put(StakeholderViewKey(kBontang, "tutup"), pb::StakeholderView().SerializeAsString());
  const auto programme = [this](const char* id, pb::BenefitKind kind, const char* unit, pb::AssistanceUnit serves,
                                std::vector<std::string> stakeholders) {
    pb::ProgrammeView view;
    for (const auto& stakeholder : stakeholders) view.add_stakeholders(stakeholder);
    view.set_kind(kind);
    view.set_unit(unit);
    view.set_assistance_unit(serves);
    if (std::string_view(id) == "rantang") {
      view.set_first_day(ParseDay("2026-01-01").value());
      view.set_last_day(ParseDay("2026-12-31").value());
      view.set_region("64.74.03");
    }
    tables.Put(ProgrammeViewKey(kBontang, id), view.SerializeAsString());
  };
  programme("blt", pb::BENEFIT_KIND_MONEY, "", pb::ASSISTANCE_UNIT_HOUSEHOLD, {"dinsos", "baznas"});
  programme("pkh", pb::BENEFIT_KIND_MONEY, "", pb::ASSISTANCE_UNIT_FAMILY, {"dinsos"});
  programme("beras", pb::BENEFIT_KIND_GOODS, "kg", pb::ASSISTANCE_UNIT_HOUSEHOLD, {"baznas"});
  programme("dokter", pb::BENEFIT_KIND_SERVICE, "", pb::ASSISTANCE_UNIT_PERSON, {"dinsos"});
  programme("rantang", pb::BENEFIT_KIND_GOODS, "meal", pb::ASSISTANCE_UNIT_PERSON, {"dinsos"});
}

void World::AddHousehold(const std::string& household, const std::string& kelurahan) {
  pb::HouseholdView view;
  auto& span = *view.add_domiciles();
  span.set_from_day(ParseDay("2020-01-01").value());
  span.set_kelurahan(kelurahan);
  tables.Put(HouseholdViewKey(household), view.SerializeAsString());
}

void World::MergeHousehold(const std::string& household, const std::string& into, std::string_view day) {
  auto view = Get<pb::HouseholdView>(tables, HouseholdViewKey(household)).value();
  view.set_merged_into(into);
  view.set_merged_day(ParseDay(day).value());
  tables.Put(HouseholdViewKey(household), view.SerializeAsString());
}

void World::AddFamily(const std::string& family, std::vector<pb::Stay> stays) {
  pb::FamilyView view;
  for (const pb::Stay& stay : stays) *view.add_stays() = stay;
  tables.Put(FamilyViewKey(family), view.SerializeAsString());
}

void World::AddPerson(const std::string& person, std::vector<pb::Stay> stays, const std::string& token,
                      std::optional<std::string_view> deceased) {
  pb::PersonView view;
  view.set_person(person);
  const auto before = Get<pb::PersonView>(tables, PersonViewKey(person)).value_or(pb::PersonView());
  view.set_moved(stays.size() > 1 || before.stays_size() > 0);
  const auto is_new = [&stays](const pb::Stay& stay) {
    return std::none_of(stays.begin(), stays.end(), [&stay](const pb::Stay& other) {
      return stay.household() == other.household() && stay.from_day() == other.from_day();
    });
  };
  for (const pb::Stay& stay : before.stays()) {
    if (!is_new(stay)) continue;
    *view.add_stays() = stay;  // what was put right stays known, and covers no day
    view.mutable_stays()->rbegin()->set_until_day(stay.from_day());
  }
  for (const pb::Stay& stay : stays) *view.add_stays() = stay;
  std::stable_sort(view.mutable_stays()->begin(), view.mutable_stays()->end(),
                   [](const pb::Stay& a, const pb::Stay& b) { return a.from_day() < b.from_day(); });
  if (deceased) view.set_deceased_day(ParseDay(*deceased).value());
  if (!token.empty()) {
    view.add_tokens(token);
    tables.Put(TokenViewKey(token), view.SerializeAsString());
  }
  tables.Put(PersonViewKey(person), view.SerializeAsString());
}

template <typename Decide>
void World::Row(common::v1::Cause cause, Decide decide) {
  rows.push_back({.place = {.sequence = next, .decided_at = now}, .cause = std::move(cause), .facts = {}});
  Fold fold(*this, rows.back());
  decide(journal::Moment{.now = now, .sequence = next}, fold);
  if (rows.back().facts.empty()) {
    rows.pop_back();
  } else {
    ++next;
  }
}

pb::Fact World::Send(const pb::SubmissionContent& content) {
  journal::Submission submission;
  submission.cause.set_box("padu.aid.submitted.v1.6474." + content.stakeholder());
  submission.cause.set_generation(1);
  submission.cause.set_offset(next_offset_++);
  submission.content = std::make_shared<pb::SubmissionContent>(content);
  common::v1::Cause cause;
  *cause.mutable_box() = submission.cause;
  Row(cause, [&](const journal::Moment& moment, journal::Emitter& out) {
    machine.DecideSubmission(submission, moment, tables, out);
  });
  PADU_CHECK(rows.back().facts.size() == 1);
  return rows.back().facts[0];
}

absl::StatusOr<journal::Decision> World::Call(std::shared_ptr<const journal::MessageLite> request) {
  absl::StatusOr<journal::Decision> decision;
  common::v1::Cause cause;
  cause.mutable_command()->set_caller("stakeholders/dinsos");
  Row(cause, [&](const journal::Moment& moment, journal::Emitter& out) {
    decision = machine.DecideCommand({cause.command(), std::move(request)}, moment, tables, out);
  });
  return decision;
}

void World::EndWait(const pb::Wait& wait) {
  Row({}, [&](const journal::Moment&, journal::Emitter& out) {
    pb::Fact fact;
    *fact.mutable_wait_ended()->mutable_wait() = wait;
    out.Emit(fact);
  });
}

void World::TakeUpstream(const journal::Row& row) {
  PADU_CHECK(machine.EvolveView(0, row, tables).ok());
  common::v1::Cause cause;
  cause.mutable_upstream()->set_sequence(row.sequence());
  Row(cause, [&](const journal::Moment& moment, journal::Emitter& out) {
    machine.DecideUpstream(0, row, moment, tables, out);
  });
}

std::optional<std::string> World::FirstDue() const {
  const auto first = tables.Scan(DuePrefix(), PrefixEnd(DuePrefix()));
  return first->Valid() ? std::optional<std::string>(first->key()) : std::nullopt;
}

std::vector<pb::Fact> World::RunDue() {
  std::vector<pb::Fact> facts;
  while (const auto key = FirstDue()) {
    common::v1::Cause cause;
    cause.mutable_due()->set_key(*key);
    Row(cause,
        [&](const journal::Moment& moment, journal::Emitter& out) { machine.DecideDue(*key, moment, tables, out); });
    PADU_CHECK(FirstDue() != key);
    facts.insert(facts.end(), rows.back().facts.begin(), rows.back().facts.end());
  }
  return facts;
}

void World::SkipDue() {
  const std::string key = FirstDue().value();
  common::v1::Cause cause;
  cause.mutable_due()->set_key(key);
  Row(cause,
      [&](const journal::Moment& moment, journal::Emitter& out) { machine.DecideSkipDue(key, moment, tables, out); });
}

const pb::Fact& World::LastFact() const { return rows.back().facts.back(); }

Map World::OwnTables() const {
  Map own;
  for (const auto& [key, value] : tables.map) {
    if (static_cast<std::uint8_t>(key[0]) < journal::kFirstViewTag) own.emplace(key, value);
  }
  return own;
}

Map World::Refold() const {
  MapTables folded;
  for (const Decided& row : rows) {
    for (std::size_t i = 0; i < row.facts.size(); ++i) {
      journal::Place place = row.place;
      place.index = static_cast<int>(i);
      place.cause = &row.cause;
      pb::Fact fact;
      PADU_CHECK(fact.ParseFromString(row.facts[i].SerializeAsString()));
      machine.Evolve(fact, place, folded);
    }
  }
  return folded.map;
}

std::optional<pb::SubmissionState> World::Submission(Sequence first, std::string_view stakeholder) const {
  return Get<pb::SubmissionState>(tables, SubmissionKey(kBontang, stakeholder, first));
}

std::optional<pb::CoverageState> World::Coverage(std::string_view programme, std::string_view month,
                                                 std::string_view kelurahan) const {
  return Get<pb::CoverageState>(tables, CoverageKey(kBontang, kelurahan, programme, ParseMonth(month).value()));
}

std::vector<pb::EntryRow> World::Entries(std::string_view household) const {
  std::vector<pb::EntryRow> entries;
  const std::string prefix = EntryPrefix(household);
  for (auto at = tables.Scan(prefix, PrefixEnd(prefix)); at->Valid(); at->Next()) {
    entries.push_back(ParseValue<pb::EntryRow>(at->value()));
  }
  return entries;
}

}  // namespace padu::ledger::testing
