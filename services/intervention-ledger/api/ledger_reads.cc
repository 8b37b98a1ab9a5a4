#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "common/journal/positions.h"
#include "services/intervention-ledger/api/names.h"
#include "services/intervention-ledger/api/reads.h"
#include "services/intervention-ledger/api/refusals.h"
#include "services/intervention-ledger/api/views.h"
#include "services/intervention-ledger/domain/roll_up.h"

namespace padu::ledger {
namespace {

struct Found {
  std::string key;
  EntryKeyParts parts;
  pb::EntryRow row;
};

std::optional<Sequence> ReversedBy(const store::Reader& tables, const pb::EntryRow& row) {
  if (row.entry().has_reverses_sequence()) return std::nullopt;
  const auto state = Get<pb::SubmissionState>(tables, SubmissionKey(row.city(), row.stakeholder(), row.submission()));
  return state && state->has_reversed_by() ? std::optional<Sequence>(state->reversed_by()) : std::nullopt;
}

absl::Status TooMany() {
  return Refuse(
      absl::StatusCode::kResourceExhausted,
      {.reason = "TOO_MANY_ENTRIES",
       .text_id = "Terlalu banyak catatan untuk diurutkan; batasi harinya atau urutkan menurut hari pemberian.",
       .text_en = "Too many entries to sort; narrow the days or order by the day given.",
       .metadata = {}});
}

// A household's entries of these days that `wanted` takes, in key order.
template <typename Wanted>
absl::Status Collect(const store::Reader& tables, const std::string& begin, const std::string& end, Wanted wanted,
                     std::vector<Found>& found) {
  for (auto at = tables.Scan(begin, end); at->Valid(); at->Next()) {
    auto row = ParseValue<pb::EntryRow>(at->value());
    if (!wanted(row)) continue;
    if (found.size() == static_cast<std::size_t>(kMaxEntriesSorted)) return TooMany();
    found.push_back({std::string(at->key()), ReadEntryKey(at->key()), std::move(row)});
  }
  return absl::OkStatus();
}

// One page of sorted entries: those after the one whose key the token holds.
template <typename Response>
absl::Status Page(const store::Reader& tables, const std::vector<Found>& sorted, const std::string& token, int size,
                  Response& response) {
  ASSIGN_OR_RETURN(const std::string after, journal::ParsePageToken(token, ""));
  auto at = sorted.begin();
  if (!after.empty()) {
    at = std::find_if(sorted.begin(), sorted.end(), [&after](const Found& f) { return f.key == after; });
    if (at != sorted.end()) ++at;
  }
  for (; at != sorted.end() && response.ledger_entries_size() < size; ++at) {
    *response.add_ledger_entries() = EntryView(at->parts, at->row, ReversedBy(tables, at->row));
  }
  if (at != sorted.end()) response.set_next_page_token(journal::PageToken(std::prev(at)->key));
  return absl::OkStatus();
}

struct Days {
  std::string begin;
  std::string end;
};

absl::StatusOr<Days> DaysOf(const std::string& household, const std::string& from, const std::string& to) {
  const std::string prefix = EntryPrefix(household);
  Days days{prefix, PrefixEnd(prefix)};
  if (!from.empty()) {
    const auto day = ParseDay(from);
    if (!day) return InvalidDay("from_day");
    days.begin = EntryDayKey(household, *day);
  }
  if (!to.empty()) {
    const auto day = ParseDay(to);
    if (!day) return InvalidDay("to_day");
    days.end = EntryDayKey(household, *day + 1);
  }
  return days;
}

bool IsKnown(const store::Reader& tables, const std::string& household) {
  std::string value;
  const std::string prefix = EntryPrefix(household);
  return tables.Get(HouseholdViewKey(household), &value) || tables.Scan(prefix, PrefixEnd(prefix))->Valid();
}

absl::StatusOr<pb::GetHouseholdLedgerResponse> ByDayGiven(const store::Reader& tables, Days days,
                                                          const std::string& token, const std::string& prefix,
                                                          int size) {
  ASSIGN_OR_RETURN(std::string end, journal::ParsePageToken(token, prefix));
  if (!end.empty()) days.end = std::min(days.end, end);
  pb::GetHouseholdLedgerResponse response;
  std::string last;
  for (auto at = tables.ScanBack(days.begin, days.end); at->Valid(); at->Next()) {
    if (response.ledger_entries_size() == size) {
      response.set_next_page_token(journal::PageToken(last));
      break;
    }
    const auto row = ParseValue<pb::EntryRow>(at->value());
    *response.add_ledger_entries() = EntryView(ReadEntryKey(at->key()), row, ReversedBy(tables, row));
    last = std::string(at->key());
  }
  return response;
}

// Sums of one line over the years.
struct LineSums {
  std::int64_t count = 0;
  std::int64_t sum = 0;
  Day last = 0;
};
using LineKey = std::tuple<std::string, std::string, int, std::string>;  // programme, stakeholder, kind, unit

std::map<LineKey, LineSums> SumYears(const store::Reader& tables, const std::string& household) {
  std::map<LineKey, LineSums> lines;
  const std::string prefix = YearPrefix(household);
  for (auto at = tables.Scan(prefix, PrefixEnd(prefix)); at->Valid(); at->Next()) {
    const auto year = ParseValue<pb::HouseholdYear>(at->value());
    const auto name = [&year](std::uint32_t i) { return year.names(static_cast<int>(i)); };
    for (const pb::YearLine& line : year.lines()) {
      LineSums& sums = lines[{name(line.programme()), name(line.stakeholder()), line.kind(), name(line.unit())}];
      sums.last = sums.count == 0 ? line.last_day() : std::max(sums.last, line.last_day());
      sums.count += line.count();
      sums.sum += line.sum();
    }
  }
  return lines;
}

const char* KindName(int kind) {
  return kind == pb::BENEFIT_KIND_MONEY ? "MONEY" : kind == pb::BENEFIT_KIND_GOODS ? "GOODS" : "SERVICE";
}

}  // namespace

absl::StatusOr<pb::GetHouseholdLedgerResponse> GetHouseholdLedger(const store::Reader& tables,
                                                                  const pb::GetHouseholdLedgerRequest& request) {
  const auto name = ParseName(request.parent(), "households");
  if (!name || !name->rest.empty()) return InvalidName("parent", "cities/64.74/households/{household}");
  ASSIGN_OR_RETURN(const int size, journal::PageSize(request.page_size()));
  ASSIGN_OR_RETURN(Days days, DaysOf(name->id, request.from_day(), request.to_day()));
  if (!IsKnown(tables, name->id)) return HouseholdNotFound();
  if (request.order() != pb::ENTRY_ORDER_RECORDED) {
    return ByDayGiven(tables, std::move(days), request.page_token(), EntryPrefix(name->id), size);
  }
  std::vector<Found> found;
  const auto all = [](const pb::EntryRow&) { return true; };
  RETURN_IF_ERROR(Collect(tables, days.begin, days.end, all, found));
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    return std::tie(a.parts.row, a.parts.index) > std::tie(b.parts.row, b.parts.index);
  });
  pb::GetHouseholdLedgerResponse response;
  RETURN_IF_ERROR(Page(tables, found, request.page_token(), size, response));
  return response;
}

