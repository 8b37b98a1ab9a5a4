#include "tests/simulation/test_secrets.h"

#include <unistd.h>

#include <filesystem>
#include <string>
#include <utility>

#include "common/base/check.h"
#include "common/base/random.h"

namespace padu::simulation {

const Secrets& TestSecrets() {
  static const Secrets secrets = [] {
    const auto path = std::filesystem::temp_directory_path() / ("padu-simulation-" + std::to_string(getpid()));
    FakeRandom random(1);
    std::filesystem::remove(path);
    PADU_CHECK(CreateSecretsFile(path, {"64.74"}, random).ok());
    auto loaded = Secrets::Load(path);
    std::filesystem::remove(path);
    PADU_CHECK(loaded.ok());
    return *std::move(loaded);
  }();
  return secrets;
}

}  // namespace padu::simulation
