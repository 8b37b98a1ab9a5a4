// Keys of the engine's own tables (docs/formats.md, "The engine"). A tag or shape once written is for ever.
//
//   0x00 local state of this disk, no part of the table hash:
//          01           own TopicReader            -> ReaderState
//          02 u32       view's TopicReader         -> ReaderState
//          03           fold version               -> u32
//          04           what was in hand           -> CrashNote
//   0x01 u64 sequence                              -> Row                 the journal
//   0x02 u64 first sequence                        -> EpochStretch        fold of the rows' epochs
//   0x03 text caller, text method, text request_id -> RequestEntry        fold of the causes
//   0x04 text topic                                -> BoxState            fold of the causes and engine facts
//   0x05                                           -> u64 micros          lowest time the inputs have reached
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/check.h"
#include "common/base/key.h"
#include "common/journal/epoch_line.h"
#include "common/journal/machine.h"
#include "common/store/store.h"
#include "common/store/values.h"
#include "padu/common/v1/engine_tables.pb.h"

namespace padu::journal {

inline constexpr std::uint8_t kLocalTag = 0x00;
inline constexpr std::uint8_t kRowTag = 0x01;
inline constexpr std::uint8_t kEpochTag = 0x02;
inline constexpr std::uint8_t kRequestTag = 0x03;
inline constexpr std::uint8_t kBoxTag = 0x04;
inline constexpr std::uint8_t kInputTimeTag = 0x05;

std::string OwnReaderKey();
std::string ViewReaderKey(int upstream);
std::string FoldVersionKey();
std::string CrashNoteKey();
std::string RowKey(Sequence sequence);
std::string EpochKey(Sequence first);
std::string RequestKey(std::string_view caller, std::string_view method, std::string_view request_id);
std::string BoxKey(std::string_view topic);

// Reads a value of protobuf type T; nullopt if the key is not there. A value that does not parse aborts: it is ours.
template <typename T>
std::optional<T> GetProto(const store::Reader& tables, std::string_view key) {
  return store::Get<T>(tables, key);
}

// The last row on this disk.
struct JournalEnd {
  Sequence next = 0;  // one past the last row
  UnixMicros decided_at = 0;
  Epoch decided;
  std::vector<Sequence> upstream_next;
};
JournalEnd ReadJournalEnd(const store::Reader& tables);
// The lowest time that the inputs had reached at the last TimePassed; 0 before the first.
UnixMicros ReadInputTime(const store::Reader& tables);
std::map<std::string, common::v1::BoxState> ReadBoxes(const store::Reader& tables);
EpochLine ReadEpochLine(const store::Reader& tables);

// SHA-256 over the logical content of all tables but the local ones: equal after any rebuild (rule 7).
std::string TableHash(const store::Reader& tables);
// The same, given up (nullopt) when `go_on`, asked each megabyte, says so.
std::optional<std::string> TableHash(const store::Reader& tables, const std::function<bool()>& go_on);

}  // namespace padu::journal
