// paductl alerts load: the policy and contacts of a file (deploy/data/notification.json) that the city has not saved
// yet.
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include "absl/time/clock.h"
#include "common/base/status.h"
#include "services/paductl/commands/commands.h"
#include "services/paductl/errors.h"
#include "services/paductl/output.h"
#include "services/paductl/sample/reference.h"
#include "services/paductl/services.h"
#include "services/paductl/signals.h"

namespace padu::ctl {
namespace {

namespace pb = notification::v1;
using Stub = pb::NotificationService::Stub;
using google::protobuf::Struct;
using google::protobuf::Value;

struct Options {
  std::string file;
  std::int64_t wait_ms = 30'000;
};

bool Is(const absl::Status& status, std::string_view reason) {
  const auto refusal = RefusalOf(status);
  return refusal && refusal->reason == reason;
}

absl::Status Take(const Value& value, google::protobuf::Message* message) {
  std::string json;
  auto status = google::protobuf::util::MessageToJsonString(value, &json);
  if (status.ok()) status = google::protobuf::util::JsonStringToMessage(json, message);
  return status.ok() ? absl::OkStatus() : absl::InvalidArgumentError(std::string(status.message()));
}

class Loader {
 public:
  Loader(const Context& context, const Options& options)
      : notification_(context, context.notification), until_(absl::Now() + absl::Milliseconds(options.wait_ms)) {}

  template <typename Request, typename Response>
  absl::Status Save(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), Request request) {
    request.set_etag("0");  // what the city has set stays
    for (;;) {
      const absl::Status status = notification_.Call(method, request).status();
      if (Is(status, "ETAG_MISMATCH")) {
        ++there;
        return absl::OkStatus();
      }
      if (status.ok()) ++saved;
      // It hears of stakeholders by the registry's journal: a moment after they were registered.
      const bool later = Is(status, "STAKEHOLDER_UNKNOWN") && absl::Now() < until_;
      if (!later || !WaitUnlessStopped(absl::Milliseconds(200))) return status;
    }
  }

  std::int64_t saved = 0;
  std::int64_t there = 0;

 private:
  const Notification notification_;
  const absl::Time until_;
};

absl::Status Run(const Options& options, const Context& context) {
  const std::string path = options.file.empty() ? context.reference + "/notification.json" : options.file;
  ASSIGN_OR_RETURN(const std::string text, sample::ReadFile(path));
  Struct file;
  const auto parsed = google::protobuf::util::JsonStringToMessage(text, &file);
  if (!parsed.ok()) return absl::InvalidArgumentError(path + ": " + std::string(parsed.message()));
  Loader loader(context, options);
  if (const auto policy = file.fields().find("policy"); policy != file.fields().end()) {
    pb::SavePolicyRequest request;
    request.set_name(context.CityName() + "/notificationPolicy");
    RETURN_IF_ERROR(Take(policy->second, request.mutable_policy()));
    RETURN_IF_ERROR(loader.Save(&Stub::SavePolicy, request));
  }
  if (const auto contacts = file.fields().find("contacts"); contacts != file.fields().end()) {
    for (const Value& contact : contacts->second.list_value().values()) {
      pb::SaveContactRequest request;
      RETURN_IF_ERROR(Take(contact, &request));
      request.set_name(context.NameOf("contacts", request.name()));
      RETURN_IF_ERROR(loader.Save(&Stub::SaveContact, request));
    }
  }
  Table table({{"kind", "JENIS"}, {"saved", "BARU", true}, {"there", "SUDAH ADA", true}});
  table.Add({"pengaturan | settings", std::to_string(loader.saved), std::to_string(loader.there)});
  table.Print(context.json(), context.out);
  return absl::OkStatus();
}

}  // namespace

void AddAlertsLoad(Command alerts, Context& context) {
  auto options = std::make_shared<Options>();
  Command command =
      alerts.Sub("load", "muat kebijakan dan alamat | load the policy and contacts that are not there yet");
  command.Argument("file", &options->file, "berkas JSON | a JSON file", false)
      .Option("wait-ms", &options->wait_ms, "tunggu lembaga didaftarkan | wait for stakeholders to be known");
  command.Does([options, &context] { return Run(*options, context); });
}

}  // namespace padu::ctl
