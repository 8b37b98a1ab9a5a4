// paductl version.
#include "services/paductl/commands/commands.h"
#include "services/paductl/output.h"

namespace padu::ctl {

void AddVersion(Command root, Context& context) {
  root.Sub("version", "versi paductl | the version of paductl").Does([&context] {
    if (context.json()) {
      context.out << "{\"version\":" << JsonText(PADU_VERSION) << "}\n";
    } else {
      context.out << "paductl " << PADU_VERSION << "\n";
    }
    return absl::OkStatus();
  });
}

}  // namespace padu::ctl
