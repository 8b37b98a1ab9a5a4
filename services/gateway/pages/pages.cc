#include "services/gateway/pages/pages.h"

#include <utility>

#include "common/base/status.h"
#include "services/gateway/contracts/asyncapi.h"
#include "services/gateway/contracts/descriptors.h"
#include "services/gateway/contracts/openapi.h"
#include "services/gateway/http/problem.h"
#include "services/gateway/pages/status_page.h"

namespace padu::embedded {
std::string_view page_css();
std::string_view page_js();
}  // namespace padu::embedded

namespace padu::gateway {
namespace {

constexpr char kHtml[] = "text/html; charset=utf-8";

// What stays the same as long as the program runs.
Handler Fixed(std::string type, std::string_view body) {
  return
      [response =
           Response{.type = std::move(type), .headers = {{"Cache-Control", "max-age=300"}}, .body = std::string(body)}](
          const std::shared_ptr<Exchange>& exchange) { exchange->Answer(response); };
}

}  // namespace

absl::Status AddPages(Door* door, const std::vector<std::string>& public_services, const std::string& version,
                      const ServicesStatus& services, Latest* latest) {
  ASSIGN_OR_RETURN(const Routes routes, Routes::Read(CommentedPool(), public_services));
  ASSIGN_OR_RETURN(const std::string asyncapi, AsyncApi(EmbeddedTopics(), version));
  door->AddPage("/openapi.json", Fixed("application/json", OpenApi(routes, version)));
  door->AddPage("/asyncapi.json", Fixed("application/json", asyncapi));
  door->AddPage("/page.css", Fixed("text/css; charset=utf-8", embedded::page_css()));
  door->AddPage("/page.js", Fixed("text/javascript; charset=utf-8", embedded::page_js()));
  door->AddPage("/", [&services, latest](const std::shared_ptr<Exchange>& exchange) {
    const auto entries = latest == nullptr ? std::vector<LatestEntry>() : latest->Now();
    exchange->Answer({.type = kHtml, .body = StatusPage(services.Now(), entries)});
  });
  door->AddPage("/status/services", [&services](const std::shared_ptr<Exchange>& exchange) {
    exchange->Answer({.type = kHtml, .body = ServicesPart(services.Now())});
  });
  if (latest != nullptr) {
    door->AddPage("/status/events", [latest](const std::shared_ptr<Exchange>& exchange) { latest->Follow(*exchange); });
  }
  return absl::OkStatus();
}

}  // namespace padu::gateway
