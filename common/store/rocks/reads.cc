#include "common/store/rocks/reads.h"

#include <rocksdb/iterator.h>
#include <rocksdb/snapshot.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/check.h"
#include "common/base/key.h"

namespace padu::store {
namespace {

// Walks the segments one after the other. Several are read through one snapshot, so that they fit together.
class SegmentCursor final : public Cursor {
 public:
  SegmentCursor(const Families& families, const rocksdb::Snapshot* snapshot, std::vector<Segment> segments, bool back)
      : db_(families.db), health_(*families.health), segments_(std::move(segments)), back_(back) {
    if (back_) std::reverse(segments_.begin(), segments_.end());
    if (snapshot == nullptr && segments_.size() > 1) snapshot = own_snapshot_.emplace(db_).snapshot();
    options_.snapshot = snapshot;
    options_.iterate_lower_bound = &lower_;
    Settle();
  }

  bool Valid() const override { return at_ != nullptr && at_->Valid(); }
  std::string_view key() const override { return AsView(at_->key()); }
  std::string_view value() const override { return AsView(at_->value()); }

  void Next() override {
    PADU_CHECK(Valid());
    if (back_) {
      at_->Prev();
    } else {
      at_->Next();
    }
    Settle();
  }

 private:
  // Opens segments until one has an entry.
  void Settle() {
    while (!Valid()) {
      if (at_ != nullptr) health_.Check(at_->status(), "a scan");
      if (next_ == segments_.size()) return;
      OpenSegment(segments_[next_++]);
    }
  }

  void OpenSegment(const Segment& segment) {
    at_.reset();  // it looks at the bounds
    lower_ = segment.begin;
    upper_ = segment.end;
    options_.iterate_upper_bound = segment.end.empty() ? nullptr : &upper_;
    at_.reset(db_->NewIterator(options_, segment.family));
    if (back_) {
      at_->SeekToLast();
    } else {
      at_->SeekToFirst();
    }
  }

  rocksdb::DB* const db_;
  const Health& health_;
  std::vector<Segment> segments_;  // in the order of the walk
  const bool back_;
  std::size_t next_ = 0;
  std::optional<rocksdb::ManagedSnapshot> own_snapshot_;
  rocksdb::Slice lower_;
  rocksdb::Slice upper_;
  rocksdb::ReadOptions options_;
  std::unique_ptr<rocksdb::Iterator> at_;
};

bool IsEmpty(const Segment& segment) { return !segment.end.empty() && segment.end <= segment.begin; }

// The lesser of two ends, where an empty one is the greatest.
std::string_view Lesser(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return a.empty() ? b : a;
  return std::min(a, b);
}

}  // namespace

std::vector<Segment> SegmentsOf(const Families& families, std::string_view begin, std::string_view end) {
  const std::string first(1, static_cast<char>(families.journal_tag));
  const std::string past = PrefixEnd(first);
  std::vector<Segment> segments;
  const auto add = [&](rocksdb::ColumnFamilyHandle* family, std::string_view from, std::string_view to) {
    Segment segment{family, std::string(from), std::string(to)};
    if (!IsEmpty(segment)) segments.push_back(std::move(segment));
  };
  add(families.tables, begin, Lesser(end, first));
  add(families.journal, std::max(begin, std::string_view(first)), Lesser(end, past));
  if (!past.empty()) add(families.tables, std::max(begin, std::string_view(past)), end);
  return segments;
}

bool ReadValue(const Families& families, const rocksdb::Snapshot* snapshot, std::string_view key, std::string* value) {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  const rocksdb::Status status = families.db->Get(options, families.Of(key), AsSlice(key), value);
  if (status.IsNotFound()) return false;
  families.health->Check(status, "a read");
  return true;
}

std::unique_ptr<Cursor> OpenCursor(const Families& families, const rocksdb::Snapshot* snapshot, std::string_view begin,
                                   std::string_view end, bool back) {
  return std::make_unique<SegmentCursor>(families, snapshot, SegmentsOf(families, begin, end), back);
}

bool SnapshotReader::Get(std::string_view key, std::string* value) const {
  return ReadValue(families_, snapshot_, key, value);
}

std::unique_ptr<Cursor> SnapshotReader::Scan(std::string_view begin, std::string_view end) const {
  return OpenCursor(families_, snapshot_, begin, end, false);
}

std::unique_ptr<Cursor> SnapshotReader::ScanBack(std::string_view begin, std::string_view end) const {
  return OpenCursor(families_, snapshot_, begin, end, true);
}

}  // namespace padu::store
