// Assertions that stay on in production: a broken invariant ends the process, so that recovery starts from the last
// committed state instead of going on with a wrong one (ARCHITECTURE.md, rule 17).
#pragma once

#include <string_view>

namespace padu {

// Prints `what` with its place to stderr and aborts. Any thread.
[[noreturn]] void Fatal(const char* file, int line, std::string_view what);

}  // namespace padu

#define PADU_CHECK(condition)                                             \
  do {                                                                    \
    if (!(condition)) [[unlikely]]                                        \
      ::padu::Fatal(__FILE__, __LINE__, "broken invariant: " #condition); \
  } while (false)

#define PADU_FATAL(what) ::padu::Fatal(__FILE__, __LINE__, (what))
