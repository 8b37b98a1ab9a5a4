// paductl import: the sample of Bontang, or a file of households, into the registry; the sample's through verval too.
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/base/status.h"
#include "services/paductl/commands/commands.h"
#include "services/paductl/errors.h"
#include "services/paductl/importer.h"
#include "services/paductl/output.h"
#include "services/paductl/sample/bontang.h"
#include "services/paductl/sample/csv.h"
#include "services/paductl/sample/to_registry.h"
#include "services/paductl/verval.h"

namespace padu::ctl {
namespace {

using Service = registry::v1::RegistryService;
using Rows = std::vector<registry::v1::ImportHouseholdsRequest>;

struct Options {
  std::string file;
  std::string approver = "operators/persetujuan";
  std::int64_t seed = static_cast<std::int64_t>(sample::kDefaultSeed);
  bool reference_only = false;
};

absl::StatusOr<Rows> SampleRows(const sample::Reference& reference, std::uint64_t seed) {
  ASSIGN_OR_RETURN(const sample::City city, sample::MakeCity(reference, seed));
  Rows rows;
  for (const sample::Household& household : city.households) {
    rows.push_back(sample::ImportRow(household, reference, seed));
  }
  return rows;
}

// A line is a HouseholdIntake in JSON. The same file loaded again registers nothing twice: ids follow from its bytes.
absl::StatusOr<Rows> FileRows(const std::string& file, const Context& context) {
  ASSIGN_OR_RETURN(const std::string text, sample::ReadFile(file));
  const std::string stem = absl::StrFormat("berkas-%08x", sample::Fingerprint().Add(text).value() >> 32);
  Rows rows;
  std::size_t number = 0;
  for (const std::string& line : sample::Split(text, '\n')) {
    ++number;
    if (line.empty()) continue;
    registry::v1::ImportHouseholdsRequest row;
    row.set_parent(context.CityName());
    row.set_request_id(absl::StrFormat("%s-%d", stem, number));
    if (!google::protobuf::util::JsonStringToMessage(line, row.mutable_household()).ok()) {
      return absl::InvalidArgumentError(absl::StrFormat("%s, line %d: not a HouseholdIntake in JSON", file, number));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

void PrintRefused(const std::vector<RefusedRow>& refused, const Context& context) {
  Table table({{"row", "BARIS", true},
               {"reason", "ALASAN"},
               {"field", "BIDANG"},
               {"textId", "PENJELASAN"},
               {"textEn", "EXPLANATION"}});
  for (const RefusedRow& row : refused) {
    table.Add({std::to_string(row.row), row.reason, row.field, row.text_id, row.text_en});
  }
  table.Print(context.json(), context.out);
}

void PrintCounts(const ImportCounts& reference, const ImportCounts& households, const Context& context) {
  Table table(
      {{"kind", "JENIS"}, {"loaded", "BARU", true}, {"there", "SUDAH ADA", true}, {"refused", "DITOLAK", true}});
  const auto add = [&](const char* kind, const ImportCounts& counts) {
    table.Add({kind, std::to_string(counts.loaded), std::to_string(counts.there), std::to_string(counts.refused)});
  };
  add("acuan | reference", reference);
  add("rumah tangga | households", households);
  table.Print(context.json(), context.out);
}

// "... / ... rumah tangga | households, .../s"
std::function<void(std::size_t)> Progress(std::size_t all, const char* what, const Context& context) {
  return [all, what, &context, begin = absl::Now()](std::size_t done) {
    if (context.json()) return;
    const double seconds = std::max(absl::ToDoubleSeconds(absl::Now() - begin), 0.001);
    context.out << absl::StreamFormat("%s / %s %s, %.0f/s", Grouped(static_cast<std::int64_t>(done)),
                                      Grouped(static_cast<std::int64_t>(all)), what,
                                      static_cast<double>(done) / seconds)
                << std::endl;
  };
}

// Nineteen of twenty sample households: some always wait for their verval.
bool IsVerified(const registry::v1::ImportHouseholdsRequest& row) {
  constexpr std::uint64_t kEvery = 20;
  return sample::Fingerprint().Add(row.request_id()).value() % kEvery != 0;
}

// A key of the approver's for as long as this takes; none where names are believed.
absl::StatusOr<registry::v1::ApiKey> KeyOf(const std::string& approver, const Registry& registry,
                                           const Context& context) {
  if (context.key.empty()) return registry::v1::ApiKey();
  registry::v1::CreateApiKeyRequest request;
  request.set_parent(context.CityName());
  request.mutable_api_key()->set_holder(approver);
  request.mutable_api_key()->set_label("paductl import");
  *request.mutable_api_key()->mutable_expire_time() =
      google::protobuf::util::TimeUtil::SecondsToTimestamp(absl::ToUnixSeconds(absl::Now() + absl::Hours(1)));
  return registry.Call(&Service::Stub::CreateApiKey, request);
}

absl::Status Verify(const Rows& rows, const std::vector<std::string>& names, const Options& options,
                    const Registry& proposer, const Context& context) {
  std::vector<VervalCase> cases;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!names[i].empty() && IsVerified(rows[i])) cases.push_back({names[i], rows[i].request_id()});
  }
  Context of_approver = context;
  of_approver.caller = options.approver;
  ASSIGN_OR_RETURN(const registry::v1::ApiKey key, KeyOf(options.approver, proposer, context));
  of_approver.key = key.secret();
  const Registry approver(of_approver, context.registry);
  const absl::CivilDay yesterday = absl::ToCivilDay(absl::Now(), CityZone()) - 1;
  const absl::Status taken = Verval(proposer, approver, absl::FormatCivilTime(yesterday))
                                 .Take(cases, Progress(cases.size(), "verval", context));
  if (key.name().empty()) return taken;
  registry::v1::RevokeApiKeyRequest revoke;
  revoke.set_name(key.name());
  const absl::Status revoked = proposer.Call(&Service::Stub::RevokeApiKey, revoke).status();
  return taken.ok() ? revoked : taken;
}

absl::Status Run(const Options& options, const Context& context) {
  absl::StatusOr<sample::Reference> reference = sample::LoadReference(context.reference);
  if (!reference.ok()) return WithHint(reference.status(), "paductl --reference deploy/data import");
  const Registry registry(context, context.registry);
  Importer importer(registry);
  ASSIGN_OR_RETURN(const ImportCounts of_reference, importer.LoadReference(*reference));

  Rows rows;
  if (!options.file.empty()) {
    ASSIGN_OR_RETURN(rows, FileRows(options.file, context));
  } else if (!options.reference_only) {
    ASSIGN_OR_RETURN(rows, SampleRows(*reference, static_cast<std::uint64_t>(options.seed)));
  }
  std::vector<RefusedRow> refused;
  std::vector<std::string> names;
  ASSIGN_OR_RETURN(
      const ImportCounts households,
      importer.LoadHouseholds(rows, Progress(rows.size(), "rumah tangga | households", context), refused, names));
  if (options.file.empty()) RETURN_IF_ERROR(Verify(rows, names, options, registry, context));
  PrintCounts(of_reference, households, context);
  if (households.refused == 0) return absl::OkStatus();
  PrintRefused(refused, context);
  return WithHint(absl::InvalidArgumentError(absl::StrFormat("%d rows were refused", households.refused)),
                  "paductl import --help");
}

}  // namespace

void AddImport(Command root, Context& context) {
  auto options = std::make_shared<Options>();
  Command command = root.Sub("import", "muat Bontang contoh atau berkas | load the sample of Bontang, or a file");
  command
      .Argument("file", &options->file, "satu HouseholdIntake JSON tiap baris | one HouseholdIntake in JSON a line",
                false)
      .Option("approver", &options->approver, "penyetuju verval contoh | who approves the sample's verval")
      .Option("seed", &options->seed, "benih contoh | seed of the sample")
      .Flag("reference-only", &options->reference_only,
            "hanya wilayah, lembaga, program, petugas | reference data only");
  command.Does([options, &context] { return Run(*options, context); });
}

}  // namespace padu::ctl
