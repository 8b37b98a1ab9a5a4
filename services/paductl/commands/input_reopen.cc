// paductl input reopen: a letter box that stopped is read on.
#include "absl/strings/numbers.h"
#include "common/base/status.h"
#include "services/paductl/commands/commands.h"
#include "services/paductl/errors.h"
#include "services/paductl/operators.h"
#include "services/paductl/output.h"
#include "services/paductl/sample/cloud_events.h"

namespace padu::ctl {
namespace {

namespace pb = common::v1;

struct Options {
  std::string box;
  std::string from;
  bool even_if_open = false;
};

// Where an input is read, and by which name.
struct Found {
  std::string grpc;
  std::string name;
};

absl::StatusOr<Found> Find(const Context& context, const std::string& topic) {
  for (const NamedService& service : ServicesOf(context, "all")) {
    ASSIGN_OR_RETURN(const pb::ListInputsResponse response, ListInputs(Operators(context, service.grpc)));
    for (const pb::InputState& input : response.inputs()) {
      if (input.topic() == topic && input.generation() > 0) return Found{service.grpc, input.name()};
    }
  }
  return WithHint(
      Refuse(absl::StatusCode::kNotFound, {.reason = "BOX_UNKNOWN",
                                           .text_id = "Tidak ada layanan yang membaca kotak surat " + topic + ".",
                                           .text_en = "No service reads a letter box " + topic + ".",
                                           .metadata = {}}),
      "paductl input list");
}

absl::Status SetFrom(const std::string& from, pb::ReopenBoxRequest& request) {
  std::int64_t offset = 0;
  if (from == "begin") {
    request.set_edge(pb::BOX_EDGE_BEGIN);
  } else if (from == "end") {
    request.set_edge(pb::BOX_EDGE_END);
  } else if (absl::SimpleAtoi(from, &offset) && offset >= 0) {
    request.set_offset(offset);
  } else {
    return WithHint(UsageError("--from: begin, end, atau offset | begin, end, or an offset"),
                    "paductl input reopen --help");
  }
  return absl::OkStatus();
}

// The command that helps against what the service refused.
std::string HintOf(const absl::Status& status, const Options& options) {
  const auto refusal = RefusalOf(status);
  const std::string reason = refusal ? refusal->reason : "";
  if (reason == "BOX_MISSING") return "paductl topics apply deploy/topics.yaml";
  if (reason == "OFFSET_OUTSIDE_BOX") return "paductl input reopen " + options.box + " --from begin";
  return absl::IsUnavailable(status) ? "deploy/status" : "paductl input list";
}

absl::Status Run(const Options& options, const Context& context) {
  pb::ReopenBoxRequest request;
  RETURN_IF_ERROR(SetFrom(options.from, request));
  const bool is_topic = options.box.starts_with("padu.");
  const std::string topic = is_topic ? options.box : sample::LetterBox(context.city, options.box);
  ASSIGN_OR_RETURN(const Found found, Find(context, topic));
  request.set_name(found.name);
  request.set_even_if_open(options.even_if_open);
  const auto response = Operators(context, found.grpc).Call(&pb::OperatorService::Stub::ReopenBox, request);
  if (!response.ok()) return WithHint(response.status(), HintOf(response.status(), options));
  if (context.json()) {
    context.out << ToJson(*response) << "\n";
    return absl::OkStatus();
  }
  Table table({{"field", "DIBUKA KEMBALI"}, {"value", response->name()}});
  table.Add({"generasi", std::to_string(response->generation())});
  table.Add({"dibaca dari", std::to_string(response->offset())});
  table.Add({"baris jurnal", std::to_string(response->row().sequence())});
  table.Print(false, context.out);
  return absl::OkStatus();
}

}  // namespace

void AddInputReopen(Command input, Context& context) {
  auto options = std::make_shared<Options>();
  Command command = input.Sub("reopen", "baca lagi kotak surat yang berhenti | read a letter box on that stopped");
  command.Argument("box", &options->box, "lembaga atau topik: baznas | the stakeholder, or the topic")
      .Option("from", &options->from, "dari mana: begin, end, atau offset | from where: begin, end, or an offset")
      .Flag("even-if-open", &options->even_if_open, "juga jika tidak berhenti | also if it did not stop");
  command.Does([options, &context] { return Run(*options, context); });
}

}  // namespace padu::ctl
