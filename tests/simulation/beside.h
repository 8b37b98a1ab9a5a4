// What a process of a simulated service keeps beside its journal, on a disk of its own. This one keeps nothing.
#pragma once

#include <functional>
#include <vector>

#include "common/journal/owner.h"
#include "tests/simulation/coverage.h"
#include "tests/simulation/parts.h"

namespace padu::simulation {

// Driven as the owner is, by one thread.
class Beside {
 public:
  virtual ~Beside() = default;

  // The process begins; its owner and tables are there until Die.
  virtual void Start(const journal::Owner& owner, const store::Reader& tables) {}
  virtual void Step() {}
  // The process dies, and with it what its disk had not synced. Harmless when it is dead.
  virtual void Die(Chance& chance) {}
  virtual void LoseDisk() {}
  // Keeps a copy of the disk, or goes back to the one kept.
  virtual void CopyDisk() {}
  virtual void RestoreDisk() {}

  // Makes a command ready to be sent. `submit` comes at once, in a later Step, or never.
  virtual void Prepare(journal::Command command, std::function<void(journal::Command)> submit) {
    submit(std::move(command));
  }
  // A command was answered by this process.
  virtual void Hear(const common::v1::Row& row) {}

  // Everything has come to rest, and these rows are accepted. Throws Broken.
  virtual void CheckEnd(const std::vector<common::v1::Row>& rows) {}
};

}  // namespace padu::simulation
