// The two services that a world runs: `down` reads the journal of `up`, and letter boxes. Their machines, what callers
// and stakeholders send them, and what must hold of their rows and tables when everything has come to rest.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/journal/letter_box.h"
#include "common/journal/machine.h"
#include "common/stream/fake_log.h"
#include "tests/simulation/beside.h"
#include "tests/simulation/coverage.h"
#include "tests/simulation/oracle.h"
#include "tests/simulation/parts.h"

namespace padu::simulation {

enum Service { kUp, kDown };
inline constexpr int kServices = 2;

// What is left of one service at the end.
struct Remains {
  std::vector<common::v1::Row> rows;  // accepted
  const store::Reader* tables = nullptr;
};

class Services {
 public:
  virtual ~Services() = default;

  virtual std::string Name(Service service) const = 0;
  virtual std::unique_ptr<journal::Machine> NewMachine(Service service) const = 0;
  virtual const journal::Intake& intake() const = 0;
  virtual std::string BoxPrefix() const = 0;
  // The i-th letter box, from 0.
  virtual std::string BoxName(std::size_t i) const = 0;

  // What a process of the service keeps beside its journal. All outlive it.
  virtual std::unique_ptr<Beside> NewBeside(Service service, stream::FakeBroker& broker, stream::Log& log,
                                            SkewedClock& clock, TrueTime& time, std::uint64_t seed) {
    return std::make_unique<Beside>();
  }

  // What somebody sends next; without a digest. An empty request_id: the machine keeps its own.
  virtual journal::Command NextCommand(Service service, UnixMicros now, Chance& chance) = 0;
  virtual stream::OutRecord NextLetter(const std::string& box, UnixMicros now, Chance& chance) = 0;
  // A command was answered with this row.
  virtual void Hear(Service service, const common::v1::Row& row) {}
  // Something that goes wrong with what these services alone keep at the broker.
  virtual void Trouble(stream::FakeBroker& broker, Chance& chance, Coverage& coverage) {}

  // What follows throws Broken.
  // `row`, one of `rows`, is an answer to this command.
  virtual void CheckAnswer(Service service, const journal::Command& command, const common::v1::Row& row,
                           const std::vector<common::v1::Row>& rows) const = 0;
  virtual void CheckEnd(const Remains& up, const Remains& down) const = 0;

  // Counts what these rows went through, and what of that no run may be without.
  virtual void Cover(const Remains& up, const Remains& down, Coverage& coverage) const = 0;
  virtual std::vector<std::string> MustCover() const = 0;
};

}  // namespace padu::simulation
