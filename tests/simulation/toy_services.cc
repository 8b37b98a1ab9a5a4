#include "tests/simulation/toy_services.h"

#include <set>

#include "google/protobuf/wrappers.pb.h"

namespace padu::simulation {
namespace {

using common::v1::Row;

constexpr int kNames = 12;

Words FactWords(const std::string& bytes) {
  google::protobuf::StringValue fact;
  PADU_MUST(fact.ParseFromString(bytes), "a fact does not parse");
  return Split(fact.value());
}

// name -> value.
std::map<std::string, std::int64_t> FoldUp(const std::vector<Row>& rows) {
  std::map<std::string, std::int64_t> numbers;
  std::map<std::pair<std::string, std::string>, int> steps;
  for (const Row& row : rows) {
    for (const std::string& bytes : row.facts()) {
      const Words words = FactWords(bytes);
      if (words[0] == "set") numbers[words[1]] = std::stoll(words[2]);
      if (words[0] == "inc") numbers[words[1]] += std::stoll(words[2]);
      if (words[0] != "step") continue;
      ++numbers["steps"];
      const int step = ++steps[{words[1], words[2]}];
      PADU_MUST(std::to_string(step) == words[3], "a step of bulk work was lost or done twice");
    }
  }
  return numbers;
}

// The rows of `up` that `down` must answer.
std::set<std::uint64_t> ToAnswer(const std::vector<Row>& up) {
  std::set<std::uint64_t> rows;
  for (const Row& row : up) {
    for (const std::string& bytes : row.facts()) {
      if (FactWords(bytes)[0] == "set") rows.insert(row.sequence());
    }
  }
  return rows;
}

struct DownFold {
  std::map<std::string, std::int64_t> totals;
  std::set<std::string> taken;                // ids posted or resolved
  std::map<std::string, std::string> parked;  // id -> name, not resolved
  std::set<std::uint64_t> answered;           // rows of `up`
  std::set<std::string> skipped;              // names whose due work was set aside
};

DownFold FoldDown(const std::vector<Row>& rows) {
  DownFold fold;
  for (const Row& row : rows) {
    const std::string at = " at row " + std::to_string(row.sequence());
    for (const std::string& bytes : row.facts()) {
      const Words words = FactWords(bytes);
      if (words[0] == "posted" || words[0] == "resolved") {
        PADU_MUST(fold.taken.insert(words[1]).second, "id " + words[1] + " posted twice" + at);
        fold.totals[words[2]] += std::stoll(words[3]);
        fold.parked.erase(words[1]);
      }
      if (words[0] == "parked") {
        PADU_MUST(!fold.taken.contains(words[1]), "id " + words[1] + " parked after it was posted" + at);
        PADU_MUST(fold.parked.emplace(words[1], words[2]).second, "id " + words[1] + " parked twice" + at);
      }
      if (words[0] == "skip") fold.skipped.insert(words[1]);
    }
    if (row.cause().has_upstream()) fold.answered.insert(row.cause().upstream().sequence());
  }
  return fold;
}

void CheckNumbers(const store::Reader& tables, std::uint8_t tag, const std::map<std::string, std::int64_t>& expected,
                  std::string (*key_of)(std::string_view)) {
  std::size_t count = 0;
  for (auto cursor = tables.Scan(Tag(tag), Tag(tag + 1)); cursor->Valid(); cursor->Next()) ++count;
  PADU_MUST(count == expected.size(), "a table holds names that its rows do not");
  for (const auto& [name, value] : expected) {
    std::string found;
    PADU_MUST(tables.Get(key_of(name), &found) && found == std::to_string(value),
              "the table has " + found + " for " + name + ", its rows come to " + std::to_string(value));
  }
}

}  // namespace

std::unique_ptr<journal::Machine> ToyServices::NewMachine(Service service) const {
  if (service == kUp) return std::make_unique<UpMachine>();
  return std::make_unique<DownMachine>();
}

journal::Command ToyServices::NextCommand(Service service, UnixMicros, Chance& chance) {
  journal::Command command;
  command.cause.set_caller("client");
  command.cause.set_method("Do");
  const std::string name = "n" + std::to_string(chance.Below(kNames));
  const std::string amount = std::to_string(1 + chance.Below(1000));
  if (service == kDown) {
    const bool again = last_id_ > 20 && chance.Percent(5);
    const std::uint64_t id = again ? last_id_ - static_cast<std::uint64_t>(chance.Below(20)) : ++last_id_;
    command.request = Line("c" + std::to_string(id) + " " + name + " " + amount);
    return command;
  }
  command.cause.set_request_id("r" + std::to_string(++last_id_));
  const std::int64_t kind = chance.Below(10);
  if (kind == 9) {
    command.request =
        Line("bulk " + std::to_string(1 + chance.Below(9)) + " " + std::to_string(chance.Below(kMicrosPerMinute)));
  } else {
    command.request = Line((kind < 3 ? "set " : "inc ") + name + " " + amount);
  }
  return command;
}

stream::OutRecord ToyServices::NextLetter(const std::string&, UnixMicros, Chance& chance) {
  const bool again = last_id_ > 20 && chance.Percent(25);
  const std::uint64_t id = again ? last_id_ - static_cast<std::uint64_t>(chance.Below(20)) : ++last_id_;
  // Sent again, a letter is mostly the same.
  const std::uint64_t same = id * 7919 + (again && chance.Percent(20) ? 1 : 0);
  std::string line =
      "l" + std::to_string(id) + " n" + std::to_string(same % (kNames + 3)) + " " + std::to_string(1 + same % 1000);
  if (chance.Percent(3)) line = "unreadable";
  return {.key = std::to_string(chance.Next()), .value = line, .headers = {}};
}

void ToyServices::CheckAnswer(Service service, const journal::Command& command, const Row& row,
                              const std::vector<Row>&) const {
  if (service == kUp) return;
  const std::string id = Split(TextOf(*command.request))[0];
  PADU_MUST(row.facts(0).find(" " + id + " ") != std::string::npos, id + " was answered with another id's row");
}

void ToyServices::CheckEnd(const Remains& up, const Remains& down) const {
  const auto numbers = FoldUp(up.rows);
  CheckNumbers(*up.tables, 0x10, numbers, NumberKey);
  const DownFold fold = FoldDown(down.rows);
  CheckNumbers(*down.tables, 0x23, fold.totals, TotalKey);
  PADU_MUST(fold.answered == ToAnswer(up.rows), "an upstream row was not answered");
  for (const auto& [id, name] : fold.parked) {
    PADU_MUST(!numbers.contains(name) || fold.skipped.contains(name), "id " + id + " stays parked");
  }
}

void ToyServices::Cover(const Remains& up, const Remains& down, Coverage& coverage) const {
  for (const Remains* remains : {&up, &down}) {
    for (const Row& row : remains->rows) {
      for (const std::string& bytes : row.facts()) coverage.Count("fact " + FactWords(bytes)[0]);
    }
  }
}

std::vector<std::string> ToyServices::MustCover() const {
  return {"fact set",      "fact inc",    "fact bulk",     "fact step", "fact skip", "fact posted", "fact duplicate",
          "fact conflict", "fact parked", "fact resolved", "fact due",  "fact done", "fact saw",    "fact unreadable"};
}

}  // namespace padu::simulation
