// Two small services for the simulation. `up` keeps numbers by name; `down` views them and posts what letter boxes and
// commands bring, parking what names an unknown number. Facts, requests and letters are lines of words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/journal/letter_box.h"
#include "common/journal/machine.h"

namespace padu::simulation {

using Words = std::vector<std::string>;
Words Split(std::string_view line);
std::shared_ptr<const journal::MessageLite> Line(const std::string& line);
const std::string& TextOf(const journal::MessageLite& line);

// Tables that the oracle compares: name -> value, in `up` and of `down`.
std::string NumberKey(std::string_view name);
std::string TotalKey(std::string_view name);

class ToyMachine : public journal::Machine {
 public:
  std::uint32_t FoldVersion() const override { return 1; }
  std::unique_ptr<journal::MessageLite> NewFact() const override;
  bool Knows(const journal::MessageLite& fact) const override { return true; }
};

// Commands: "set NAME VALUE", "inc NAME N" (refused if there is no NAME), "bulk N DELAY_US" (N steps, later).
class UpMachine final : public ToyMachine {
 public:
  void Evolve(const journal::MessageLite& fact, const journal::Place& place, store::Txn& own) const override;
  absl::StatusOr<journal::Decision> DecideCommand(const journal::Command& command, const journal::Moment& moment,
                                                  const store::Reader& tables, journal::Emitter& out) const override;
  std::uint8_t DueTag() const override;
  UnixMicros DueAt(std::string_view key) const override;
  void DecideDue(std::string_view key, const journal::Moment& moment, const store::Reader& tables,
                 journal::Emitter& out) const override;
  void DecideSkipDue(std::string_view key, const journal::Moment& moment, const store::Reader& tables,
                     journal::Emitter& out) const override;
};

// Letters and commands: "ID NAME AMOUNT". Verdicts: "posted|parked|duplicate|conflict|unreadable|quarantined ...";
// later "resolved ID NAME AMOUNT" of what was parked. Each "set" of `up` is answered by a row.
class DownMachine final : public ToyMachine {
 public:
  std::vector<std::string> Upstreams() const override { return {"up"}; }
  void Evolve(const journal::MessageLite& fact, const journal::Place& place, store::Txn& own) const override;
  absl::Status EvolveView(int upstream, const journal::Row& row, store::Txn& view) const override;
  absl::StatusOr<journal::Decision> DecideCommand(const journal::Command& command, const journal::Moment& moment,
                                                  const store::Reader& tables, journal::Emitter& out) const override;
  void DecideSubmission(const journal::Submission& submission, const journal::Moment& moment,
                        const store::Reader& tables, journal::Emitter& out) const override;
  void DecideQuarantine(const common::v1::BoxCause& cause, const journal::Moment& moment, const store::Reader& tables,
                        journal::Emitter& out) const override;
  void DecideUpstream(int upstream, const journal::Row& row, const journal::Moment& moment, const store::Reader& tables,
                      journal::Emitter& out) const override;
  std::uint8_t DueTag() const override;
  void DecideDue(std::string_view key, const journal::Moment& moment, const store::Reader& tables,
                 journal::Emitter& out) const override;
  void DecideSkipDue(std::string_view key, const journal::Moment& moment, const store::Reader& tables,
                     journal::Emitter& out) const override;
};

// Letters are their own translation; one of two words or fewer is unreadable.
class ToyIntake final : public journal::Intake {
 public:
  std::shared_ptr<const journal::MessageLite> Translate(std::string_view box,
                                                        const stream::Record& record) const override;
  common::v1::KeyedDigest Digest(std::string_view box, const stream::Record& record) const override;
};

}  // namespace padu::simulation
