// Inputs that kill the process in the middle of their decision, every time (ARCHITECTURE.md, rule 17).
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "common/base/crypto.h"
#include "common/journal/forwarding_machine.h"
#include "tests/simulation/parts.h"

namespace padu::simulation {

// Which are poison follows from what they are: the same in every process and at every repetition.
class Poison {
 public:
  // So many of a thousand.
  explicit Poison(int per_mille = 0) : per_mille_(per_mille) {}

  bool InCommand(const common::v1::CommandCause& cause) const { return Is("command " + cause.digest().hmac()); }
  bool InLetter(const common::v1::BoxCause& cause) const { return Is(cause.box() + " " + cause.digest().hmac()); }
  bool InDue(std::string_view key) const { return Is("due " + std::string(key)); }
  bool In(const common::v1::Cause& cause) const {
    return (cause.has_command() && InCommand(cause.command())) || (cause.has_box() && InLetter(cause.box())) ||
           (cause.has_due() && InDue(cause.due().key()));
  }

 private:
  bool Is(const std::string& name) const {
    if (per_mille_ == 0) return false;
    const std::string hash = Sha256(name);
    return (static_cast<unsigned char>(hash[0]) << 8 | static_cast<unsigned char>(hash[1])) % 1000 < per_mille_;
  }

  int per_mille_;
};

class Poisoned final : public journal::ForwardingMachine {
 public:
  // `poison` must outlive this.
  Poisoned(std::unique_ptr<journal::Machine> machine, const Poison& poison)
      : ForwardingMachine(*machine), machine_(std::move(machine)), poison_(poison) {}

  absl::StatusOr<journal::Decision> DecideCommand(const journal::Command& command, const journal::Moment& moment,
                                                  const store::Reader& tables, journal::Emitter& out) const override {
    auto decision = machine_->DecideCommand(command, moment, tables, out);
    if (poison_.InCommand(command.cause)) throw Crashed();
    return decision;
  }
  void DecideSubmission(const journal::Submission& submission, const journal::Moment& moment,
                        const store::Reader& tables, journal::Emitter& out) const override {
    machine_->DecideSubmission(submission, moment, tables, out);
    if (poison_.InLetter(submission.cause)) throw Crashed();
  }
  void DecideDue(std::string_view key, const journal::Moment& moment, const store::Reader& tables,
                 journal::Emitter& out) const override {
    machine_->DecideDue(key, moment, tables, out);
    if (poison_.InDue(key)) throw Crashed();
  }

 private:
  const std::unique_ptr<journal::Machine> machine_;
  const Poison& poison_;
};

}  // namespace padu::simulation
