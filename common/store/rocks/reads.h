// Reads of the two column families as if they were one ordered map.
#pragma once

#include <rocksdb/db.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/store/rocks/health.h"
#include "common/store/store.h"

namespace padu::store {

inline rocksdb::Slice AsSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
inline std::string_view AsView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// The open families and what is common to all reads of them.
struct Families {
  rocksdb::DB* db = nullptr;
  rocksdb::ColumnFamilyHandle* tables = nullptr;
  rocksdb::ColumnFamilyHandle* journal = nullptr;
  std::uint8_t journal_tag = 0;
  const Health* health = nullptr;

  rocksdb::ColumnFamilyHandle* Of(std::string_view key) const {
    return !key.empty() && static_cast<std::uint8_t>(key[0]) == journal_tag ? journal : tables;
  }
};

// A range that lies in one family; an empty `end` is the family's end.
struct Segment {
  rocksdb::ColumnFamilyHandle* family = nullptr;
  std::string begin;
  std::string end;
};

// [begin, end) in ascending order; nothing if it is empty.
std::vector<Segment> SegmentsOf(const Families& families, std::string_view begin, std::string_view end);

// `snapshot` null: the state now. Any thread.
bool ReadValue(const Families& families, const rocksdb::Snapshot* snapshot, std::string_view key, std::string* value);
std::unique_ptr<Cursor> OpenCursor(const Families& families, const rocksdb::Snapshot* snapshot, std::string_view begin,
                                   std::string_view end, bool back);

// Reads the state as it was when this was made.
class SnapshotReader final : public Reader {
 public:
  explicit SnapshotReader(const Families& families) : families_(families), snapshot_(families.db->GetSnapshot()) {}
  SnapshotReader(const SnapshotReader&) = delete;
  SnapshotReader& operator=(const SnapshotReader&) = delete;
  ~SnapshotReader() override { families_.db->ReleaseSnapshot(snapshot_); }

  [[nodiscard]] bool Get(std::string_view key, std::string* value) const override;
  [[nodiscard]] std::unique_ptr<Cursor> Scan(std::string_view begin, std::string_view end) const override;
  [[nodiscard]] std::unique_ptr<Cursor> ScanBack(std::string_view begin, std::string_view end) const override;

 private:
  const Families families_;
  const rocksdb::Snapshot* const snapshot_;
};

}  // namespace padu::store
