// A machine that stands before another one and passes everything on: for what changes a little of it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/journal/machine.h"

namespace padu::journal {

class ForwardingMachine : public Machine {
 public:
  // `machine` must outlive this.
  explicit ForwardingMachine(const Machine& machine) : machine_(machine) {}

  std::vector<std::string> Upstreams() const override { return machine_.Upstreams(); }
  std::uint32_t FoldVersion() const override { return machine_.FoldVersion(); }
  std::unique_ptr<MessageLite> NewFact() const override { return machine_.NewFact(); }
  bool Knows(const MessageLite& fact) const override { return machine_.Knows(fact); }
  std::string_view FactName(const MessageLite& fact) const override { return machine_.FactName(fact); }
  void Evolve(const MessageLite& fact, const Place& place, store::Txn& own) const override {
    machine_.Evolve(fact, place, own);
  }
  absl::Status EvolveView(int upstream, const Row& row, store::Txn& view) const override {
    return machine_.EvolveView(upstream, row, view);
  }
  absl::StatusOr<Decision> DecideCommand(const Command& command, const Moment& moment, const store::Reader& tables,
                                         Emitter& out) const override {
    return machine_.DecideCommand(command, moment, tables, out);
  }
  void DecideSubmission(const Submission& submission, const Moment& moment, const store::Reader& tables,
                        Emitter& out) const override {
    machine_.DecideSubmission(submission, moment, tables, out);
  }
  void DecideQuarantine(const common::v1::BoxCause& cause, const Moment& moment, const store::Reader& tables,
                        Emitter& out) const override {
    machine_.DecideQuarantine(cause, moment, tables, out);
  }
  void DecideUpstream(int upstream, const Row& row, const Moment& moment, const store::Reader& tables,
                      Emitter& out) const override {
    machine_.DecideUpstream(upstream, row, moment, tables, out);
  }
  std::uint8_t DueTag() const override { return machine_.DueTag(); }
  UnixMicros DueAt(std::string_view key) const override { return machine_.DueAt(key); }
  void DecideDue(std::string_view key, const Moment& moment, const store::Reader& tables, Emitter& out) const override {
    machine_.DecideDue(key, moment, tables, out);
  }
  void DecideSkipDue(std::string_view key, const Moment& moment, const store::Reader& tables,
                     Emitter& out) const override {
    machine_.DecideSkipDue(key, moment, tables, out);
  }

 private:
  const Machine& machine_;
};

}  // namespace padu::journal
