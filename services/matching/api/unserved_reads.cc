#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/matching/api/names.h"
#include "services/matching/api/paging.h"
#include "services/matching/api/reads.h"
#include "services/matching/api/refusals.h"
#include "services/matching/api/sight.h"
#include "services/matching/api/views.h"
#include "services/matching/domain/rulebook.h"
#include "services/matching/domain/status.h"

namespace padu::matching {
namespace {

// A place in the order of the answer: the neediest first, then by household and need. Each is there once.
struct Place {
  std::int64_t rank = 0;
  std::string household;
  std::string need;

  bool operator<(const Place& other) const {
    return std::tie(other.rank, household, need) < std::tie(rank, other.household, other.need);
  }
};

// No id holds a slash.
std::string TokenOf(const Place& place) {
  return journal::PageToken(absl::StrCat(place.rank, "/", place.household, "/", place.need));
}

absl::StatusOr<std::optional<Place>> PlaceOf(const std::string& token) {
  ASSIGN_OR_RETURN(const std::string text, journal::ParsePageToken(token, ""));
  if (text.empty()) return std::optional<Place>();
  const std::vector<std::string> parts = absl::StrSplit(text, '/');
  Place place;
  if (parts.size() != 3 || !absl::SimpleAtoi(parts[0], &place.rank)) return InvalidPageToken();
  place.household = parts[1];
  place.need = parts[2];
  return std::optional(std::move(place));
}

// The ranked households of one need, status and kelurahan, from a place on.
class Line {
 public:
  Line(const store::Reader& tables, CityNumber city, pb::Standing of, const std::optional<Place>& after)
      : of_(std::move(of)) {
    const std::string prefix = RankedPrefix(city, of_.need(), of_.status(), of_.kelurahan());
    std::string begin = prefix;
    if (after) {
      of_.set_rank(after->rank);
      of_.set_household(after->household);
      begin = RankedKey(city, of_);
    }
    cursor_ = tables.Scan(begin, PrefixEnd(prefix));
    Settle();
    if (after && valid() && !(*after < place_)) Next();
  }

  bool valid() const { return cursor_->Valid(); }
  const Place& place() const { return place_; }
  void Next() {
    cursor_->Next();
    Settle();
  }

 private:
  void Settle() {
    if (!valid()) return;
    RankedKeyParts parts = ReadRankedKey(cursor_->key());
    place_ = {parts.rank, std::move(parts.household), of_.need()};
  }

  pb::Standing of_;
  std::unique_ptr<store::Cursor> cursor_;
  Place place_;
};

// The kelurahan that the index has of a need and status, each found by one seek.
std::vector<std::string> KelurahanOf(const store::Reader& tables, CityNumber city, const std::string& need,
                                     pb::StandingStatus status, const Sight& sight) {
  std::vector<std::string> found;
  const std::string prefix = RankedPrefix(city, need, status);
  std::string from = prefix;
  for (;;) {
    const auto cursor = tables.Scan(from, PrefixEnd(prefix));
    if (!cursor->Valid()) return found;
    std::string kelurahan = ReadRankedKey(cursor->key()).kelurahan;
    from = PrefixEnd(RankedPrefix(city, need, status, kelurahan));
    if (sight.Sees(kelurahan)) found.push_back(std::move(kelurahan));
  }
}

std::vector<pb::StandingStatus> StatusesOf(pb::StandingStatus asked) {
  if (asked != pb::STANDING_STATUS_UNSPECIFIED) return {asked};
  return {pb::STANDING_STATUS_UNSERVED, pb::STANDING_STATUS_UNDERSERVED, pb::STANDING_STATUS_UNCERTAIN};
}

std::vector<Line> LinesOf(const store::Reader& tables, CityNumber city, const std::vector<std::string>& needs,
                          pb::StandingStatus asked, const Sight& sight, const std::optional<Place>& after) {
  std::vector<Line> lines;
  for (const std::string& need : needs) {
    for (const pb::StandingStatus status : StatusesOf(asked)) {
      for (std::string& kelurahan : KelurahanOf(tables, city, need, status, sight)) {
        pb::Standing of;
        of.set_need(need);
        of.set_status(status);
        of.set_kelurahan(std::move(kelurahan));
        Line line(tables, city, std::move(of), after);
        if (line.valid()) lines.push_back(std::move(line));
      }
    }
  }
  return lines;
}

const pb::Standing* StandingOf(const pb::HouseholdStandings& standings, const std::string& need) {
  const auto& all = standings.standings();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const pb::Standing& standing) { return standing.need() == need; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

absl::StatusOr<v1::ListUnservedResponse> Read(const store::Reader& tables, const v1::ListUnservedRequest& list,
                                              const Asking& asking) {
  ASSIGN_OR_RETURN(const CityNumber city, ParseCityName(list.parent(), "parent"));
  ASSIGN_OR_RETURN(const Sight sight, SightOf(asking.caller, tables, city, list.region()));
  ASSIGN_OR_RETURN(const std::string need, IdIn(city, list.need(), "needs", "need"));
  if (list.status() != pb::STANDING_STATUS_UNSPECIFIED && !IsNotServed(list.status())) return InvalidStatus();
  ASSIGN_OR_RETURN(const int size, journal::PageSize(list.page_size()));
  ASSIGN_OR_RETURN(const std::optional<Place> after, PlaceOf(list.page_token()));

  const Rulebook book(tables, city);
  std::vector<std::string> needs;
  if (!need.empty()) needs.push_back(need);
  if (need.empty()) {
    for (const pb::Need& each : book.needs()) needs.push_back(each.need());
  }
  const Day today = TodayOf(tables, city, asking.journal_time);
  v1::ListUnservedResponse response;
  std::vector<Line> lines = LinesOf(tables, city, needs, list.status(), sight, after);
  std::optional<Place> last;
  while (!lines.empty()) {
    if (response.standings_size() == size) {
      response.set_next_page_token(TokenOf(*last));
      break;
    }
    const auto first = std::min_element(lines.begin(), lines.end(),
                                        [](const Line& a, const Line& b) { return a.place() < b.place(); });
    last = first->place();
    const auto standings = Get<pb::HouseholdStandings>(tables, StandingsKey(city, last->household));
    if (const pb::Standing* standing = standings ? StandingOf(*standings, last->need) : nullptr) {
      *response.add_standings() = StandingView(city, *standing, book.ranking(), today);
    }
    first->Next();
    if (!first->valid()) lines.erase(first);
  }
  return response;
}

}  // namespace padu::matching
