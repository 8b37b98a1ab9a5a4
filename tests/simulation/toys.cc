#include "tests/simulation/toys.h"

#include "common/base/check.h"
#include "common/base/crypto.h"
#include "common/base/key.h"
#include "common/base/status.h"
#include "google/protobuf/wrappers.pb.h"

namespace padu::simulation {
namespace {

using google::protobuf::StringValue;
using journal::Emitter;
using journal::MessageLite;
using journal::Moment;
using journal::Place;

// Own tables of `up`.
constexpr std::uint8_t kNumbers = 0x10;  // name -> value
constexpr std::uint8_t kBulks = 0x11;    // u64 due, u64 sequence of its row -> "next total"
// Own tables of `down`.
constexpr std::uint8_t kIds = 0x20;     // id -> "row line"
constexpr std::uint8_t kParked = 0x21;  // name, id -> amount
constexpr std::uint8_t kDue = 0x22;     // name -> ""
constexpr std::uint8_t kTotals = 0x23;  // name -> sum
// View of `up` in `down`.
constexpr std::uint8_t kSeen = 0x80;      // name -> value
constexpr std::uint8_t kSeenRows = 0x81;  // -> count of rows folded

constexpr int kResolvedAtOnce = 2;

void EmitLine(Emitter& out, const std::string& line) {
  StringValue fact;
  fact.set_value(line);
  out.Emit(fact);
}

void AddTo(store::Txn& tables, const std::string& key, std::int64_t amount) {
  std::string value;
  const std::int64_t before = tables.Get(key, &value) ? std::stoll(value) : 0;
  tables.Put(key, std::to_string(before + amount));
}

std::string NameIn(std::uint8_t tag, std::string_view name) { return KeyWriter(tag).Text(name).str(); }
std::string ParkedKey(std::string_view name, std::string_view id) {
  return KeyWriter(kParked).Text(name).Text(id).str();
}

absl::Status Refused(const char* reason) {
  return Refuse(absl::StatusCode::kNotFound, {.reason = reason, .text_id = reason, .text_en = reason, .metadata = {}});
}

// What a letter or command "ID NAME AMOUNT" comes to: the fact, and the row that it repeats.
struct Verdict {
  std::string fact;
  std::optional<journal::Sequence> first;
};

Verdict Judge(const std::string& line, const store::Reader& tables) {
  const Words words = Split(line);
  std::string known;
  if (tables.Get(NameIn(kIds, words[0]), &known)) {
    const std::string row = known.substr(0, known.find(' '));
    const bool same = known.substr(row.size() + 1) == line;
    return {(same ? "duplicate " : "conflict ") + line,
            same ? std::optional<journal::Sequence>(std::stoull(row)) : std::nullopt};
  }
  std::string value;
  if (!tables.Get(NameIn(kSeen, words[1]), &value)) return {"parked " + line, std::nullopt};
  return {"posted " + line + " " + value, std::nullopt};
}

}  // namespace

Words Split(std::string_view line) {
  Words words;
  std::size_t at = 0;
  while (at < line.size()) {
    const std::size_t space = std::min(line.find(' ', at), line.size());
    words.emplace_back(line.substr(at, space - at));
    at = space + 1;
  }
  return words;
}

std::shared_ptr<const MessageLite> Line(const std::string& line) {
  auto message = std::make_shared<StringValue>();
  message->set_value(line);
  return message;
}

const std::string& TextOf(const MessageLite& line) { return static_cast<const StringValue&>(line).value(); }

std::string NumberKey(std::string_view name) { return NameIn(kNumbers, name); }
std::string TotalKey(std::string_view name) { return NameIn(kTotals, name); }

std::unique_ptr<MessageLite> ToyMachine::NewFact() const { return std::make_unique<StringValue>(); }

// -- up

void UpMachine::Evolve(const MessageLite& fact, const Place& place, store::Txn& own) const {
  const Words words = Split(TextOf(fact));
  const auto bulk_key = [&] { return KeyWriter(kBulks).U64(std::stoull(words[1])).U64(std::stoull(words[2])).str(); };
  if (words[0] == "set") own.Put(NumberKey(words[1]), words[2]);
  if (words[0] == "inc") AddTo(own, NumberKey(words[1]), std::stoll(words[2]));
  if (words[0] == "bulk") {
    own.Put(KeyWriter(kBulks).U64(std::stoull(words[2])).U64(place.sequence).str(), "0 " + words[1]);
  }
  if (words[0] == "step") {
    AddTo(own, NumberKey("steps"), 1);
    if (words[3] == words[4]) {
      own.Delete(bulk_key());
    } else {
      own.Put(bulk_key(), words[3] + " " + words[4]);
    }
  }
  if (words[0] == "skip") own.Delete(bulk_key());
}

absl::StatusOr<journal::Decision> UpMachine::DecideCommand(const journal::Command& command, const Moment& moment,
                                                           const store::Reader& tables, Emitter& out) const {
  const std::string& line = TextOf(*command.request);
  const Words words = Split(line);
  std::string value;
  if (words[0] == "inc" && !tables.Get(NumberKey(words[1]), &value)) return Refused("NO_SUCH_NAME");
  if (words[0] == "bulk") {
    EmitLine(out, "bulk " + words[1] + " " + std::to_string(moment.now + std::stoll(words[2])));
  } else {
    EmitLine(out, line);
  }
  return journal::Decision{};
}

std::uint8_t UpMachine::DueTag() const { return kBulks; }

UnixMicros UpMachine::DueAt(std::string_view key) const {
  KeyReader reader(key);
  reader.U8();
  return static_cast<UnixMicros>(reader.U64());
}

void UpMachine::DecideDue(std::string_view key, const Moment&, const store::Reader& tables, Emitter& out) const {
  std::string cursor;
  PADU_CHECK(tables.Get(key, &cursor));
  const Words words = Split(cursor);
  KeyReader r(key);
  r.U8();
  const std::uint64_t due = r.U64();
  EmitLine(out, "step " + std::to_string(due) + " " + std::to_string(r.U64()) + " " +
                    std::to_string(std::stoi(words[0]) + 1) + " " + words[1]);
}

void UpMachine::DecideSkipDue(std::string_view key, const Moment&, const store::Reader&, Emitter& out) const {
  KeyReader r(key);
  r.U8();
  const std::uint64_t due = r.U64();
  EmitLine(out, "skip " + std::to_string(due) + " " + std::to_string(r.U64()));
}

// -- down

void DownMachine::Evolve(const MessageLite& fact, const Place& place, store::Txn& own) const {
  const Words words = Split(TextOf(fact));
  if (words[0] == "posted" || words[0] == "parked") {
    own.Put(NameIn(kIds, words[1]), std::to_string(place.sequence) + " " + words[1] + " " + words[2] + " " + words[3]);
  }
  if (words[0] == "posted") AddTo(own, TotalKey(words[2]), std::stoll(words[3]));
  if (words[0] == "parked") own.Put(ParkedKey(words[2], words[1]), words[3]);
  if (words[0] == "due") own.Put(NameIn(kDue, words[1]), "");
  if (words[0] == "done" || words[0] == "skip") own.Delete(NameIn(kDue, words[1]));
  if (words[0] == "resolved") {
    own.Delete(ParkedKey(words[2], words[1]));
    AddTo(own, TotalKey(words[2]), std::stoll(words[3]));
  }
}

absl::Status DownMachine::EvolveView(int, const journal::Row& row, store::Txn& view) const {
  AddTo(view, KeyWriter(kSeenRows).str(), 1);
  for (const std::string& bytes : row.facts()) {
    StringValue fact;
    if (!fact.ParseFromString(bytes)) return absl::FailedPreconditionError("not a fact");
    const Words words = Split(fact.value());
    if (words[0] == "set") view.Put(NameIn(kSeen, words[1]), words[2]);
    if (words[0] == "inc") AddTo(view, NameIn(kSeen, words[1]), std::stoll(words[2]));
  }
  return absl::OkStatus();
}

absl::StatusOr<journal::Decision> DownMachine::DecideCommand(const journal::Command& command, const Moment&,
                                                             const store::Reader& tables, Emitter& out) const {
  const std::string& line = TextOf(*command.request);
  const Verdict verdict = Judge(line, tables);
  if (verdict.first.has_value()) return journal::Decision{.replays = verdict.first};
  EmitLine(out, verdict.fact);
  return journal::Decision{};
}

void DownMachine::DecideSubmission(const journal::Submission& submission, const Moment&, const store::Reader& tables,
                                   Emitter& out) const {
  const std::string& line = TextOf(*submission.content);
  EmitLine(out, Split(line).size() < 3 ? "unreadable" : Judge(line, tables).fact);
}

void DownMachine::DecideQuarantine(const common::v1::BoxCause&, const Moment&, const store::Reader&,
                                   Emitter& out) const {
  EmitLine(out, "quarantined");
}

void DownMachine::DecideUpstream(int, const journal::Row& row, const Moment&, const store::Reader& tables,
                                 Emitter& out) const {
  for (const std::string& bytes : row.facts()) {
    StringValue fact;
    PADU_CHECK(fact.ParseFromString(bytes));
    const Words words = Split(fact.value());
    if (words[0] != "set") continue;
    const std::string prefix = NameIn(kParked, words[1]);
    EmitLine(out, (tables.Scan(prefix, PrefixEnd(prefix))->Valid() ? "due " : "saw ") + words[1]);
  }
}

std::uint8_t DownMachine::DueTag() const { return kDue; }

void DownMachine::DecideDue(std::string_view key, const Moment&, const store::Reader& tables, Emitter& out) const {
  KeyReader r(key);
  r.U8();
  const std::string name = r.Text();
  const std::string prefix = NameIn(kParked, name);
  std::vector<std::string> resolved;
  bool more = false;
  for (auto cursor = tables.Scan(prefix, PrefixEnd(prefix)); cursor->Valid(); cursor->Next()) {
    if (resolved.size() == kResolvedAtOnce) {
      more = true;
      break;
    }
    KeyReader parked(cursor->key());
    parked.U8();
    parked.Text();
    resolved.push_back("resolved " + parked.Text() + " " + name + " " + std::string(cursor->value()));
  }
  for (const std::string& line : resolved) EmitLine(out, line);
  if (!more) EmitLine(out, "done " + name);
}

void DownMachine::DecideSkipDue(std::string_view key, const Moment&, const store::Reader&, Emitter& out) const {
  KeyReader r(key);
  r.U8();
  EmitLine(out, "skip " + r.Text());
}

// -- intake

std::shared_ptr<const MessageLite> ToyIntake::Translate(std::string_view, const stream::Record& record) const {
  return Line(record.value.value_or(""));
}

common::v1::KeyedDigest ToyIntake::Digest(std::string_view, const stream::Record& record) const {
  common::v1::KeyedDigest digest;
  digest.set_key_version(1);
  digest.set_hmac(Sha256(record.key + "\n" + record.value.value_or("")));
  return digest;
}

}  // namespace padu::simulation
