#include "services/gateway/pages/digest_page.h"

#include <grpcpp/support/status.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/gateway/http/target.h"
#include "services/gateway/pages/status_page.h"

namespace padu::gateway {
namespace {

namespace pb = ::padu::notification::v1;

constexpr char kService[] = "/padu.notification.v1.NotificationService/";
constexpr char kHtml[] = "text/html; charset=utf-8";
constexpr absl::Duration kTimeout = absl::Seconds(8);

constexpr char kHead[] = R"(<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Padu</title>
<link rel="stylesheet" href="/page.css">
</head>
<body>
<header><h1>Padu</h1></header>
<main>
)";
constexpr char kTail[] = "</main>\n</body>\n</html>\n";

constexpr char kForms[] = R"(<section>
<h2>Jawaban Anda <span lang="en">Your answer</span></h2>
<form method="post">
<p><button type="submit">Sudah saya terima <span lang="en">I have seen it</span></button></p>
</form>
<form method="post">
<p><label>Janji dilayani paling lambat <span lang="en">Promised by the end of</span>
<input type="date" name="promised_day" required></label>
<button type="submit">Janji <span lang="en">Promise</span></button></p>
</form>
</section>
)";

struct Phrase {
  int value;
  const char* id;
  const char* en;
};

constexpr Phrase kStates[] = {
    {pb::ALERT_STATE_OPEN, "menunggu jawaban", "waits for an answer"},
    {pb::ALERT_STATE_REOPENED, "menunggu jawaban lagi", "waits for an answer again"},
    {pb::ALERT_STATE_ACKNOWLEDGED, "sudah diterima", "acknowledged"},
    {pb::ALERT_STATE_PROMISED, "dijanjikan", "promised"},
    {pb::ALERT_STATE_RESOLVED, "selesai", "over"},
};

constexpr Phrase kKinds[] = {
    {pb::NOTICE_KIND_UNSERVED, "rumah tangga belum terlayani", "households not served"},
    {pb::NOTICE_KIND_REOPENED, "masih belum terlayani", "still not served"},
    {pb::NOTICE_KIND_ESCALATED, "belum terlayani, belum dijawab", "not served, not answered"},
    {pb::NOTICE_KIND_OVERLAP, "bantuan tumpang tindih", "overlaps of aid"},
    {pb::NOTICE_KIND_REJECTED, "pengajuan ditolak", "submissions rejected"},
    {pb::NOTICE_KIND_CONFLICT, "pengajuan bertentangan", "submissions in conflict"},
    {pb::NOTICE_KIND_UNREADABLE, "pengajuan tidak terbaca", "submissions not readable"},
    {pb::NOTICE_KIND_QUARANTINED, "pengajuan dikarantina", "submissions in quarantine"},
    {pb::NOTICE_KIND_FEED_SILENT, "lembaga diam", "stakeholder silent"},
    {pb::NOTICE_KIND_FEED_RESUMED, "lembaga melapor lagi", "stakeholder reports again"},
    {pb::NOTICE_KIND_ADDRESS_DEAD, "penerima tidak terhubung", "recipient not reached"},
};

template <std::size_t N>
std::string Both(const Phrase (&phrases)[N], int value) {
  for (const Phrase& phrase : phrases) {
    if (phrase.value == value) return absl::StrCat(phrase.id, " <span lang=\"en\">", phrase.en, "</span>");
  }
  return "";
}

std::string IdOf(const std::string& name) { return name.substr(name.rfind('/') + 1); }

std::string LinesHtml(const pb::Digest& digest) {
  std::string html = "<section>\n<ul>\n";
  for (const pb::DigestLine& line : digest.lines()) {
    absl::StrAppend(&html, "<li><b>", line.count(), "</b> ", Both(kKinds, line.kind()));
    if (!line.place().empty()) absl::StrAppend(&html, " · ", Escaped(line.place()));
    if (!line.subject_id().empty()) absl::StrAppend(&html, " · ", Escaped(line.subject_id()));
    absl::StrAppend(&html, "</li>\n");
  }
  return html + "</ul>\n</section>\n";
}

