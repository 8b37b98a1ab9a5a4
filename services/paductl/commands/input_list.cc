// paductl input list: what each service reads, how far, and why it stopped.
#include "common/base/status.h"
#include "google/protobuf/util/time_util.h"
#include "services/paductl/commands/commands.h"
#include "services/paductl/operators.h"
#include "services/paductl/output.h"

namespace padu::ctl {
namespace {

namespace pb = common::v1;
using google::protobuf::util::TimeUtil;

struct Options {
  std::string service = "all";
  bool stopped = false;
};

absl::Status Run(const Options& options, const Context& context) {
  Table table({{"service", "LAYANAN"},
               {"name", "MASUKAN"},
               {"next", "POSISI", true},
               {"end", "AKHIR", true},
               {"lagRecords", "SISA", true},
               {"generation", "GENERASI", true},
               {"nextSequence", "BARIS", true},
               {"readUpTo", "TERBACA SAMPAI"},
               {"stopped", "BERHENTI KARENA"}});
  for (const NamedService& service : ServicesOf(context, options.service)) {
    ASSIGN_OR_RETURN(const pb::ListInputsResponse response, ListInputs(Operators(context, service.grpc)));
    for (const pb::InputState& input : response.inputs()) {
      if (options.stopped && input.stop_reason().empty()) continue;
      const bool box = input.generation() > 0;
      table.Add({service.name, input.name(), std::to_string(input.next_offset()),
                 input.has_end_offset() ? std::to_string(input.end_offset()) : "",
                 input.has_lag_records() ? std::to_string(input.lag_records()) : "",
                 box ? std::to_string(input.generation()) : "", box ? "" : std::to_string(input.next_sequence()),
                 input.has_read_up_to() ? TimeUtil::ToString(input.read_up_to()) : "", input.stop_reason()});
    }
  }
  table.Print(context.json(), context.out);
  return absl::OkStatus();
}

}  // namespace

void AddInputList(Command input, Context& context) {
  auto options = std::make_shared<Options>();
  Command command = input.Sub("list", "masukan tiap layanan, sampai mana dibaca | what each service reads, how far");
  AddServiceOption(command, &options->service);
  command.Flag("stopped", &options->stopped, "hanya yang berhenti | those that stopped alone");
  command.Does([options, &context] { return Run(*options, context); });
}

}  // namespace padu::ctl
