#include "services/gateway/door.h"

#include "services/gateway/http/problem.h"
#include "services/gateway/http/target.h"

namespace padu::gateway {

void Door::Handle(const std::shared_ptr<Exchange>& exchange) const {
  const Request& request = exchange->request();
  const auto target = ParseTarget(request.target);
  if (!target.ok()) {
    exchange->Answer(Render(ProblemOf(target.status()), request.Header("accept-language")));
    return;
  }
  const auto page = pages_.find(request.target.substr(0, request.target.find('?')));
  if (page != pages_.end() && request.method == "GET") {
    exchange->SetLabel(page->first);
    page->second(exchange);
    return;
  }
  for (const auto& [prefix, handler] : prefixes_) {
    if (request.target.starts_with(prefix)) return handler(exchange);
  }
  if (EventsDoor::IsFor(*target)) {
    events_.Handle(*target, exchange);
  } else {
    transcoder_.Handle(*target, exchange);
  }
}

}  // namespace padu::gateway
