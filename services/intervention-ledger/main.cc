// The intervention ledger: who received what, from whom, when - and who was helped twice.
#include "common/host/process.h"
#include "services/intervention-ledger/api/intake.h"
#include "services/intervention-ledger/api/service.h"
#include "services/intervention-ledger/domain/machine.h"

int main(int argc, char** argv) {
  using namespace padu;  // NOLINT: a main
  host::Process process("ledger", "Padu's intervention ledger: who received what, from whom, when.");
  if (const auto code = process.SetUp(argc, argv)) return *code;

  const ledger::LedgerMachine machine;
  const ledger::Intake intake(process.secrets());
  host::Host host(process.HostParts(machine, &intake));
  ledger::LedgerService api(process.calls(), host, process.secrets(), intake,
                            [&log = process.log()](const std::string& box, stream::Offset offset) {
                              return host::FetchBoxRecord(log, box, offset);
                            });
  return process.Run(host, api, "padu.ledger.v1.LedgerService");
}
