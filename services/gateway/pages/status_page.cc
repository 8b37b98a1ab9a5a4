#include "services/gateway/pages/status_page.h"

#include "absl/strings/str_cat.h"

namespace padu::gateway {
namespace {

constexpr char kHead[] = R"(<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Padu</title>
<link rel="stylesheet" href="/page.css">
<script src="/page.js" defer></script>
</head>
<body>
<header>
<h1>Padu</h1>
<p>Buku bantuan bersama sebuah kota<br><span lang="en">The shared ledger of aid for a city</span></p>
</header>
<main>
<section>
<h2>Layanan <span lang="en">Services</span></h2>
<div id="services" aria-live="off">
)";

constexpr char kMiddle[] = R"(</div>
</section>
<section>
<h2>Bantuan terbaru <span lang="en">Latest aid</span></h2>
<p id="feed" class="note">Tanpa nama, tanpa rumah tangga. <span lang="en">No names, no households.</span></p>
<ol id="latest">
)";

constexpr char kTail[] = R"(</ol>
</section>
<section>
<h2>Untuk sistem lembaga <span lang="en">For agencies' systems</span></h2>
<ul><li><a href="/openapi.json">OpenAPI</a></li><li><a href="/asyncapi.json">AsyncAPI</a></li></ul>
</section>
</main>
</body>
</html>
)";

std::string State(const ServiceStatus& service) {
  if (!service.answers) return R"(<strong class="bad">tidak menjawab <span lang="en">no answer</span></strong>)";
  if (!service.ready) return R"(<strong class="wait">belum siap <span lang="en">not ready</span></strong>)";
  return R"(<strong class="good">siap <span lang="en">ready</span></strong>)";
}

std::string Row(const PartitionStatus& partition) {
  std::string row =
      absl::StrCat("<tr><td>", partition.partition, "</td><td>", Escaped(partition.stage), "</td><td>", partition.epoch,
                   "</td><td>", partition.committed, "</td><td>", partition.confirmed, "</td><td>",
                   partition.lag_records, "</td><td>", partition.lag_seconds, "</td></tr>\n");
  if (partition.stopped > 0) {
    absl::StrAppend(&row, "<tr><td colspan=\"7\" class=\"bad\">", partition.stopped,
                    " masukan berhenti <span lang=\"en\">inputs stopped</span></td></tr>\n");
  }
  if (!partition.problem.empty()) {
    absl::StrAppend(&row, "<tr><td colspan=\"7\" class=\"bad\">", Escaped(partition.problem), "</td></tr>\n");
  }
  return row;
}

constexpr char kColumns[] =
    "<tr><th>Partisi</th><th>Tahap <span lang=\"en\">stage</span></th><th>Epoch</th>"
    "<th>Diputus <span lang=\"en\">committed</span></th><th>Pasti <span lang=\"en\">confirmed</span></th>"
    "<th>Tertinggal <span lang=\"en\">lag</span></th><th>detik <span lang=\"en\">seconds</span></th></tr>\n";

}  // namespace

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string ServicesPart(const std::vector<ServiceStatus>& services) {
  std::string html;
  for (const ServiceStatus& service : services) {
    absl::StrAppend(&html, "<article><h3>", Escaped(service.name), "</h3><p>", State(service), "</p>\n");
    if (!service.partitions.empty()) {
      absl::StrAppend(&html, "<div class=\"wide\"><table>", kColumns);
      for (const PartitionStatus& partition : service.partitions) absl::StrAppend(&html, Row(partition));
      absl::StrAppend(&html, "</table></div>");
    }
    absl::StrAppend(&html, "</article>\n");
  }
  return html;
}

std::string StatusPage(const std::vector<ServiceStatus>& services, const std::vector<LatestEntry>& latest) {
  std::string html = absl::StrCat(kHead, ServicesPart(services), kMiddle);
  for (const LatestEntry& entry : latest) {
    absl::StrAppend(&html, "<li><time>", Escaped(entry.day), "</time> ", Escaped(entry.kelurahan), " <b>",
                    Escaped(entry.benefit), "</b> ", Escaped(entry.programme), " · ", Escaped(entry.stakeholder),
                    "</li>\n");
  }
  return absl::StrCat(html, kTail);
}

}  // namespace padu::gateway
