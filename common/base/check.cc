#include "common/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace padu {

void Fatal(const char* file, int line, std::string_view what) {
  std::fprintf(stderr, "FATAL %s:%d: %.*s\n", file, line, static_cast<int>(what.size()), what.data());
  std::fflush(stderr);
  std::abort();
}

}  // namespace padu
