// How rows and epoch markers stand in a record of a journal topic, and how a row is judged without parsing it whole.
//
// Record header "padu", big-endian:  u8 version = 1 | u8 kind | u64 epoch number | u64 epoch life |
//   kind 1, marker:  instance name, to the end             value: empty
//   kind 2, rows:    u64 first sequence | u32 count        value: padu.common.v1.RowRun
// The epoch is the one the record is *published* in. docs/formats.md is the record of all formats.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/status.h"
#include "common/journal/machine.h"
#include "common/stream/stream.h"

namespace padu::journal {

inline constexpr char kFrameHeader[] = "padu";

struct Epoch {
  std::uint64_t number = 0;
  std::uint64_t life = 0;
  bool operator==(const Epoch&) const = default;
};

// What a record of a journal topic says of itself.
struct Frame {
  enum class Kind : std::uint8_t { kMarker = 1, kRows = 2 };
  Kind kind = Kind::kRows;
  Epoch published;       // marker: the epoch it announces
  std::string instance;  // marker only
  Sequence first = 0;    // rows only
  std::uint32_t count = 0;
};

// The parts of a row by which it is accepted or not; `bytes` points into the record.
struct RowHead {
  Sequence sequence = 0;
  Epoch decided;
  std::string_view bytes;
};

stream::OutRecord EncodeMarker(const Epoch& epoch, std::string_view instance);
// `run` is a serialised RowRun of `count` rows from `first` on.
stream::OutRecord EncodeRows(const Epoch& published, Sequence first, std::uint32_t count, std::string run);
// Appends one serialised row to a serialised RowRun.
void AppendToRun(std::string& run, std::string_view row);

// INVALID_ARGUMENT: not a record of a journal topic as this binary knows it.
absl::StatusOr<Frame> DecodeFrame(const stream::Record& record);
// The heads of the rows in a rows record. INVALID_ARGUMENT if the run does not parse or does not fit the frame.
absl::StatusOr<std::vector<RowHead>> DecodeRun(const Frame& frame, std::string_view value);
absl::StatusOr<RowHead> PeekRow(std::string_view row);

}  // namespace padu::journal
