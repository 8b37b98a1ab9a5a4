// paductl unserved, overlaps, feeds: what matching has found.
#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "common/base/status.h"
#include "services/paductl/commands/commands.h"
#include "services/paductl/entries.h"
#include "services/paductl/output.h"
#include "services/paductl/services.h"

namespace padu::ctl {
namespace {

namespace pb = matching::v1;
using Service = pb::MatchingService;

constexpr std::int32_t kPageSize = 500;

struct Options {
  std::string region;
  std::string need;
  std::int64_t first = 50;
  bool not_allowed = false;
};

// "STANDING_STATUS_UNSERVED" -> "UNSERVED".
std::string Short(const std::string& name, std::string_view prefix) { return name.substr(prefix.size()); }

absl::Status ListUnserved(const Options& options, const Context& context) {
  pb::ListUnservedRequest request;
  request.set_parent(context.CityName());
  request.set_region(options.region);
  if (!options.need.empty()) request.set_need(context.NameOf("needs", options.need));
  Table table({{"household", "RUMAH TANGGA"},
               {"need", "KEBUTUHAN"},
               {"status", "KEADAAN"},
               {"kelurahan", "KELURAHAN"},
               {"sinceDay", "SEJAK"},
               {"coveredUntilDay", "BANTUAN SAMPAI"},
               {"points", "NILAI", true}});
  const Matching matching(context, context.matching);
  std::int64_t left = options.first;
  do {
    request.set_page_size(static_cast<std::int32_t>(std::min<std::int64_t>(left, kPageSize)));
    ASSIGN_OR_RETURN(const auto page, matching.Call(&Service::Stub::ListUnserved, request));
    for (const pb::HouseholdStanding& standing : page.standings()) {
      table.Add({IdOf(standing.household()), IdOf(standing.need()),
                 Short(pb::StandingStatus_Name(standing.status()), "STANDING_STATUS_"), standing.kelurahan(),
                 standing.since_day(), standing.covered_until_day(), std::to_string(standing.points())});
    }
    left -= page.standings_size();
    request.set_page_token(page.next_page_token());
  } while (left > 0 && !request.page_token().empty());
  table.Print(context.json(), context.out);
  return absl::OkStatus();
}

absl::Status ListOverlaps(const Options& options, const Context& context) {
  pb::ListOverlapsRequest request;
  request.set_parent(context.CityName());
  request.set_region(options.region);
  request.set_not_allowed_only(options.not_allowed);
  request.set_page_size(kPageSize);
  Table table({{"household", "RUMAH TANGGA"},
               {"kelurahan", "KELURAHAN"},
               {"verdict", "PENILAIAN"},
               {"first", "BANTUAN"},
               {"second", "DAN"},
               {"note", "CATATAN"}});
  const auto aid = [](const pb::GivenAid& given) {
    return given.day() + " " + IdOf(given.programme()) + " " + IdOf(given.stakeholder());
  };
  const Matching matching(context, context.matching);
  do {
    ASSIGN_OR_RETURN(const auto page, matching.Call(&Service::Stub::ListOverlaps, request));
    for (const pb::Overlap& overlap : page.overlaps()) {
      table.Add({IdOf(overlap.household()), overlap.kelurahan(),
                 Short(pb::CompatibilityVerdict_Name(overlap.verdict()), "COMPATIBILITY_VERDICT_"),
                 aid(overlap.first()), aid(overlap.second()), overlap.note_id()});
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  table.Print(context.json(), context.out);
  return absl::OkStatus();
}

absl::Status ListFeeds(const Context& context) {
  pb::ListFeedsRequest request;
  request.set_parent(context.CityName());
  request.set_page_size(kPageSize);
  Table table({{"stakeholder", "LEMBAGA"},
               {"status", "KEADAAN"},
               {"lastHeard", "TERAKHIR MELAPOR"},
               {"silentAfterS", "DIAM SETELAH (DETIK)", true},
               {"boxStopped", "KOTAK SURAT BERHENTI"}});
  const Matching matching(context, context.matching);
  do {
    ASSIGN_OR_RETURN(const auto page, matching.Call(&Service::Stub::ListFeeds, request));
    for (const pb::Feed& feed : page.feeds()) {
      table.Add({IdOf(feed.stakeholder()), Short(pb::FeedStatus_Name(feed.status()), "FEED_STATUS_"),
                 feed.has_last_heard_time() ? google::protobuf::util::TimeUtil::ToString(feed.last_heard_time()) : "",
                 feed.has_expectation() ? std::to_string(feed.expectation().silent_after_s()) : "",
                 feed.box_stopped()});
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  table.Print(context.json(), context.out);
  return absl::OkStatus();
}

}  // namespace

void AddUnserved(Command root, Context& context) {
  auto options = std::make_shared<Options>();
  Command command = root.Sub("unserved", "siapa yang belum terlayani | who is not served, the neediest first");
  command.Option("region", &options->region, "kelurahan atau kecamatan: 64.74.03 | kelurahan or kecamatan")
      .Option("need", &options->need, "hanya kebutuhan ini | only this need")
      .Option("first", &options->first, "sebanyak ini | so many");
  command.Does([options, &context] { return ListUnserved(*options, context); });
}

void AddOverlaps(Command root, Context& context) {
  auto options = std::make_shared<Options>();
  Command command = root.Sub("overlaps", "bantuan yang tumpang tindih | aid that overlaps");
  command.Option("region", &options->region, "kelurahan atau kecamatan: 64.74.03 | kelurahan or kecamatan")
      .Flag("not-allowed", &options->not_allowed, "hanya yang tidak diizinkan | only what is not allowed");
  command.Does([options, &context] { return ListOverlaps(*options, context); });
}

void AddFeeds(Command root, Context& context) {
  Command command = root.Sub("feeds", "lembaga yang diam atau melapor | which stakeholders report");
  command.Does([&context] { return ListFeeds(context); });
}

}  // namespace padu::ctl
