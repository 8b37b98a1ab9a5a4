// paductl tables hash: a hash of each partition's tables, to compare before and after a rebuild.
#include "common/base/status.h"
#include "services/paductl/commands/commands.h"
#include "services/paductl/errors.h"
#include "services/paductl/operators.h"
#include "services/paductl/output.h"

namespace padu::ctl {
namespace {

namespace pb = common::v1;

struct Options {
  std::string service = "all";
};

absl::Status Run(const Options& options, const Context& context) {
  Table table({{"service", "LAYANAN"},
               {"name", "TABEL"},
               {"nextSequence", "POSISI", true},
               {"epoch", "EPOK", true},
               {"confirmed", "PASTI"},
               {"sha256", "SHA-256"}});
  for (const NamedService& service : ServicesOf(context, options.service)) {
    const Operators operators(context, service.grpc);
    ASSIGN_OR_RETURN(const pb::ListInputsResponse response, ListInputs(operators));
    for (const pb::PartitionState& partition : response.partitions()) {
      pb::GetTableHashRequest request;
      request.set_name(partition.name() + "/tables");
      const auto hash = operators.Call(&pb::OperatorService::Stub::GetTableHash, request);
      if (absl::IsDeadlineExceeded(hash.status())) {
        return WithHint(hash.status(), "paductl tables hash --timeout-ms 600000");
      }
      RETURN_IF_ERROR(hash);
      table.Add({service.name, hash->name(), std::to_string(hash->next_sequence()),
                 std::to_string(hash->epoch().number()), hash->confirmed() ? "ya | yes" : "belum | not yet",
                 hash->sha256()});
    }
  }
  table.Print(context.json(), context.out);
  return absl::OkStatus();
}

}  // namespace

void AddTablesHash(Command tables, Context& context) {
  auto options = std::make_shared<Options>();
  Command command = tables.Sub("hash", "sidik isi tabel tiap partisi | a hash of the tables of each partition");
  AddServiceOption(command, &options->service);
  command.Does([options, &context] { return Run(*options, context); });
}

}  // namespace padu::ctl
