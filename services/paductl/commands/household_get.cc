// paductl household get: a household, what it received in sums, and its latest entries.
#include "common/base/status.h"
#include "services/paductl/commands/commands.h"
#include "services/paductl/entries.h"
#include "services/paductl/errors.h"
#include "services/paductl/output.h"
#include "services/paductl/services.h"

namespace padu::ctl {
namespace {

struct Options {
  std::string id;
  std::string nik;
  std::int64_t entries = 20;
};

// The household's name; by a person's NIK if no id is given.
absl::StatusOr<std::string> Find(const Options& options, const Registry& registry, const Context& context) {
  if (!options.id.empty()) return context.NameOf("households", options.id);
  std::string nik = options.nik;
  if (nik == "-") std::getline(std::cin, nik);
  if (nik.empty()) {
    return UsageError("sebutkan rumah tangga, atau orang dengan --nik | name a household, or a person by --nik");
  }
  registry::v1::FindByNikRequest request;
  request.set_parent(context.CityName());
  request.set_nik(nik);
  ASSIGN_OR_RETURN(const auto response, registry.Call(&registry::v1::RegistryService::Stub::FindByNik, request));
  if (response.household().empty()) return absl::NotFoundError("the person lives in no household of the city");
  return response.household();
}

void PrintHousehold(const registry::v1::Household& household, const Context& context) {
  context.out << household.name() << "  kelurahan " << household.domicile().kelurahan() << "  RT "
              << household.domicile().rt() << "  desil "
              << (household.has_desil() ? std::to_string(household.desil().desil()) : "-") << "  "
              << household.persons_size() << " orang | persons  "
              << registry::v1::VerificationState_Name(household.verification().state()) << "\n\n";
}

void PrintSummary(const ledger::v1::HouseholdSummary& summary, const Context& context) {
  Table table({{"programme", "PROGRAM"},
               {"stakeholder", "LEMBAGA"},
               {"benefit", "JENIS"},
               {"count", "KALI", true},
               {"sum", "JUMLAH", true},
               {"lastDay", "TERAKHIR"}});
  for (const ledger::v1::SummaryLine& line : summary.lines()) {
    table.Add({IdOf(line.programme()), IdOf(line.stakeholder()), line.benefit_type() + " " + line.unit(),
               Grouped(line.count()), Grouped(line.sum()), line.last_day()});
  }
  table.Print(false, context.out);
}

absl::Status Show(const std::string& name, const Options& options, const Registry& registry, const Context& context) {
  registry::v1::GetHouseholdRequest household_request;
  household_request.set_name(name);
  ASSIGN_OR_RETURN(const auto household,
                   registry.Call(&registry::v1::RegistryService::Stub::GetHousehold, household_request));
  const Ledger ledger(context, context.ledger);
  ledger::v1::GetHouseholdSummaryRequest summary_request;
  summary_request.set_name(name + "/summary");
  ASSIGN_OR_RETURN(const auto summary,
                   ledger.Call(&ledger::v1::LedgerService::Stub::GetHouseholdSummary, summary_request));
  ledger::v1::GetHouseholdLedgerRequest ledger_request;
  ledger_request.set_parent(name);
  ledger_request.set_page_size(static_cast<std::int32_t>(options.entries));
  ASSIGN_OR_RETURN(const auto entries,
                   ledger.Call(&ledger::v1::LedgerService::Stub::GetHouseholdLedger, ledger_request));

  if (context.json()) {
    context.out << "{\"household\":" << ToJson(household) << ",\"summary\":" << ToJson(summary)
                << ",\"ledger\":" << ToJson(entries) << "}\n";
    return absl::OkStatus();
  }
  PrintHousehold(household, context);
  PrintSummary(summary.summary(), context);
  context.out << "\n";
  Table table(EntryColumns());
  for (const ledger::v1::LedgerEntry& entry : entries.ledger_entries()) table.Add(EntryRow(entry));
  table.Print(false, context.out);
  context.out << "-> paductl household watch " << IdOf(name) << "\n";
  return absl::OkStatus();
}

absl::Status Run(const Options& options, const Context& context) {
  const Registry registry(context, context.registry);
  const auto name = Find(options, registry, context);
  absl::Status status = name.ok() ? Show(*name, options, registry, context) : name.status();
  if (absl::IsNotFound(status)) return WithHint(status, "paductl household watch");
  if (absl::IsInvalidArgument(status)) return WithHint(status, "paductl household get --help");
  return status;
}

}  // namespace

void AddHouseholdGet(Command household, Context& context) {
  auto options = std::make_shared<Options>();
  Command command = household.Sub("get", "satu rumah tangga dan bantuan yang diterimanya | a household and its aid");
  command.Argument("household", &options->id, "id rumah tangga | its id", false)
      .Option("nik", &options->nik, "NIK salah satu anggota; '-' dari masukan | a member's; '-' from the input")
      .Option("entries", &options->entries, "banyaknya catatan terbaru | how many of the latest entries");
  command.Does([options, &context] { return Run(*options, context); });
}

}  // namespace padu::ctl
