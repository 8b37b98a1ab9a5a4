// What a digest's link opens: GET /n/{token} shows it, a POST there acknowledges it or promises a day. Mail scanners
// that look at a link change nothing. Ids, never names; no script is needed.
#pragma once

#include <string>

#include "padu/notification/v1/notification_service.pb.h"
#include "services/gateway/http/exchange.h"
#include "services/gateway/http/problem.h"
#include "services/gateway/transcode/upstream.h"

namespace padu::gateway {

inline constexpr char kDigestPath[] = "/n/";

// On the server's thread; outlives its exchanges.
class DigestPage {
 public:
  // `notification` outlives this. `caller`: metadata by which the service tells who calls; the token proves the rest.
  DigestPage(Upstream& notification, HeaderList caller) : notification_(notification), caller_(std::move(caller)) {}

  void Handle(const std::shared_ptr<Exchange>& exchange) const;

 private:
  void Show(const std::shared_ptr<Exchange>& exchange, const std::string& token) const;
  void Answer(const std::shared_ptr<Exchange>& exchange, const std::string& token) const;

  Upstream& notification_;
  const HeaderList caller_;
};

std::string DigestHtml(const notification::v1::Digest& digest);
std::string RefusedHtml(const Problem& problem);
// The value of a field of a form ("a=1&b=2"), decoded; empty if there is none.
std::string FormField(std::string_view body, std::string_view name);

}  // namespace padu::gateway
