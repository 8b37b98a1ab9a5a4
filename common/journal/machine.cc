#include "common/journal/machine.h"

#include "common/base/check.h"

namespace padu::journal {

void Machine::DecideSubmission(const Submission&, const Moment&, const store::Reader&, Emitter&) const {
  PADU_FATAL("this machine has no letter boxes");
}

void Machine::DecideQuarantine(const common::v1::BoxCause&, const Moment&, const store::Reader&, Emitter&) const {
  PADU_FATAL("this machine has no letter boxes");
}

void Machine::DecideDue(std::string_view, const Moment&, const store::Reader&, Emitter&) const {
  PADU_FATAL("this machine has no due work");
}

void Machine::DecideSkipDue(std::string_view, const Moment&, const store::Reader&, Emitter&) const {
  PADU_FATAL("this machine has no due work");
}

}  // namespace padu::journal
