// paductl rules and needs: what a city sets for matching, as JSON, and what a change of it would come to.
#include <google/protobuf/util/json_util.h>

#include <map>

#include "common/base/status.h"
#include "services/paductl/commands/commands.h"
#include "services/paductl/entries.h"
#include "services/paductl/errors.h"
#include "services/paductl/output.h"
#include "services/paductl/sample/reference.h"
#include "services/paductl/services.h"

namespace padu::ctl {
namespace {

namespace pb = matching::v1;
using Service = pb::MatchingService;

struct Options {
  std::string kind;
  std::string file;
  std::string etag;
  std::string region;
  bool households = false;
};

const std::vector<std::string> kKinds = {"programme-rule", "need", "ranking", "compatibility", "feed"};
const std::vector<std::string> kSimulated = {"programme-rule", "need", "ranking"};

absl::Status ReadJson(const std::string& file, google::protobuf::Message* message) {
  ASSIGN_OR_RETURN(const std::string text, sample::ReadFile(file));
  const auto status = google::protobuf::util::JsonStringToMessage(text, message);
  if (status.ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(file + ": " + std::string(status.message()));
}

template <typename Request, typename Response>
absl::Status Send(const Context& context, const Options& options, std::string name, Request request,
                  grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&, Response*)) {
  request.set_name(std::move(name));
  request.set_etag(options.etag);
  const Matching matching(context, context.matching);
  ASSIGN_OR_RETURN(const auto response, matching.Call(method, request));
  context.out << ToJson(response) << "\n";
  return absl::OkStatus();
}

absl::Status Save(const Options& options, const Context& context) {
  if (options.kind == "need") {
    pb::SaveNeedRequest request;
    RETURN_IF_ERROR(ReadJson(options.file, request.mutable_need()));
    return Send(context, options, context.NameOf("needs", request.need().need()), request, &Service::Stub::SaveNeed);
  }
  if (options.kind == "ranking") {
    pb::SaveRankingRequest request;
    RETURN_IF_ERROR(ReadJson(options.file, request.mutable_ranking()));
    return Send(context, options, context.CityName() + "/ranking", request, &Service::Stub::SaveRanking);
  }
  if (options.kind == "compatibility") {
    pb::SaveCompatibilityRequest request;
    RETURN_IF_ERROR(ReadJson(options.file, request.mutable_compatibility()));
    return Send(context, options, context.CityName() + "/compatibility", request, &Service::Stub::SaveCompatibility);
  }
  if (options.kind == "feed") {
    pb::SaveFeedExpectationRequest request;
    RETURN_IF_ERROR(ReadJson(options.file, request.mutable_expectation()));
    return Send(context, options, context.NameOf("feeds", request.expectation().stakeholder()), request,
                &Service::Stub::SaveFeedExpectation);
  }
  pb::SaveProgrammeRuleRequest request;
  RETURN_IF_ERROR(ReadJson(options.file, request.mutable_rule()));
  return Send(context, options, context.NameOf("programmes", request.rule().programme()) + "/rule", request,
              &Service::Stub::SaveProgrammeRule);
}

// One JSON object a line, whatever the format: a rule is a tree.
absl::Status ListRules(const Context& context) {
  const Matching matching(context, context.matching);
  pb::ListProgrammeRulesRequest request;
  request.set_parent(context.CityName());
  do {
    ASSIGN_OR_RETURN(const auto page, matching.Call(&Service::Stub::ListProgrammeRules, request));
    for (const pb::ProgrammeRuleSetting& rule : page.rules()) context.out << ToJson(rule) << "\n";
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

absl::Status ListNeeds(const Context& context) {
  Table table({{"need", "KEBUTUHAN"}, {"name", "NAMA"}, {"period", "MASA"}, {"kinds", "JENIS"}, {"etag", "VERSI"}});
  const Matching matching(context, context.matching);
  pb::ListNeedsRequest request;
  request.set_parent(context.CityName());
  do {
    ASSIGN_OR_RETURN(const auto page, matching.Call(&Service::Stub::ListNeeds, request));
    for (const pb::NeedSetting& each : page.needs()) {
      const pb::Need& need = each.need();
      std::string kinds;
      for (const std::string& kind : need.aid_kinds()) kinds += (kinds.empty() ? "" : " ") + kind;
      const std::string period = need.has_month() ? "bulan | month" : std::to_string(need.days()) + " hari | days";
      table.Add({need.need(), need.retired() ? need.name_id() + " (x)" : need.name_id(), period, kinds,
                 each.version().etag()});
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  table.Print(context.json(), context.out);
  return absl::OkStatus();
}

// The counts of all pages add up.
struct Sums {
  std::int64_t households = 0;
  std::int64_t eligible_enter = 0;
  std::int64_t eligible_leave = 0;
  std::int64_t unserved_enter = 0;
  std::int64_t unserved_leave = 0;
  std::int64_t ranked_anew = 0;

  void Add(const pb::SimulatedCount& count) {
    households += count.households();
    eligible_enter += count.eligible_enter();
    eligible_leave += count.eligible_leave();
    unserved_enter += count.unserved_enter();
    unserved_leave += count.unserved_leave();
    ranked_anew += count.ranked_anew();
  }
};

absl::Status SetChange(const Options& options, pb::SimulateRuleRequest& request) {
  if (options.kind == "need") return ReadJson(options.file, request.mutable_need());
  if (options.kind == "ranking") return ReadJson(options.file, request.mutable_ranking());
  return ReadJson(options.file, request.mutable_programme_rule());
}

absl::Status Simulate(const Options& options, const Context& context) {
  constexpr std::int32_t kPageSize = 500;
  pb::SimulateRuleRequest request;
  request.set_parent(context.CityName());
  request.set_region(options.region);
  request.set_page_size(kPageSize);
  RETURN_IF_ERROR(SetChange(options, request));
  const Matching matching(context, context.matching);
  std::map<std::string, Sums> sums;
  do {
    ASSIGN_OR_RETURN(const auto page, matching.Call(&Service::Stub::SimulateRule, request));
    for (const pb::SimulatedCount& count : page.counts()) sums[count.kelurahan()].Add(count);
    if (options.households) {
      for (const pb::SimulatedChange& change : page.changes()) context.out << ToJson(change) << "\n";
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  Table table({{"kelurahan", "KELURAHAN"},
               {"households", "RUMAH TANGGA", true},
               {"eligibleEnter", "BERHAK +", true},
               {"eligibleLeave", "BERHAK -", true},
               {"unservedEnter", "BELUM TERLAYANI +", true},
               {"unservedLeave", "BELUM TERLAYANI -", true},
               {"rankedAnew", "NILAI BERUBAH", true}});
  for (const auto& [kelurahan, sum] : sums) {
    table.Add({kelurahan, std::to_string(sum.households), std::to_string(sum.eligible_enter),
               std::to_string(sum.eligible_leave), std::to_string(sum.unserved_enter),
               std::to_string(sum.unserved_leave), std::to_string(sum.ranked_anew)});
  }
  table.Print(context.json(), context.out);
  return absl::OkStatus();
}

}  // namespace

void AddRules(Command root, Context& context) {
  Command rules = root.Sub("rules", "aturan dan pengaturan pencocokan | what a city sets for matching");
  AddRulesLoad(rules, context);
  auto saved = std::make_shared<Options>(Options{.kind = "programme-rule"});
  Command save = rules.Sub("save", "simpan sebagai versi berikutnya | save as the next version");
  save.Argument("file", &saved->file, "berkas JSON | a JSON file")
      .Choice("kind", &saved->kind, kKinds, "apa isinya | what it holds")
      .Option("etag", &saved->etag, "versi yang dilihat | the version that was seen");
  save.Does([saved, &context] { return Save(*saved, context); });
  Command list = rules.Sub("list", "aturan semua program | the rules of all programmes");
  list.Does([&context] { return ListRules(context); });
  auto simulated = std::make_shared<Options>(Options{.kind = "programme-rule"});
  Command simulate = rules.Sub("simulate", "siapa akan masuk, siapa keluar | who would enter, who would leave");
  simulate.Argument("file", &simulated->file, "berkas JSON | a JSON file")
      .Choice("kind", &simulated->kind, kSimulated, "apa isinya | what it holds")
      .Option("region", &simulated->region, "hanya wilayah ini | only this region")
      .Flag("households", &simulated->households, "sebut rumah tangganya | name the households");
  simulate.Does([simulated, &context] { return Simulate(*simulated, context); });
}

void AddNeeds(Command root, Context& context) {
  Command needs = root.Sub("needs", "kebutuhan yang diawasi | needs that are watched");
  needs.Does([&context] { return ListNeeds(context); });
}

}  // namespace padu::ctl