absl::StatusOr<pb::ListPersonHistoryResponse> ListPersonHistory(const store::Reader& tables,
                                                                const pb::ListPersonHistoryRequest& request) {
  const auto name = ParseName(request.parent(), "persons");
  if (!name || !name->rest.empty()) return InvalidName("parent", "cities/64.74/persons/{person}");
  ASSIGN_OR_RETURN(const int size, journal::PageSize(request.page_size()));
  std::vector<Found> found;
  const pb::PersonView person = PersonOf(tables, name->id).value_or(pb::PersonView());
  std::set<std::string> records(person.merged_persons().begin(), person.merged_persons().end());
  records.insert(person.person());
  const auto of_person = [&records](const pb::EntryRow& row) { return records.contains(row.entry().person()); };
  for (const std::string& household : HouseholdsOf(tables, person)) {
    const std::string entries = EntryPrefix(household);
    RETURN_IF_ERROR(Collect(tables, entries, PrefixEnd(entries), of_person, found));
  }
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    return std::tie(a.parts.day, a.parts.row, a.parts.index) > std::tie(b.parts.day, b.parts.row, b.parts.index);
  });
  pb::ListPersonHistoryResponse response;
  RETURN_IF_ERROR(Page(tables, found, request.page_token(), size, response));
  return response;
}

