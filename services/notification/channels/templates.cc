#include "services/notification/channels/templates.h"

#include <google/protobuf/util/json_util.h>

#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/days.h"
#include "padu/notification/v1/facts.pb.h"

namespace padu::notification {
namespace {

struct Phrase {
  v1::NoticeKind kind;
  std::string_view id;
  std::string_view en;
};

// What a count of them is called.
constexpr Phrase kPhrases[] = {
    {v1::NOTICE_KIND_UNSERVED, "rumah tangga belum terlayani", "households not served"},
    {v1::NOTICE_KIND_REOPENED, "rumah tangga masih belum terlayani setelah dijawab",
     "households still not served after an answer"},
    {v1::NOTICE_KIND_ESCALATED, "rumah tangga belum terlayani dan belum dijawab",
     "households not served, and nobody answered"},
    {v1::NOTICE_KIND_OVERLAP, "bantuan tumpang tindih yang tidak diizinkan", "overlaps of aid that are not allowed"},
    {v1::NOTICE_KIND_REJECTED, "pengajuan ditolak", "submissions rejected"},
    {v1::NOTICE_KIND_CONFLICT, "pengajuan bertentangan dengan yang lebih dulu",
     "submissions in conflict with an earlier one"},
    {v1::NOTICE_KIND_UNREADABLE, "pengajuan tidak terbaca", "submissions that could not be read"},
    {v1::NOTICE_KIND_QUARANTINED, "pengajuan dikarantina", "submissions in quarantine"},
    {v1::NOTICE_KIND_FEED_SILENT, "lembaga diam, tidak melapor", "stakeholder silent"},
    {v1::NOTICE_KIND_FEED_RESUMED, "lembaga melapor lagi", "stakeholder reports again"},
    {v1::NOTICE_KIND_ADDRESS_DEAD, "penerima tidak dapat dihubungi", "recipient cannot be reached"},
};

const Phrase& PhraseOf(v1::NoticeKind kind) {
  for (const Phrase& phrase : kPhrases) {
    if (phrase.kind == kind) return phrase;
  }
  return kPhrases[0];
}

bool HasAlerts(const v1::DigestRow& digest) { return digest.digest().alerts_size() > 0; }

std::string SubjectOf(const v1::DigestRow& digest) {
  std::int64_t count = 0;
  for (const v1::DigestLine& line : digest.digest().lines()) count += line.count();
  if (HasAlerts(digest)) {
    return absl::StrCat("Padu: ", digest.digest().alerts_size(), " rumah tangga menunggu jawaban Anda | ",
                        digest.digest().alerts_size(), " households wait for your answer");
  }
  return absl::StrCat("Padu: ", count, " pemberitahuan | ", count, " notices");
}

std::string Part(std::uint32_t city, const v1::DigestRow& digest, const std::string& link, bool english) {
  std::string text;
  for (const v1::DigestLine& line : digest.digest().lines())
    absl::StrAppend(&text, "- ", LineText(line, english), "\n");
  const std::string until = FormatDay(LocalDay(digest.digest().link_until(), city));
  if (HasAlerts(digest)) {
    absl::StrAppend(&text, "\n", english ? "See and answer" : "Lihat dan jawab", ":\n", link, "\n\n");
  } else {
    absl::StrAppend(&text, "\n", english ? "See" : "Lihat", ":\n", link, "\n\n");
  }
  absl::StrAppend(
      &text, english ? "The link is for you alone and opens until " : "Tautan ini hanya untuk Anda, berlaku sampai ",
      until, ".\n");
  return text;
}

std::string Json(std::uint32_t city, const v1::DigestRow& digest, const std::string& link) {
  v1::DigestComposed shown;
  *shown.mutable_lines() = digest.digest().lines();
  std::string lines;
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = false;
  options.preserve_proto_field_names = false;
  if (!google::protobuf::util::MessageToJsonString(shown, &lines, options).ok()) lines = "{}";
  // {"lines":[...]} becomes the rest of "data".
  const std::string rest = lines == "{}" ? "}" : "," + lines.substr(1);
  return absl::StrCat(
      "{\"type\":\"padu.digest.v1\",\"timestamp\":\"",
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixMicros(digest.composed_at()), absl::UTCTimeZone()),
      "\",\"data\":{\"digest\":\"cities/", city / 100, ".", city % 100 < 10 ? "0" : "", city % 100, "/digests/",
      digest.digest().digest(), "\",\"link\":\"", link, "\"", rest, "}");
}

}  // namespace

std::string LineText(const v1::DigestLine& line, bool english) {
  const Phrase& phrase = PhraseOf(line.kind());
  std::string text = absl::StrCat(line.count(), " ", std::string(english ? phrase.en : phrase.id));
  const std::string& subject = english ? line.subject_en() : line.subject_id();
  if (!line.place().empty()) absl::StrAppend(&text, ", ", line.place());
  if (!subject.empty()) absl::StrAppend(&text, ": ", subject);
  return text;
}

Rendered Render(std::uint32_t city, const v1::DigestRow& digest, const std::string& link) {
  return {.subject = SubjectOf(digest),
          .text = absl::StrCat(Part(city, digest, link, false), "\n-- English --\n\n", Part(city, digest, link, true)),
          .short_text = absl::StrCat(SubjectOf(digest), "\n", link),
          .json = Json(city, digest, link)};
}

}  // namespace padu::notification
