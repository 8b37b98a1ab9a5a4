// What must hold of the registry: its rows do not contradict each other (naive_city.h), its tables are what they come
// to, and a command with an etag changed only what nobody had changed since.
#pragma once

#include <vector>

#include "common/journal/machine.h"
#include "tests/simulation/services.h"

namespace padu::simulation {

void CheckRegistry(const Remains& registry);

void CheckRegistryAnswer(const journal::Command& command, const common::v1::Row& row,
                         const std::vector<common::v1::Row>& rows);

// The id of what a command's etag is about; empty: it has none.
std::string SubjectOf(const journal::MessageLite& request);

}  // namespace padu::simulation
