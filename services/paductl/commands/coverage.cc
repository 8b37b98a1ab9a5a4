// paductl coverage: what kelurahan received, by programme and month.
#include "common/base/status.h"
#include "services/paductl/commands/commands.h"
#include "services/paductl/entries.h"
#include "services/paductl/output.h"
#include "services/paductl/services.h"

namespace padu::ctl {
namespace {

namespace pb = ledger::v1;

struct Options {
  std::string kelurahan;
  std::string programme;
  std::string from_month;
  std::string to_month;
};

absl::Status Run(const Options& options, const Context& context) {
  constexpr std::int32_t kPageSize = 500;
  pb::ListCoverageRequest request;
  request.set_parent(context.CityName());
  request.set_kelurahan(options.kelurahan);
  if (!options.programme.empty()) request.set_programme(context.NameOf("programmes", options.programme));
  request.set_from_month(options.from_month);
  request.set_to_month(options.to_month);
  request.set_page_size(kPageSize);

  Table table({{"kelurahan", "KELURAHAN"},
               {"programme", "PROGRAM"},
               {"month", "BULAN"},
               {"households", "RUMAH TANGGA", true},
               {"persons", "ORANG", true},
               {"rupiah", "RUPIAH", true},
               {"quantity", "BARANG", true},
               {"times", "LAYANAN", true}});
  const auto number = [&](std::int64_t n) { return context.json() ? std::to_string(n) : Grouped(n); };
  const Ledger ledger(context, context.ledger);
  do {
    ASSIGN_OR_RETURN(const auto page, ledger.Call(&pb::LedgerService::Stub::ListCoverage, request));
    for (const pb::CoverageCell& cell : page.cells()) {
      table.Add({cell.kelurahan(), IdOf(cell.programme()), cell.month(), number(cell.households()),
                 number(cell.persons()), number(cell.rupiah()), number(cell.quantity()), number(cell.times())});
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  table.Print(context.json(), context.out);
  return absl::OkStatus();
}

}  // namespace

void AddCoverage(Command root, Context& context) {
  auto options = std::make_shared<Options>();
  Command command = root.Sub("coverage", "cakupan per kelurahan, program, bulan | coverage by kelurahan and month");
  command.Option("kelurahan", &options->kelurahan, "hanya kelurahan ini: 64.74.03.1002 | only this kelurahan")
      .Option("programme", &options->programme, "hanya program ini | only this programme")
      .Option("from-month", &options->from_month, "mulai bulan, yyyy-mm | from this month")
      .Option("to-month", &options->to_month, "sampai bulan, yyyy-mm | to this month");
  command.Does([options, &context] { return Run(*options, context); });
}

}  // namespace padu::ctl
