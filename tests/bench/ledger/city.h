// The cities, households and disbursements of the bench: made from numbers alone, so that filling is quick.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/base/secrets.h"
#include "common/stream/stream.h"

namespace padu::bench {

struct Scale {
  int partitions = 1;
  std::int64_t households = 0;  // of all cities together
  std::int64_t events = 0;      // of all cities together, duplicates included
  int duplicates_percent = 10;
  std::string encoding = "protobuf";
};

// One city code for each partition, in order of the partitions.
std::vector<std::string> CitiesOf(int partitions);

// Writes the epoch marker and the rows of a registry that knows the city's households.
absl::Status FillRegistry(stream::Log& log, const Secrets& secrets, const Scale& scale, int partition);
// Creates the city's letter boxes and writes its events.
absl::Status FillBoxes(stream::Log& log, const Scale& scale, int partition);

}  // namespace padu::bench
