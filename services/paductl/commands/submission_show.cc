// paductl submission show: what became of one submission.
#include "absl/time/clock.h"
#include "common/base/status.h"
#include "services/paductl/commands/commands.h"
#include "services/paductl/errors.h"
#include "services/paductl/output.h"
#include "services/paductl/sample/cloud_events.h"
#include "services/paductl/services.h"
#include "services/paductl/signals.h"

namespace padu::ctl {
namespace {

namespace pb = ledger::v1;

struct Options {
  std::string stakeholder;
  std::string event_id;
  std::int64_t offset = -1;
  std::int64_t generation = 1;  // that of a box that was never re-opened
  std::int64_t wait_ms = 0;
};

std::string VerdictText(pb::Verdict verdict) {
  constexpr std::string_view kPrefix = "VERDICT_";
  return pb::Verdict_Name(verdict).substr(kPrefix.size());
}

void Print(const pb::Submission& submission, const Context& context) {
  if (context.json()) {
    context.out << ToJson(submission) << "\n";
    return;
  }
  Table table({{"field", "PENGAJUAN"}, {"value", submission.name()}});
  table.Add({"id kejadian", submission.event_id()});
  table.Add({"putusan", VerdictText(submission.verdict())});
  if (!submission.reason().empty()) table.Add({"alasan", submission.reason()});
  if (!submission.field().empty()) table.Add({"bidang", submission.field()});
  if (!submission.text_id().empty()) table.Add({"", submission.text_id()});
  if (!submission.text_en().empty()) table.Add({"", submission.text_en()});
  for (const pb::Note& note : submission.notes()) {
    table.Add({"catatan khusus", note.note()});
    table.Add({"", note.text_id()});
    table.Add({"", note.text_en()});
  }
  if (submission.has_place()) {
    table.Add({"tempat", submission.place().box() + " @ " + std::to_string(submission.place().offset())});
  }
  if (!submission.other_submission().empty()) table.Add({"lihat", submission.other_submission()});
  for (const std::string& entry : submission.ledger_entries()) table.Add({"catatan", entry});
  table.Add({"posisi", submission.position()});
  table.Print(false, context.out);
}

absl::Status Run(const Options& options, const Context& context) {
  pb::GetSubmissionRequest request;
  request.set_parent(context.NameOf("stakeholders", options.stakeholder));
  if (options.offset >= 0) {
    request.mutable_place()->set_box(sample::LetterBox(context.city, options.stakeholder));
    request.mutable_place()->set_generation(static_cast<std::uint32_t>(options.generation));
    request.mutable_place()->set_offset(options.offset);
  } else if (!options.event_id.empty()) {
    request.set_event_id(options.event_id);
  } else {
    return WithHint(UsageError("sebutkan id kejadian, atau --offset | name the event id, or a place by --offset"),
                    "paductl submission show --help");
  }
  const Ledger ledger(context, context.ledger);
  const absl::Time deadline = absl::Now() + absl::Milliseconds(options.wait_ms);
  for (;;) {
    const auto response = ledger.Call(&pb::LedgerService::Stub::GetSubmission, request);
    if (response.ok()) {
      pb::Submission submission = response->submission();
      submission.set_position(response->read().position());  // in an answer to a write it is set
      Print(submission, context);
      return absl::OkStatus();
    }
    if (!absl::IsNotFound(response.status()) || absl::Now() > deadline || !WaitUnlessStopped(absl::Milliseconds(100))) {
      const std::string hint =
          absl::IsNotFound(response.status()) ? "paductl events tail " + options.stakeholder : "deploy/status";
      return WithHint(response.status(), hint);
    }
  }
}

}  // namespace

void AddSubmissionShow(Command submission, Context& context) {
  auto options = std::make_shared<Options>();
  Command command = submission.Sub("show", "putusan atas satu pengajuan | the verdict on a submission");
  command.Argument("stakeholder", &options->stakeholder, "lembaga: baznas | the stakeholder")
      .Argument("event-id", &options->event_id, "id kejadian | id of the event", false)
      .Option("offset", &options->offset, "tempat di kotak surat | place in the letter box")
      .Option("generation", &options->generation, "generasi kotak surat | generation of the letter box")
      .Option("wait-ms", &options->wait_ms, "tunggu sampai ada | wait until it is there");
  command.Does([options, &context] { return Run(*options, context); });
}

}  // namespace padu::ctl
