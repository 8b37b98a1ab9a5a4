// Matching: who should be helped next, by what, and why.
#include "common/host/process.h"
#include "services/matching/api/service.h"
#include "services/matching/domain/machine.h"

int main(int argc, char** argv) {
  using namespace padu;  // NOLINT: a main
  host::Process process("matching", "Padu's matching: who should be helped next, by what, and why.");
  if (const auto code = process.SetUp(argc, argv)) return *code;

  const matching::MatchingMachine machine;
  host::Host host(process.HostParts(machine));
  matching::MatchingService api(process.calls(), {host, process.secrets()});
  return process.Run(host, api, "padu.matching.v1.MatchingService");
}