absl::StatusOr<pb::GetHouseholdSummaryResponse> GetHouseholdSummary(const store::Reader& tables,
                                                                    const pb::GetHouseholdSummaryRequest& request) {
  const auto name = ParseName(request.name(), "households");
  if (!name || name->rest != "summary") return InvalidName("name", "cities/64.74/households/{household}/summary");
  if (!IsKnown(tables, name->id)) return HouseholdNotFound();
  pb::GetHouseholdSummaryResponse response;
  pb::HouseholdSummary& summary = *response.mutable_summary();
  summary.set_name(request.name());
  for (const auto& [key, sums] : SumYears(tables, name->id)) {
    const auto& [programme, stakeholder, kind, unit] = key;
    pb::SummaryLine& line = *summary.add_lines();
    line.set_benefit_type(KindName(kind));
    line.set_unit(unit);
    line.set_programme(NameOf(name->city, "programmes", programme));
    line.set_stakeholder(NameOf(name->city, "stakeholders", stakeholder));
    line.set_count(sums.count);
    line.set_sum(sums.sum);
    line.set_last_day(FormatDay(sums.last));
  }
  const auto view = Get<pb::HouseholdView>(tables, HouseholdViewKey(name->id));
  if (view && !view->merged_into().empty()) {
    summary.set_merged_into(NameOf(name->city, "households", view->merged_into()));
  }
  return response;
}

absl::StatusOr<pb::ListCoverageResponse> ListCoverage(const store::Reader& tables,
                                                      const pb::ListCoverageRequest& request, const Viewer& viewer) {
  const auto city = ParseCityName(request.parent());
  if (!city) return InvalidName("parent", "cities/64.74");
  ASSIGN_OR_RETURN(const int size, journal::PageSize(request.page_size()));
  const auto from = request.from_month().empty() ? YearMonth{1900, 1} : ParseMonth(request.from_month());
  if (!from) return InvalidDay("from_month");
  const auto to = request.to_month().empty() ? YearMonth{9999, 12} : ParseMonth(request.to_month());
  if (!to) return InvalidDay("to_month");
  const std::string prefix =
      request.kelurahan().empty() ? CoveragePrefix(*city) : CoveragePrefix(*city, request.kelurahan());
  ASSIGN_OR_RETURN(const std::string begin, journal::ParsePageToken(request.page_token(), prefix));
  pb::ListCoverageResponse response;
  for (auto at = tables.Scan(begin.empty() ? prefix : begin, PrefixEnd(prefix)); at->Valid(); at->Next()) {
    const CoverageKeyParts key = ReadCoverageKey(at->key());
    const std::string programme = NameOf(*city, "programmes", key.programme);
    if (key.month < *from || key.month > *to || !viewer.Sees(key.kelurahan)) continue;
    if (!request.programme().empty() && request.programme() != programme) continue;
    if (response.cells_size() == size) {
      response.set_next_page_token(journal::PageToken(at->key()));
      break;
    }
    const auto state = ParseValue<pb::CoverageState>(at->value());
    pb::CoverageCell& cell = *response.add_cells();
    cell.set_kelurahan(key.kelurahan);
    cell.set_programme(programme);
    cell.set_month(FormatMonth(key.month));
    cell.set_households(state.households());
    cell.set_persons(state.persons());
    cell.set_rupiah(state.rupiah());
    cell.set_quantity(state.quantity());
    cell.set_times(state.times());
    cell.set_count(state.count());
  }
  return response;
}

}  // namespace padu::ledger
