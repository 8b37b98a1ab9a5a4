// What must hold of any journal, worked out from the topics alone and with none of the engine's code: a naive reader of
// rule 6, and what each row says of its cause.
#pragma once

#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "common/stream/fake_log.h"
#include "padu/common/v1/journal.pb.h"

namespace padu::simulation {

// Something that must hold does not.
struct Broken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

#define PADU_MUST(condition, what)                                              \
  do {                                                                          \
    if (!(condition)) throw ::padu::simulation::Broken(std::string("") + what); \
  } while (false)

// The accepted sequence of one journal topic.
class AcceptedRows {
 public:
  AcceptedRows(const stream::FakeBroker& broker, stream::TopicPartition topic)
      : broker_(broker), topic_(std::move(topic)) {}
  // The topic lost its tail: reads anew.
  void Reset();
  // The rows that the topic holds now.
  const std::vector<std::string>& bytes();
  // The same, parsed.
  std::vector<common::v1::Row> Parsed();
  // The last record of the epoch in force was beyond what could be accepted.
  bool gap() const { return gap_; }
  // A row that this request led to was accepted once; also if the topic has lost it since.
  bool HadRequest(const common::v1::CommandCause& cause);
  // Of the records read: markers that follow one of the same life, markers that were void, runs of owners not in force,
  // rows that came again.
  std::uint64_t announced_again() const { return announced_again_; }
  std::uint64_t void_markers() const { return void_markers_; }
  std::uint64_t zombies() const { return zombies_; }
  std::uint64_t repeated() const { return repeated_; }

 private:
  struct Epoch {
    std::uint64_t number = 0;
    std::uint64_t life = 0;
    bool operator==(const Epoch&) const = default;
  };
  void Take(const stream::Record& record);
  void TakeRow(const std::string& bytes, UnixMicros broker_time);

  const stream::FakeBroker& broker_;
  const stream::TopicPartition topic_;
  std::size_t read_ = 0;
  Epoch in_force_;
  std::vector<std::string> rows_;
  std::vector<Epoch> decided_;
  UnixMicros last_time_ = 0;
  bool gap_ = false;
  std::set<std::tuple<std::string, std::string, std::string>> requests_;  // caller, method, request id
  std::uint64_t announced_again_ = 0;
  std::uint64_t void_markers_ = 0;
  std::uint64_t zombies_ = 0;
  std::uint64_t repeated_ = 0;
};

// Letter boxes as a journal's rows have them.
struct BoxFold {
  struct Letter {
    std::string fact;  // its verdict
    std::string digest;
  };
  std::map<std::string, std::map<std::pair<std::uint32_t, std::int64_t>, Letter>> letters;  // (generation, offset)
  std::map<std::string, std::pair<std::uint32_t, std::int64_t>> opened;  // (generation, first offset)
  std::set<std::string> stopped;
};

// Throws Broken if a request was executed twice, an upstream row was answered twice, an upstream's position went back,
// or a record got no verdict or two.
BoxFold CheckRows(const std::vector<common::v1::Row>& rows);

}  // namespace padu::simulation