std::string AlertsHtml(const pb::Digest& digest) {
  std::string html = "<section>\n<h2>Rumah tangga <span lang=\"en\">Households</span></h2>\n<ol>\n";
  for (const pb::Alert& alert : digest.alerts()) {
    absl::StrAppend(&html, "<li>", Escaped(IdOf(alert.household())), " · ", Escaped(IdOf(alert.need())), " · <time>",
                    Escaped(alert.since_day()), "</time><br><strong>", Both(kStates, alert.state()), "</strong> ",
                    Escaped(alert.promised_day()), "</li>\n");
  }
  return html + "</ol>\n</section>\n";
}

Response Page(int status, std::string body) {
  return {.status = status, .type = kHtml, .headers = {{"X-Robots-Tag", "noindex"}}, .body = std::move(body)};
}

void Refuse(Exchange& exchange, const grpc::Status& status) {
  const Problem problem = ProblemOf(status);
  exchange.Answer(Page(problem.status, RefusedHtml(problem)));
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string Decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 && HexDigit(text[i + 2]) >= 0;
    if (escape) {
      out.push_back(static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2])));
      i += 2;
    } else {
      out.push_back(text[i] == '+' ? ' ' : text[i]);
    }
  }
  return out;
}

}  // namespace

std::string FormField(std::string_view body, std::string_view name) {
  while (!body.empty()) {
    const std::string_view pair = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(body.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) return Decoded(pair.substr(equals + 1));
  }
  return "";
}

std::string DigestHtml(const pb::Digest& digest) {
  std::string html = kHead;
  if (digest.unanswered() > 0) {
    absl::StrAppend(&html, "<p><strong class=\"wait\">", digest.unanswered(),
                    " menunggu jawaban <span lang=\"en\">wait for an answer</span></strong></p>\n");
  } else if (digest.alerts_size() > 0) {
    html +=
        "<p><strong class=\"good\">Semua sudah dijawab atau selesai. <span lang=\"en\">All are answered or over.</span>"
        "</strong></p>\n";
  }
  html += LinesHtml(digest);
  if (digest.unanswered() > 0) html += kForms;
  if (digest.alerts_size() > 0) html += AlertsHtml(digest);
  return html + kTail;
}

std::string RefusedHtml(const Problem& problem) {
  return absl::StrCat(kHead, "<p><strong class=\"bad\">", Escaped(problem.detail.id), "</strong><br><span lang=\"en\">",
                      Escaped(problem.detail.en), "</span></p>\n", kTail);
}

void DigestPage::Handle(const std::shared_ptr<Exchange>& exchange) const {
  exchange->SetLabel("/n/{token}");
  const Request& request = exchange->request();
  const auto target = ParseTarget(request.target);
  const std::string token = target.ok() && target->segments.size() == 2 ? target->segments[1] : "";
  if (request.method == "GET") return Show(exchange, token);
  if (request.method == "POST") return Answer(exchange, token);
  exchange->Answer({.status = 405, .headers = {{"Allow", "GET, POST"}}});
}

void DigestPage::Show(const std::shared_ptr<Exchange>& exchange, const std::string& token) const {
  pb::OpenDigestRequest request;
  request.set_token(token);
  notification_.Unary({.path = std::string(kService) + "OpenDigest",
                       .metadata = caller_,
                       .timeout = kTimeout,
                       .request = request.SerializeAsString()},
                      [exchange](const grpc::Status& status, const std::string& bytes) {
                        pb::OpenDigestResponse response;
                        if (!status.ok() || !response.ParseFromString(bytes)) return Refuse(*exchange, status);
                        exchange->Answer(Page(200, DigestHtml(response.digest())));
                      });
}

// Then shows it by GET, so that loading the page again answers nothing.
void DigestPage::Answer(const std::shared_ptr<Exchange>& exchange, const std::string& token) const {
  pb::AnswerDigestRequest request;
  request.set_token(token);
  request.set_promised_day(FormField(exchange->request().body, "promised_day"));
  notification_.Unary({.path = std::string(kService) + "AnswerDigest",
                       .metadata = caller_,
                       .timeout = kTimeout,
                       .request = request.SerializeAsString()},
                      [exchange, token](const grpc::Status& status, const std::string&) {
                        if (!status.ok()) return Refuse(*exchange, status);
                        exchange->Answer({.status = 303, .headers = {{"Location", kDigestPath + token}}});
                      });
}

}  // namespace padu::gateway
