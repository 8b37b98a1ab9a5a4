// paductl household watch: entries as they are confirmed, of a household, a kelurahan or the city.
#include <atomic>
#include <thread>

#include "services/paductl/commands/commands.h"
#include "services/paductl/entries.h"
#include "services/paductl/errors.h"
#include "services/paductl/output.h"
#include "services/paductl/services.h"
#include "services/paductl/signals.h"

namespace padu::ctl {
namespace {

namespace pb = ledger::v1;

struct Options {
  std::string household;
  std::string kelurahan;
  std::string from;
  std::int64_t count = 0;
};

// Cancels a call when the command is to stop: a read of a stream waits without an end.
class Canceller {
 public:
  explicit Canceller(grpc::ClientContext& call)
      : thread_([this, &call] {
          while (!done_ && WaitUnlessStopped(absl::Milliseconds(100))) {
          }
          if (!done_) call.TryCancel();
        }) {}
  ~Canceller() {
    done_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> done_{false};
  std::thread thread_;
};

// Whether there was something to print.
bool Print(const pb::WatchResponse& event, const Context& context) {
  if (context.json()) {
    context.out << ToJson(event) << std::endl;
    return true;
  }
  if (event.has_entry()) {
    const pb::LedgerEntry& entry = event.entry();
    context.out << entry.day() << "  " << entry.kelurahan() << "  " << IdOf(entry.programme()) << "  "
                << IdOf(entry.stakeholder()) << "  " << BenefitText(entry.benefit()) << "  " << entry.name()
                << std::endl;
    return true;
  }
  if (event.has_submission() && event.submission().verdict() != pb::VERDICT_POSTED) {
    context.out << pb::Verdict_Name(event.submission().verdict()) << "  " << event.submission().reason() << "  "
                << event.submission().event_id() << "  " << event.submission().name() << std::endl;
    return true;
  }
  return false;  // of a posted one the entries tell
}

absl::Status Run(const Options& options, const Context& context) {
  pb::WatchRequest request;
  request.set_parent(context.CityName());
  request.set_from_position(options.from);
  if (!options.household.empty()) request.set_household(context.NameOf("households", options.household));
  if (!options.kelurahan.empty()) request.set_kelurahan(options.kelurahan);

  const Ledger ledger(context, context.ledger);
  std::string position = options.from;
  std::int64_t shown = 0;
  grpc::ClientContext call;
  ledger.client.Prepare(call, {.timeout = absl::InfiniteDuration()});
  const auto reader = ledger.stub->Watch(&call, request);
  {
    const Canceller canceller(call);
    for (pb::WatchResponse event; reader->Read(&event);) {
      position = event.position();
      if (event.event_case() == pb::WatchResponse::EVENT_NOT_SET) continue;
      if (!Print(event, context)) continue;
      if (options.count > 0 && ++shown >= options.count) {
        call.TryCancel();
        break;
      }
    }
  }
  const absl::Status status = OfCall(rpc::FromGrpc(reader->Finish()), ledger.target);
  if (absl::IsCancelled(status)) return absl::OkStatus();
  return WithHint(status, position.empty() ? "deploy/status" : "paductl household watch --from " + position);
}

}  // namespace

void AddHouseholdWatch(Command household, Context& context) {
  auto options = std::make_shared<Options>();
  Command command = household.Sub("watch", "ikuti bantuan yang masuk | follow aid as it is recorded");
  command
      .Argument("household", &options->household, "id rumah tangga; tanpa ini: sekota | its id; none: the city", false)
      .Option("kelurahan", &options->kelurahan, "hanya kelurahan ini | only this kelurahan")
      .Option("from", &options->from, "lanjutkan dari posisi ini | go on from this position")
      .Option("count", &options->count, "berhenti setelah sekian | stop after so many");
  command.Does([options, &context] { return Run(*options, context); });
}

}  // namespace padu::ctl
