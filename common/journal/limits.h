// The engine's bounds (ARCHITECTURE.md, rule 16): when one is hit the caller gets RESOURCE_EXHAUSTED or the input
// waits; nothing is lost. Each has a test at the limit.
#pragma once

#include <cstddef>
#include <cstdint>

namespace padu::journal {

// One row, serialised. Journal topics take kMaxRecordBytes; a row lies whole in one record.
inline constexpr std::size_t kMaxRowBytes = 900 * 1024;
// A run of rows is closed once it reaches this.
inline constexpr std::size_t kRunBytes = 256 * 1024;
// max.message.bytes of journal topics (deploy/topics.yaml): one run and one row more, and framing.
inline constexpr std::size_t kMaxRecordBytes = 2 * 1024 * 1024;
// One batch: decided and committed together.
inline constexpr std::size_t kBatchRows = 2000;
inline constexpr std::size_t kBatchBytes = 4 * 1024 * 1024;
// Rows decided and not yet confirmed; at the bound no more is decided.
inline constexpr std::size_t kUnconfirmedRows = 50'000;
inline constexpr std::size_t kUnconfirmedBytes = 64 * 1024 * 1024;
// Commands in the mailbox; at the bound Submit answers RESOURCE_EXHAUSTED.
inline constexpr std::size_t kMailboxCommands = 10'000;
// Records taken of one input before it is the next one's turn (rule 14).
inline constexpr int kRecordsPerTurn = 256;
// Due work decided before it is the inputs' turn again, microseconds by the boot-time clock: what sets off much work
// delays no event by more.
inline constexpr std::int64_t kDueUsPerTurn = 5'000;
// Inputs of each kind that the note of deaths names (rule 17); at the bound the oldest is forgotten.
inline constexpr std::size_t kCrashNoteInputs = 64;

}  // namespace padu::journal
