// paductl check: whether a programme's aid may be given to somebody.
#include "common/base/status.h"
#include "services/paductl/commands/commands.h"
#include "services/paductl/errors.h"
#include "services/paductl/output.h"
#include "services/paductl/services.h"

namespace padu::ctl {
namespace {

namespace pb = matching::v1;

struct Options {
  std::string programme;
  std::string nik;
  std::string person;
  std::string household;
  std::string day;
};

absl::Status SetBeneficiary(const Options& options, const Context& context, pb::CheckBeforeGivingRequest& request) {
  if (!options.household.empty()) {
    request.set_household(context.NameOf("households", options.household));
  } else if (!options.person.empty()) {
    request.set_person(context.NameOf("persons", options.person));
  } else {
    std::string nik = options.nik;
    if (nik == "-") std::getline(std::cin, nik);  // so that it stands in no history of a shell
    request.set_nik(nik);
  }
  const bool named = !request.nik().empty() || !request.person().empty() || !request.household().empty();
  if (named) return absl::OkStatus();
  return UsageError("sebutkan --nik, --person atau --household | name --nik, --person or --household");
}

absl::Status Run(const Options& options, const Context& context) {
  pb::CheckBeforeGivingRequest request;
  request.set_programme(context.NameOf("programmes", options.programme));
  request.set_day(options.day);
  RETURN_IF_ERROR(SetBeneficiary(options, context, request));
  const Matching matching(context, context.matching);
  ASSIGN_OR_RETURN(const auto response, matching.Call(&pb::MatchingService::Stub::CheckBeforeGiving, request));
  if (context.json()) {
    context.out << ToJson(response) << "\n";
    return absl::OkStatus();
  }
  context.out << response.text_id() << " | " << response.text_en() << "\n";
  if (!response.note_id().empty()) context.out << response.note_id() << " | " << response.note_en() << "\n";
  return absl::OkStatus();
}

}  // namespace

void AddCheck(Command root, Context& context) {
  auto options = std::make_shared<Options>();
  Command command = root.Sub("check", "bolehkah bantuan ini diberikan | may this aid be given");
  command.Argument("programme", &options->programme, "program | the programme")
      .Option("nik", &options->nik, "NIK penerima; \"-\" dari stdin | the beneficiary's NIK; \"-\" from stdin")
      .Option("person", &options->person, "id orang | a person's id")
      .Option("household", &options->household, "id rumah tangga | a household's id")
      .Option("day", &options->day, "hari pemberian, yyyy-mm-dd | the day of giving");
  command.Does([options, &context] { return Run(*options, context); });
}

}  // namespace padu::ctl
