#include "common/base/check.h"

#include <cstdlib>
#include <string>

#include "common/base/log.h"

namespace padu {

void Fatal(const char* file, int line, std::string_view what) {
  LogLastWords("aborts", {{"where", std::string(file) + ":" + std::to_string(line)}, {"why", what}});
  std::abort();
}

}  // namespace padu
