// paductl: what operators and testers ask of a Padu from the command line.
#include "common/base/log.h"
#include "common/rpc/grpc_log.h"
#include "services/paductl/commands/commands.h"
#include "services/paductl/errors.h"
#include "services/paductl/signals.h"

int main(int argc, char** argv) {
  using namespace padu::ctl;
  // What libraries have to say stays out of the output.
  padu::SetLogOptions({.service = "paductl",
                       .least = padu::Severity::kWarn,
                       .format = padu::LogOptions::Format::kText,
                       .sink = [](std::string_view text) { std::cerr << text; }});
  padu::rpc::TakeGrpcLog();
  Context context;
  SetDefaults(context);
  CommandLine line("paductl", "Padu: buku bantuan bersama sebuah kota | the shared ledger of aid for a city");
  AddGlobalFlags(line.root(), context);

  AddStatus(line.root(), context);
  AddImport(line.root(), context);
  AddCoverage(line.root(), context);
  AddSubmissionShow(line.root().Sub("submission", "pengajuan lembaga | stakeholders' submissions"), context);
  Command household = line.root().Sub("household", "rumah tangga | households");
  AddHouseholdGet(household, context);
  AddHouseholdWatch(household, context);
  AddHouseholdExplain(household, context);
  AddUnserved(line.root(), context);
  AddOverlaps(line.root(), context);
  AddFeeds(line.root(), context);
  AddCheck(line.root(), context);
  AddRules(line.root(), context);
  AddNeeds(line.root(), context);
  AddKeys(line.root(), context);
  AddAlerts(line.root().Sub("alerts", "peringatan dan pesan | alerts and messages"), context);
  Command topics = line.root().Sub("topics", "topik Kafka | Kafka topics");
  AddTopicsApply(topics, context);
  Command events = line.root().Sub("events", "kotak surat lembaga | stakeholders' letter boxes");
  AddEventsPublish(events, context);
  AddEventsTail(events, context);
  Command input = line.root().Sub("input", "masukan layanan | what services read");
  AddInputList(input, context);
  AddInputReopen(input, context);
  AddClockConfirm(line.root().Sub("clock", "jam jurnal | the journals' clock"), context);
  AddTablesHash(line.root().Sub("tables", "isi tabel | the services' tables"), context);
  AddSampleRun(line.root().Sub("sample", "contoh Bontang | the sample of Bontang"), context);
  AddSecretsCreate(line.root().Sub("secrets", "rahasia kota | the city's secrets"), context);
  AddCompletion(line.root(), context, line);
  AddVersion(line.root(), context);

  CatchStopSignals();
  switch (line.Parse(argc, argv)) {
    case CommandLine::Outcome::kHelp:
      return static_cast<int>(ExitCode::kOk);
    case CommandLine::Outcome::kUsage:
      return static_cast<int>(ExitCode::kUsage);
    case CommandLine::Outcome::kRun:
      break;
  }
  absl::Status status = context.ReadKey();
  if (status.ok()) status = line.Run();
  if (!status.ok()) PrintError(status, context.json(), std::cerr);
  return static_cast<int>(ExitCodeOf(status));
}
