// paductl status: is everything there, who owns what, how far is it read.
#include <set>

#include "absl/strings/str_format.h"
#include "common/ops/http_get.h"
#include "services/paductl/commands/commands.h"
#include "services/paductl/errors.h"
#include "services/paductl/output.h"
#include "services/paductl/service_status.h"
#include "services/paductl/services.h"

namespace padu::ctl {
namespace {

struct Service {
  std::string name;
  std::string grpc;
  std::string admin;
};

class StatusReport {
 public:
  explicit StatusReport(const Context& context) : context_(context) {}

  absl::Status Run() {
    AddBroker();
    AddService({"registry", context_.registry, context_.registry_admin});
    AddService({"intervention-ledger", context_.ledger, context_.ledger_admin});
    for (const Table* table : {&parts_, &partitions_, &inputs_}) {
      if (table->empty()) continue;
      table->Print(context_.json(), context_.out);
      if (!context_.json()) context_.out << "\n";
    }
    if (!context_.json()) {
      for (const std::string& advice : advice_) context_.out << "-> " << advice << "\n";
    }
    return WithHint(trouble_, "deploy/up");
  }

 private:
  void AddBroker() {
    const auto log = context_.OpenLog();
    if (!log.ok()) {
      AddPart("kafka", context_.brokers, "tidak terjangkau | unavailable", log.status());
      return;
    }
    const auto topics = (*log)->ListTopics("padu.", context_.timeout());
    AddPart("kafka", context_.brokers,
            absl::StrFormat("menjawab | answers (%d padu.*)", topics.ok() ? topics->size() : 0), topics.status());
  }

  void AddService(const Service& service) {
    rpc::Client client(
        {.target = service.grpc, .caller = context_.caller, .key = context_.key, .timeout = context_.timeout()});
    const absl::StatusOr<bool> serving = client.Serving("");
    const char* health = !serving.ok() ? "tidak terjangkau | unavailable"
                         : *serving    ? "melayani | serving"
                                       : "belum siap | not ready";
    AddPart(service.name, service.grpc, health,
            serving.ok() && !*serving ? absl::UnavailableError("belum siap | not ready")
                                      : OfCall(serving.status(), service.grpc));
    if (!serving.ok()) return;
    const auto json = ops::HttpGet(service.admin, "/status", context_.timeout());
    const auto lines = json.ok() ? ParseServiceStatus(*json) : json.status();
    if (!lines.ok()) {
      AddPart(service.name, service.admin, "tanpa halaman admin | no admin page", lines.status());
      return;
    }
    for (const PartitionLine& line : *lines) AddPartition(service.name, line);
  }

  void AddPart(const std::string& name, const std::string& address, const std::string& health,
               const absl::Status& status) {
    parts_.Add({name, address, health, std::string(status.message())});
    trouble_.Update(status.ok() ? status : absl::UnavailableError(name + ": " + std::string(status.message())));
  }

  void AddPartition(const std::string& service, const PartitionLine& line) {
    partitions_.Add({service, std::to_string(line.partition), line.stage, std::to_string(line.epoch),
                     std::to_string(line.committed), std::to_string(line.confirmed),
                     std::to_string(line.since_contact_ms), line.problem});
    if (line.clock_step_refused) advice_.insert(AdviceOnClock());
    for (const InputLine& input : line.inputs) {
      if (!input.stopped.empty()) advice_.insert(AdviceOn(input));
      inputs_.Add({service, std::to_string(line.partition), input.topic, std::to_string(input.next),
                   input.lag_records ? std::to_string(*input.lag_records) : "",
                   input.lag_seconds ? std::to_string(*input.lag_seconds) : "", input.stopped});
    }
  }

  const Context& context_;
  absl::Status trouble_;
  std::set<std::string> advice_;  // commands that help
  Table parts_{{{"part", "BAGIAN"}, {"address", "ALAMAT"}, {"health", "KEADAAN"}, {"detail", "RINCIAN"}}};
  Table partitions_{{{"service", "LAYANAN"},
                     {"partition", "PARTISI", true},
                     {"stage", "TAHAP"},
                     {"epoch", "EPOK", true},
                     {"committed", "TERSIMPAN", true},
                     {"confirmed", "PASTI", true},
                     {"sinceContactMs", "KONTAK ms", true},
                     {"problem", "MASALAH"}}};
  Table inputs_{{{"service", "LAYANAN"},
                 {"partition", "PARTISI", true},
                 {"topic", "MASUKAN"},
                 {"next", "POSISI", true},
                 {"lagRecords", "SISA", true},
                 {"lagSeconds", "SISA s", true},
                 {"stopped", "BERHENTI KARENA"}}};
};

}  // namespace

void AddStatus(Command root, Context& context) {
  root.Sub("status", "keadaan, epok, posisi, ketertinggalan | health, epochs, positions, lag").Does([&context] {
    return StatusReport(context).Run();
  });
}

}  // namespace padu::ctl
