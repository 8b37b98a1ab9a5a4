#include "common/store/rocks/rocks_store.h"

#include <rocksdb/db.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>
#include <sys/statvfs.h>

#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "common/store/rocks/health.h"
#include "common/store/rocks/reads.h"
#include "common/store/rocks/tuning.h"

namespace padu::store {
namespace {

constexpr char kJournalFamily[] = "journal";
constexpr std::int64_t kFreeBytesAge = 100 * kMicrosPerMilli;
constexpr std::size_t kDeleteRangeBatch = 4096;  // keys

absl::Status ToStatus(const rocksdb::Status& status, const std::string& path) {
  const std::string what = "store " + path + ": " + status.ToString();
  if (status.IsCorruption()) return absl::DataLossError(what);
  if (status.IsIOError()) return absl::UnavailableError(what);
  return absl::InternalError(what);
}

}  // namespace

struct RocksStore::Database {
  explicit Database(const RocksOptions& given) : options(given), health(given.path) {
    if (options.shared == nullptr) options.shared = RocksShared::Make({});
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() {
    if (db == nullptr) return;
    for (rocksdb::ColumnFamilyHandle* handle : handles) db->DestroyColumnFamilyHandle(handle);
    health.Check(db->Close(), "closing");
  }

  rocksdb::Status Open() {
    const RocksShared::Parts& shared = options.shared->parts();
    rocksdb::DBOptions database = DatabaseOptions(options, shared);
    database.listeners.push_back(std::make_shared<BackgroundErrors>(health));
    const std::vector<rocksdb::ColumnFamilyDescriptor> descriptors = {
        {rocksdb::kDefaultColumnFamilyName, TablesOptions(options, shared)},
        {kJournalFamily, JournalOptions(options, shared)}};
    rocksdb::DB* opened = nullptr;
    const rocksdb::Status status = rocksdb::DB::Open(database, options.path, descriptors, &handles, &opened);
    db.reset(opened);
    if (status.ok()) families = {opened, handles[0], handles[1], options.journal_tag, &health};
    return status;
  }

  RocksOptions options;
  const Health health;
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  Families families;
  rocksdb::WriteBatch batch;  // of the commit under way: keeps its memory from commit to commit
};

absl::StatusOr<std::unique_ptr<RocksStore>> RocksStore::Open(const RocksOptions& options) {
  std::error_code error;
  std::filesystem::create_directories(options.path, error);
  if (error) return absl::UnavailableError("store " + options.path + ": " + error.message());
  auto database = std::make_unique<Database>(options);
  if (const auto reason = database->health.Marked()) {
    return absl::DataLossError("store " + options.path + " is marked corrupt: " + *reason);
  }
  const rocksdb::Status status = database->Open();
  if (status.IsCorruption()) database->health.Mark("opening: " + status.ToString());
  if (!status.ok()) return ToStatus(status, options.path);
  return std::unique_ptr<RocksStore>(new RocksStore(std::move(database)));
}

RocksStore::RocksStore(std::unique_ptr<Database> database)
    : database_(std::move(database)), free_asked_at_(-kFreeBytesAge), free_bytes_(0) {}

RocksStore::~RocksStore() = default;

bool RocksStore::Get(std::string_view key, std::string* value) const {
  return ReadValue(database_->families, nullptr, key, value);
}

std::unique_ptr<Cursor> RocksStore::Scan(std::string_view begin, std::string_view end) const {
  return OpenCursor(database_->families, nullptr, begin, end, false);
}

std::unique_ptr<Cursor> RocksStore::ScanBack(std::string_view begin, std::string_view end) const {
  return OpenCursor(database_->families, nullptr, begin, end, true);
}

std::unique_ptr<Reader> RocksStore::Snapshot() const { return std::make_unique<SnapshotReader>(database_->families); }

void RocksStore::Commit(const Batch& batch, Durability durability) {
  static_cast<void>(committer_.Done(true));
  const bool rebuild = durability == Durability::kRebuild;
  if (rebuilding_ && !rebuild) Flush();
  rebuilding_ = rebuild;
  Write(batch, durability);
}

void RocksStore::StartCommit(const Batch& batch) {
  if (rebuilding_) Flush();
  committer_.Start([this, &batch] { Write(batch, Durability::kSynced); });
}

bool RocksStore::CommitDone(bool wait) { return committer_.Done(wait); }

void RocksStore::Write(const Batch& batch, Durability durability) {
  const Families& families = database_->families;
  rocksdb::WriteBatch& out = database_->batch;
  out.Clear();
  for (const Batch::Change& change : batch.changes()) {
    const rocksdb::Slice key = AsSlice(change.key);
    const rocksdb::Status added = change.erase ? out.Delete(families.Of(change.key), key)
                                               : out.Put(families.Of(change.key), key, AsSlice(change.value));
    database_->health.Check(added, "filling a batch");
  }
  rocksdb::WriteOptions options;
  options.sync = durability == Durability::kSynced;
  options.disableWAL = durability == Durability::kRebuild;
  database_->health.Check(database_->db->Write(options, &out), "a commit");
}

// One by one: range tombstones of 7.8 are not worth their risk for what happens once in a migration.
void RocksStore::DeleteRange(std::string_view begin, std::string_view end) {
  const auto cursor = Scan(begin, end);
  const Durability durability = rebuilding_ ? Durability::kRebuild : Durability::kBuffered;
  Batch batch;
  for (; cursor->Valid(); cursor->Next()) {
    batch.Delete(cursor->key());
    if (batch.changes().size() < kDeleteRangeBatch) continue;
    Commit(batch, durability);
    batch.Clear();
  }
  if (!batch.empty()) Commit(batch, durability);
}

void RocksStore::Flush() {
  if (rebuilding_) {
    database_->health.Check(database_->db->Flush(rocksdb::FlushOptions(), database_->handles), "a flush");
    rebuilding_ = false;
  }
  database_->health.Check(database_->db->SyncWAL(), "syncing the log");
}

// Flushing lets go of the log, where the old values stand too; the last level is written anew even if nothing would
// move.
void RocksStore::Compact(std::string_view begin, std::string_view end) {
  database_->health.Check(database_->db->Flush(rocksdb::FlushOptions(), database_->handles), "a flush");
  rebuilding_ = false;
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  for (const Segment& segment : SegmentsOf(database_->families, begin, end)) {
    const rocksdb::Slice first = AsSlice(segment.begin);
    const rocksdb::Slice last = AsSlice(segment.end);
    database_->health.Check(
        database_->db->CompactRange(options, segment.family, &first, segment.end.empty() ? nullptr : &last),
        "a compaction");
  }
}

std::uint64_t RocksStore::FreeBytes() const {
  const std::int64_t now = SystemClock().BootNow();
  if (now - free_asked_at_ < kFreeBytesAge) return free_bytes_;
  struct statvfs disk {};
  if (statvfs(database_->options.path.c_str(), &disk) != 0) {
    database_->health.Die(rocksdb::Status::IOError("statvfs"), "asking for free space");
  }
  const std::uint64_t free = std::uint64_t{disk.f_bavail} * disk.f_frsize;
  const std::uint64_t reserve = database_->options.disk_reserve_bytes;
  const std::uint64_t answer = free > reserve ? free - reserve : 0;
  free_bytes_ = answer;
  free_asked_at_ = now;
  return answer;
}

absl::Status RocksStore::Checkpoint(const std::string& directory) {
  rocksdb::Checkpoint* made = nullptr;
  rocksdb::Status status = rocksdb::Checkpoint::Create(database_->db.get(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  if (status.ok()) status = checkpoint->CreateCheckpoint(directory);
  return status.ok() ? absl::OkStatus() : ToStatus(status, directory);
}

}  // namespace padu::store
