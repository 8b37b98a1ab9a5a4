// paductl household explain: how a household stands with every need, and from which programmes it may receive, and why.
#include "common/base/status.h"
#include "services/paductl/commands/commands.h"
#include "services/paductl/entries.h"
#include "services/paductl/output.h"
#include "services/paductl/services.h"

namespace padu::ctl {
namespace {

namespace pb = matching::v1;

struct Options {
  std::string household;
  std::string programme;
};

void PrintTree(const pb::Explanation& node, int depth, std::ostream& out) {
  out << std::string(static_cast<std::size_t>(2 * depth), ' ') << "- " << node.text_id() << " | " << node.text_en()
      << "\n";
  for (const pb::Explanation& part : node.parts()) PrintTree(part, depth + 1, out);
}

void PrintNeed(const pb::NeedExplanation& need, std::ostream& out) {
  out << "\n"
      << need.name_id() << " | " << need.name_en() << "\n  " << need.text_id() << " | " << need.text_en() << "\n";
  if (need.has_served_by()) {
    out << "  " << need.served_by().day() << "  " << IdOf(need.served_by().programme()) << "  "
        << IdOf(need.served_by().stakeholder()) << "\n";
  }
  if (need.has_rule()) PrintTree(need.rule(), 1, out);
  for (const pb::ScorePart& part : need.score().parts()) {
    out << "  " << part.text_id() << " | " << part.text_en() << "\n";
  }
}

void PrintProgramme(const pb::ProgrammeExplanation& programme, std::ostream& out) {
  const char* const answer = programme.eligible() == pb::TRUTH_YES  ? "ya | yes"
                             : programme.eligible() == pb::TRUTH_NO ? "tidak | no"
                                                                    : "tidak diketahui | unknown";
  out << "\n" << IdOf(programme.programme()) << ": " << answer << "\n";
  for (const pb::UnitExplanation& unit : programme.units()) {
    out << "  " << IdOf(unit.unit()) << "\n";
    if (unit.has_explanation()) PrintTree(unit.explanation(), 2, out);
  }
}

absl::Status Run(const Options& options, const Context& context) {
  pb::ExplainHouseholdRequest request;
  request.set_name(context.NameOf("households", options.household));
  if (!options.programme.empty()) request.set_programme(context.NameOf("programmes", options.programme));
  const Matching matching(context, context.matching);
  ASSIGN_OR_RETURN(const auto response, matching.Call(&pb::MatchingService::Stub::ExplainHousehold, request));
  if (context.json()) {
    context.out << ToJson(response) << "\n";
    return absl::OkStatus();
  }
  context.out << response.name() << "  " << response.day() << "  kelurahan " << response.kelurahan() << "  "
              << (response.verified() ? "terverifikasi | verified" : "belum terverifikasi | not verified") << "\n";
  for (const pb::NeedExplanation& need : response.needs()) PrintNeed(need, context.out);
  for (const pb::ProgrammeExplanation& programme : response.programmes()) PrintProgramme(programme, context.out);
  return absl::OkStatus();
}

}  // namespace

void AddHouseholdExplain(Command household, Context& context) {
  auto options = std::make_shared<Options>();
  Command command = household.Sub("explain", "kebutuhan dan haknya, dan mengapa | its needs and what it may receive");
  command.Argument("household", &options->household, "id rumah tangga | its id")
      .Option("programme", &options->programme, "hanya program ini | only this programme");
  command.Does([options, &context] { return Run(*options, context); });
}

}  // namespace padu::ctl
