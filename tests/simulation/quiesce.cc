#include <limits>

#include "common/base/crypto.h"
#include "common/journal/engine_tables.h"
#include "tests/simulation/world.h"

namespace padu::simulation {
namespace {

constexpr int kSettleRounds = 20'000;
constexpr int kIdleRounds = 50;

std::string FirstDifference(const store::Reader& a, const store::Reader& b) {
  const std::string begin = Tag(journal::kRowTag);
  auto x = a.Scan(begin, "");
  auto y = b.Scan(begin, "");
  for (; x->Valid() && y->Valid(); x->Next(), y->Next()) {
    if (x->key() != y->key() || x->value() != y->value()) break;
  }
  const auto show = [](const store::Cursor& at) {
    return at.Valid() ? Hex(at.key()) + " = " + Hex(at.value()) : std::string("nothing");
  };
  return show(*x) + " became " + show(*y);
}

}  // namespace

void World::Quiesce() {
  Settle();
  RestartStoppedInputs();
  CheckBoxes(CheckRows(accepted_[kDown].Parsed()), false);
  // An operator asks again where the process died before it answered.
  do {
    unanswered_reopens_ = 0;
    if (Last(kDown).owner != nullptr) Reopen(Last(kDown));
    Settle();
  } while (unanswered_reopens_ > 0);
  // Rows that say how far the upstreams are read, also of a clock that was ahead.
  for (int i = 0; i < 2; ++i) {
    time_.now += 6 * kMicrosPerMinute;
    Settle();
  }
  CheckJournal(kUp);
  CheckJournal(kDown);
  CheckPoison(kUp);
  CheckPoison(kDown);
  CheckAnswers();
  CheckEnd();
  CountTopics();
  CheckRebuild(kUp);
  CheckRebuild(kDown);
}

void World::CountTopics() {
  for (const Service service : {kUp, kDown}) {
    AcceptedRows& rows = accepted_[service];
    Note(services_.Name(service) + " has " + std::to_string(rows.bytes().size()) + " rows");
    coverage_.Count("rows", rows.bytes().size());
    coverage_.Count("rows published again", rows.repeated());
    coverage_.Count("records of zombies", rows.zombies());
    coverage_.Count("void markers", rows.void_markers());
    coverage_.Count("further markers of one life", rows.announced_again());
  }
  services_.Cover({accepted_[kUp].Parsed(), Last(kUp).disk.get()}, {accepted_[kDown].Parsed(), Last(kDown).disk.get()},
                  coverage_);
}

bool World::Settled() {
  for (const Service service : {kUp, kDown}) {
    const Node& node = Last(service);
    if (node.owner == nullptr || !node.owner->serving()) return false;
    if (node.busy || node.owner->confirmed() != node.owner->committed() || !node.owner->in_contact()) return false;
  }
  return true;
}

void World::Settle() {
  std::array<journal::Sequence, kServices> rows = {};
  int idle = 0;
  for (int round = 0; round < kSettleRounds; ++round) {
    for (const Service service : {kUp, kDown}) Step(Last(service));
    time_.now += 30 * kMicrosPerMilli;
    bool still = Settled();
    for (const Service service : {kUp, kDown}) {
      const journal::Sequence now = Last(service).owner == nullptr ? 0 : Last(service).owner->committed();
      still = still && now == rows[service];
      rows[service] = now;
    }
    idle = still ? idle + 1 : 0;
    if (idle >= kIdleRounds) return;
  }
  std::string where;
  for (const Service service : {kUp, kDown}) {
    const Node& node = Last(service);
    if (node.owner == nullptr) continue;
    where += std::string(" ") + node.instance + " " + node.owner->stage_name() + " committed " +
             std::to_string(node.owner->committed()) + " confirmed " + std::to_string(node.owner->confirmed());
  }
  throw Broken("it does not come to rest:" + where);
}

// An upstream that was short, or one of whose rows was in hand at a death, is read again by the next process.
void World::RestartStoppedInputs() {
  const std::string upstream = Topic(kUp).topic;
  for (int attempt = 0; attempt < 3; ++attempt) {
    const auto stopped = Last(kDown).owner->stopped_inputs();
    const auto found = stopped.find(upstream);
    if (found == stopped.end()) return;
    Note("upstream stopped: " + found->second);
    PADU_MUST(found->second != "UPSTREAM_REWRITTEN", "the upstream's history was rewritten");
    Last(kDown).owner->Drain();
    for (int round = 0; round < 100 && Last(kDown).owner != nullptr; ++round) {
      Step(Last(kDown));
      time_.now += kMicrosPerMilli;
    }
    Settle();
  }
  throw Broken("the upstream stays stopped: " + Last(kDown).owner->stopped_inputs().at(upstream));
}

void World::CheckJournal(Service service) {
  Node& node = Last(service);
  const auto& rows = accepted_[service].bytes();
  PADU_MUST(!accepted_[service].gap(), "a gap stays open in the topic of " + node.instance);
  PADU_MUST(rows.size() == node.owner->committed(), "the topic has " + std::to_string(rows.size()) +
                                                        " rows, the owner " + std::to_string(node.owner->committed()));
  journal::Sequence next = 0;
  auto cursor = node.disk->Scan(Tag(journal::kRowTag), Tag(journal::kRowTag + 1));
  for (; cursor->Valid(); cursor->Next(), ++next) {
    PADU_MUST(cursor->key() == journal::RowKey(next), "the journal on disk has a hole");
    PADU_MUST(next < rows.size() && cursor->value() == rows[next], "disk and topic differ");
  }
  PADU_MUST(next == rows.size(), "the disk lacks rows of the topic");
}

// What kills is set aside by its row, and never decided.
void World::CheckPoison(Service service) {
  for (const common::v1::Row& row : accepted_[service].Parsed()) {
    if (!poison_.In(row.cause())) continue;
    const bool aside = row.engine_facts_size() == 1 && row.engine_facts(0).has_input_set_aside();
    PADU_MUST(aside, "row " + std::to_string(row.sequence()) + " of " + services_.Name(service) + " decides poison");
  }
}

void World::CheckAnswers() {
  const std::array<std::vector<common::v1::Row>, kServices> rows = {accepted_[kUp].Parsed(), accepted_[kDown].Parsed()};
  std::map<std::tuple<Service, std::string, std::string, std::string>, journal::Sequence> rows_of;
  for (const Answered& answered : answered_) {
    const Service service = answered.op.service;
    const common::v1::CommandCause& asked = answered.op.command.cause;
    const std::string what = "row " + std::to_string(answered.row) + " of " + services_.Name(service) +
                             ", answered to " + asked.request_id() + " " + asked.method();
    const auto& accepted = accepted_[service].bytes();
    PADU_MUST(answered.row < accepted.size() && accepted[answered.row] == answered.bytes,
              what + ", is not in the topic");
    const common::v1::Row& row = rows[service][answered.row];
    services_.CheckAnswer(service, answered.op.command, row, rows[service]);
    if (asked.request_id().empty()) continue;
    PADU_MUST(row.cause().command().request_id() == asked.request_id(), what + ", is another request's");
    const auto [first, fresh] =
        rows_of.try_emplace({service, asked.caller(), asked.method(), asked.request_id()}, answered.row);
    PADU_MUST(fresh || first->second == answered.row, what + ", was answered with another row before");
  }
}

void World::CheckEnd() {
  const Remains up{accepted_[kUp].Parsed(), Last(kUp).disk.get()};
  const Remains down{accepted_[kDown].Parsed(), Last(kDown).disk.get()};
  CheckRows(up.rows);
  CheckBoxes(CheckRows(down.rows), true);
  services_.CheckEnd(up, down);
  Last(kUp).beside->CheckEnd(up.rows);
  Last(kDown).beside->CheckEnd(down.rows);
}

void World::CheckBoxes(const BoxFold& fold, bool reopened) {
  for (const std::string& box : boxes_) {
    PADU_MUST(fold.opened.contains(box), box + " was not taken up");
    if (fold.stopped.contains(box)) {
      PADU_MUST(!reopened, box + " is stopped again");
      continue;
    }
    const auto [generation, from] = fold.opened.at(box);
    const auto letters = fold.letters.find(box);
    for (const stream::Record& record : broker_.Records({box, 0})) {
      if (record.offset < from) continue;
      const std::string at = box + " at offset " + std::to_string(record.offset);
      PADU_MUST(letters != fold.letters.end(), at + " has no verdict");
      const auto letter = letters->second.find({generation, record.offset});
      PADU_MUST(letter != letters->second.end(), at + " has no verdict");
      PADU_MUST(letter->second.digest == services_.intake().Digest(box, record).hmac(),
                at + " was rewritten unnoticed");
    }
  }
}

// Until nothing is left to take: some rounds in a row without anything done.
void World::StepUntilIdle(journal::Owner& owner) {
  for (int idle = 0; idle < kIdleRounds;) {
    const bool busy = owner.Step();
    events_ += busy ? 1 : 0;
    idle = busy ? 0 : idle + 1;
  }
}

// From an empty disk the topic gives the same tables.
void World::CheckRebuild(Service service) {
  Node& node = Last(service);
  StepUntilIdle(*node.owner);  // it may be reading its upstream again from the start
  const std::string hash = journal::TableHash(*node.disk);
  const std::unique_ptr<store::FakeStore> before = node.disk->Clone();
  const journal::Sequence rows = node.owner->committed();
  node.beside->Die(chance_);
  node.owner.reset();
  // A start may take time that the owner before refused as a step of the clock: no row of the rebuild's own.
  time_row_us_ = std::numeric_limits<std::int64_t>::max();
  node.disk = std::make_unique<store::FakeStore>(store::FakeStoreOptions{.journal_tag = 1});
  Start(node, true);
  for (int step = 0; step < kSettleRounds; ++step) {
    events_ += node.owner->Step() ? 1 : 0;
    if (node.owner->phase() != journal::Owner::Phase::kRecovering) break;
  }
  PADU_MUST(node.owner->phase() == journal::Owner::Phase::kServing, "a rebuild does not come to serve");
  // Recovery brings views up to the last row only; upstream rows after it, which set nothing off, are taken when
  // serving.
  StepUntilIdle(*node.owner);
  PADU_MUST(node.owner->committed() == rows, "a rebuild ends at another row");
  PADU_MUST(node.owner->stopped_inputs().empty(),
            "a rebuild stops the input " + node.owner->stopped_inputs().begin()->second);
  PADU_MUST(journal::TableHash(*node.disk) == hash,
            "a rebuild of " + node.instance + " ends in other tables: " + FirstDifference(*before, *node.disk));
  node.beside->Die(chance_);
  node.owner.reset();
}

}  // namespace padu::simulation
