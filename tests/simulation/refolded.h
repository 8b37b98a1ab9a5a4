// A machine whose folds are said to be of another version: its tables are folded anew at the next start.
#pragma once

#include <memory>
#include <utility>

#include "common/journal/machine.h"

namespace padu::simulation {

class Refolded final : public journal::Machine {
 public:
  Refolded(std::unique_ptr<journal::Machine> machine, std::uint32_t versions)
      : machine_(std::move(machine)), versions_(versions) {}

  std::vector<std::string> Upstreams() const override { return machine_->Upstreams(); }
  std::uint32_t FoldVersion() const override { return machine_->FoldVersion() + versions_; }
  std::unique_ptr<journal::MessageLite> NewFact() const override { return machine_->NewFact(); }
  bool Knows(const journal::MessageLite& fact) const override { return machine_->Knows(fact); }
  void Evolve(const journal::MessageLite& fact, const journal::Place& place, store::Txn& own) const override {
    machine_->Evolve(fact, place, own);
  }
  absl::Status EvolveView(int upstream, const journal::Row& row, store::Txn& view) const override {
    return machine_->EvolveView(upstream, row, view);
  }
  absl::StatusOr<journal::Decision> DecideCommand(const journal::Command& command, const journal::Moment& moment,
                                                  const store::Reader& tables, journal::Emitter& out) const override {
    return machine_->DecideCommand(command, moment, tables, out);
  }
  void DecideSubmission(const journal::Submission& submission, const journal::Moment& moment,
                        const store::Reader& tables, journal::Emitter& out) const override {
    machine_->DecideSubmission(submission, moment, tables, out);
  }
  void DecideQuarantine(const common::v1::BoxCause& cause, const journal::Moment& moment, const store::Reader& tables,
                        journal::Emitter& out) const override {
    machine_->DecideQuarantine(cause, moment, tables, out);
  }
  void DecideUpstream(int upstream, const journal::Row& row, const journal::Moment& moment, const store::Reader& tables,
                      journal::Emitter& out) const override {
    machine_->DecideUpstream(upstream, row, moment, tables, out);
  }
  std::uint8_t DueTag() const override { return machine_->DueTag(); }
  UnixMicros DueAt(std::string_view key) const override { return machine_->DueAt(key); }
  void DecideDue(std::string_view key, const journal::Moment& moment, const store::Reader& tables,
                 journal::Emitter& out) const override {
    machine_->DecideDue(key, moment, tables, out);
  }
  void DecideSkipDue(std::string_view key, const journal::Moment& moment, const store::Reader& tables,
                     journal::Emitter& out) const override {
    machine_->DecideSkipDue(key, moment, tables, out);
  }

 private:
  const std::unique_ptr<journal::Machine> machine_;
  const std::uint32_t versions_;
};

}  // namespace padu::simulation
