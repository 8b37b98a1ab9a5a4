#include "tests/simulation/oracle.h"

namespace padu::simulation {
namespace {

using common::v1::Row;

std::uint64_t BigEndian(std::string_view bytes, std::size_t at) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

// A request id is executed once; positions of upstreams never go back; an upstream row is answered once.
class RowChecks {
 public:
  void Check(const Row& row) {
    const std::string at = " at row " + std::to_string(row.sequence());
    if (row.cause().has_command()) {
      const auto& cause = row.cause().command();
      const bool fresh =
          cause.request_id().empty() || requests_.insert({cause.caller(), cause.method(), cause.request_id()}).second;
      PADU_MUST(fresh, "request " + cause.request_id() + " executed twice" + at);
    }
    if (row.cause().has_upstream()) {
      const auto& cause = row.cause().upstream();
      PADU_MUST(upstream_rows_.insert({cause.upstream(), cause.sequence()}).second, "upstream row answered twice" + at);
    }
    for (int i = 0; i < row.upstream_next_size(); ++i) {
      PADU_MUST(row.upstream_next(i) >= upstream_next_[i], "an upstream's position went back" + at);
      upstream_next_[i] = row.upstream_next(i);
    }
  }

 private:
  std::set<std::tuple<std::string, std::string, std::string>> requests_;
  std::set<std::pair<std::uint32_t, std::uint64_t>> upstream_rows_;
  std::map<int, std::uint64_t> upstream_next_;
};

}  // namespace

void AcceptedRows::Reset() {
  read_ = 0;
  in_force_ = {};
  rows_.clear();
  decided_.clear();
  last_time_ = 0;
  gap_ = false;
  announced_again_ = void_markers_ = zombies_ = repeated_ = 0;
}

const std::vector<std::string>& AcceptedRows::bytes() {
  const auto& records = broker_.Records(topic_);
  for (; read_ < records.size(); ++read_) Take(records[read_]);
  return rows_;
}

bool AcceptedRows::HadRequest(const common::v1::CommandCause& cause) {
  static_cast<void>(bytes());
  return requests_.contains({cause.caller(), cause.method(), cause.request_id()});
}

std::vector<Row> AcceptedRows::Parsed() {
  std::vector<Row> rows;
  for (const std::string& bytes : this->bytes()) {
    PADU_MUST(rows.emplace_back().ParseFromString(bytes), "a row does not parse");
  }
  return rows;
}

void AcceptedRows::Take(const stream::Record& record) {
  const std::string& header = record.headers.at(0).second;
  const Epoch published{BigEndian(header, 2), BigEndian(header, 10)};
  if (header[1] == 1) {
    if (published.number == in_force_.number + 1) {
      announced_again_ += published.life == in_force_.life ? 1 : 0;
      in_force_ = published;
    } else {
      ++void_markers_;
    }
    return;
  }
  if (published != in_force_) {
    ++zombies_;
    return;
  }
  common::v1::RowRun run;
  PADU_MUST(run.ParseFromString(*record.value), "a run does not parse");
  for (const std::string& row : run.rows()) TakeRow(row, record.broker_time);
}

void AcceptedRows::TakeRow(const std::string& bytes, UnixMicros broker_time) {
  Row row;
  PADU_MUST(row.ParseFromString(bytes), "a row does not parse");
  const Epoch decided{row.epoch_number(), row.epoch_life()};
  const std::string at = " at row " + std::to_string(row.sequence());
  if (row.sequence() < rows_.size()) {
    PADU_MUST(decided_[row.sequence()] == decided, "history was rewritten" + at);
    PADU_MUST(rows_[row.sequence()] == bytes, "publishing again changed bytes" + at);
    ++repeated_;
    return;
  }
  if (row.sequence() > rows_.size()) {
    gap_ = true;
    return;
  }
  gap_ = false;
  PADU_MUST(row.decided_at() >= last_time_, "time went back" + at);
  // A row may be published long after it was decided, never before: a clock that ran ahead by an hour was followed.
  PADU_MUST(row.decided_at() < broker_time + kMicrosPerHour, "a step of the clock was taken" + at);
  PADU_MUST(decided_.empty() || decided.number >= decided_.back().number, "epochs of decisions descend" + at);
  last_time_ = row.decided_at();
  rows_.push_back(bytes);
  decided_.push_back(decided);
  const auto& cause = row.cause().command();
  if (!cause.request_id().empty()) requests_.insert({cause.caller(), cause.method(), cause.request_id()});
}

BoxFold CheckRows(const std::vector<Row>& rows) {
  BoxFold fold;
  RowChecks checks;
  for (const Row& row : rows) {
    checks.Check(row);
    const std::string at = " at row " + std::to_string(row.sequence());
    for (const auto& fact : row.engine_facts()) {
      if (fact.has_box_opened()) {
        fold.opened[fact.box_opened().box()] = {fact.box_opened().generation(), fact.box_opened().offset()};
        fold.stopped.erase(fact.box_opened().box());
      }
      if (fact.has_box_stopped()) fold.stopped.insert(fact.box_stopped().box());
    }
    if (!row.cause().has_box()) continue;
    const auto& cause = row.cause().box();
    PADU_MUST(row.facts_size() == 1, "a record without exactly one verdict" + at);
    const bool first = fold.letters[cause.box()]
                           .emplace(std::pair(cause.generation(), cause.offset()),
                                    BoxFold::Letter{row.facts(0), cause.digest().hmac()})
                           .second;
    PADU_MUST(first, "a record has two verdicts" + at);
  }
  return fold;
}

}  // namespace padu::simulation
