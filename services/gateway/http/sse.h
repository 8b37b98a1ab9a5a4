// The text of server-sent events (WHATWG HTML, section 9.2).
#pragma once

#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace padu::gateway {

// One event. `id` is where a client resumes, `type` its name; both may be empty and hold no control characters (one
// that does is left out). Each line of `data` becomes a line.
std::string EventText(std::string_view id, std::string_view type, std::string_view data);

// A comment: keeps connections alive, and no client sees it.
std::string CommentText(std::string_view text);

// How long a client waits before it comes back.
std::string RetryText(absl::Duration wait);

}  // namespace padu::gateway
