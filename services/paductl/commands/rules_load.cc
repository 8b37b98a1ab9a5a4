// paductl rules load: all settings of a file (deploy/data/matching.json) that the city has not saved yet.
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

namespace pb = matching::v1;
using Stub = pb::MatchingService::Stub;
using google::protobuf::Struct;
using google::protobuf::Value;

struct Options {
  std::string file;
  std::int64_t wait_ms = 30'000;
};

struct Counts {
  std::int64_t saved = 0;
  std::int64_t there = 0;
};

// Matching hears of programmes and stakeholders by the registry's journal: a moment after they were registered.
bool MayComeLater(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal && refusal->reason.ends_with("_UNKNOWN") && !refusal->reason.starts_with("RULE_");
}

bool IsThere(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal && refusal->reason == "ETAG_MISMATCH";
}

class Loader {
 public:
  Loader(const Context& context, const Options& options)
      : context_(context),
        matching_(context, context.matching),
        until_(absl::Now() + absl::Milliseconds(options.wait_ms)) {}

  absl::Status Load(const Struct& file) {
    for (const Value& each : ListOf(file, "programme_rules")) {
      pb::SaveProgrammeRuleRequest request;
      RETURN_IF_ERROR(Take(each, request.mutable_rule()));
      request.set_name(context_.NameOf("programmes", request.rule().programme()) + "/rule");
      RETURN_IF_ERROR(Save(&Stub::SaveProgrammeRule, request));
    }
    for (const Value& each : ListOf(file, "needs")) {
      pb::SaveNeedRequest request;
      RETURN_IF_ERROR(Take(each, request.mutable_need()));
      request.set_name(context_.NameOf("needs", request.need().need()));
      RETURN_IF_ERROR(Save(&Stub::SaveNeed, request));
    }
    if (const Value* ranking = Find(file, "ranking")) {
      pb::SaveRankingRequest request;
      RETURN_IF_ERROR(Take(*ranking, request.mutable_ranking()));
      request.set_name(context_.CityName() + "/ranking");
      RETURN_IF_ERROR(Save(&Stub::SaveRanking, request));
    }
    if (const Value* compatibility = Find(file, "compatibility")) {
      pb::SaveCompatibilityRequest request;
      RETURN_IF_ERROR(Take(*compatibility, request.mutable_compatibility()));
      request.set_name(context_.CityName() + "/compatibility");
      RETURN_IF_ERROR(Save(&Stub::SaveCompatibility, request));
    }
    for (const Value& each : ListOf(file, "feed_expectations")) {
      pb::SaveFeedExpectationRequest request;
      RETURN_IF_ERROR(Take(each, request.mutable_expectation()));
      request.set_name(context_.NameOf("feeds", request.expectation().stakeholder()));
      RETURN_IF_ERROR(Save(&Stub::SaveFeedExpectation, request));
    }
    return absl::OkStatus();
  }

  const Counts& counts() const { return counts_; }

 private:
  static const Value* Find(const Struct& file, const std::string& field) {
    const auto found = file.fields().find(field);
    return found == file.fields().end() ? nullptr : &found->second;
  }

  static std::vector<Value> ListOf(const Struct& file, const std::string& field) {
    const Value* const value = Find(file, field);
    if (value == nullptr) return {};
    return {value->list_value().values().begin(), value->list_value().values().end()};
  }

  // What stands under "setting"; beside it stand its source and how certain it is.
  static absl::Status Take(const Value& entry, google::protobuf::Message* setting) {
    const Value* const value = Find(entry.struct_value(), "setting");
    if (value == nullptr) return absl::InvalidArgumentError("an entry has no \"setting\"");
    std::string json;
    auto status = google::protobuf::util::MessageToJsonString(*value, &json);
    if (status.ok()) status = google::protobuf::util::JsonStringToMessage(json, setting);
    return status.ok() ? absl::OkStatus() : absl::InvalidArgumentError(std::string(status.message()));
  }

  template <typename Request, typename Response>
  absl::Status Save(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), Request request) {
    request.set_etag("0");  // what the city has set stays
    for (;;) {
      const absl::Status status = matching_.Call(method, request).status();
      if (status.ok()) ++counts_.saved;
      if (IsThere(status)) ++counts_.there;
      if (status.ok() || IsThere(status)) return absl::OkStatus();
      if (!MayComeLater(status) || absl::Now() > until_ || !WaitUnlessStopped(absl::Milliseconds(200))) {
        return WithHint(status, "deploy/status");
      }
    }
  }

  const Context& context_;
  const Matching matching_;
  const absl::Time until_;
  Counts counts_;
};

absl::Status Run(const Options& options, const Context& context) {
  const std::string path = options.file.empty() ? context.reference + "/matching.json" : options.file;
  ASSIGN_OR_RETURN(const std::string text, sample::ReadFile(path));
  Struct file;
  const auto parsed = google::protobuf::util::JsonStringToMessage(text, &file);
  if (!parsed.ok()) return absl::InvalidArgumentError(path + ": " + std::string(parsed.message()));
  Loader loader(context, options);
  RETURN_IF_ERROR(loader.Load(file));
  Table table({{"kind", "JENIS"}, {"saved", "BARU", true}, {"there", "SUDAH ADA", true}});
  table.Add({"pengaturan | settings", std::to_string(loader.counts().saved), std::to_string(loader.counts().there)});
  table.Print(context.json(), context.out);
  return absl::OkStatus();
}

}  // namespace

void AddRulesLoad(Command rules, Context& context) {
  auto options = std::make_shared<Options>();
  Command command = rules.Sub("load", "muat pengaturan yang belum ada | load the settings that are not there yet");
  command.Argument("file", &options->file, "berkas JSON | a JSON file", false)
      .Option("wait-ms", &options->wait_ms, "tunggu program didaftarkan | wait for programmes to be known");
  command.Does([options, &context] { return Run(*options, context); });
}

}  // namespace padu::ctl
