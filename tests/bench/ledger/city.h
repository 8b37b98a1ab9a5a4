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
  std::int64_t first = 0;       // number of the first submission
  std::int64_t events = 0;      // submissions of all cities together, what is sent again included
  int duplicates_percent = 10;
  std::string encoding = "protobuf";
};

// One city code for each partition, in order of the partitions.
std::vector<std::string> CitiesOf(int partitions);

// The submissions to one city's letter boxes. All cities' are numbered together: number n is of partition n mod P and
// stands in its city's box (n / P) mod 4 at offset n / P / 4, if all before it were sent too and both `first` and
// `events` are multiples of 4 P.
class Submissions {
 public:
  static constexpr int kBoxes = 4;

  Submissions(const Scale& scale, int partition);

  const std::vector<std::string>& boxes() const { return boxes_; }
  std::size_t BoxOf(std::int64_t number) const { return static_cast<std::size_t>(number / scale_.partitions % kBoxes); }
  std::int64_t NumberAt(std::size_t box, stream::Offset offset) const {
    return (offset * kBoxes + static_cast<std::int64_t>(box)) * scale_.partitions + partition_;
  }
  // The event that a submission holds: its own number, or that of the one it sends again.
  std::int64_t EventOf(std::int64_t number) const;
  stream::OutRecord Record(std::int64_t number) const;

 private:
  const Scale scale_;
  const int partition_;
  const std::int64_t households_;
  const std::string city_;
  std::vector<std::string> boxes_;
};

// Writes the epoch marker and the rows of a registry that knows the city's households.
absl::Status FillRegistry(stream::Log& log, const Secrets& secrets, const Scale& scale, int partition);
// Creates the city's letter boxes and writes its events.
absl::Status FillBoxes(stream::Log& log, const Scale& scale, int partition);

}  // namespace padu::bench
