#include "common/store/rocks/tuning.h"

#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

#include <utility>

namespace padu::store {
namespace {

constexpr double kFilterBitsPerKey = 10;
constexpr std::size_t kTableBlockBytes = std::size_t{8} << 10;
constexpr std::size_t kJournalBlockBytes = std::size_t{32} << 10;
constexpr double kMemtableFilterShare = 0.05;  // of the write buffer

rocksdb::BlockBasedTableOptions BlockOptions(const RocksShared::Parts& shared, std::size_t block_bytes) {
  rocksdb::BlockBasedTableOptions blocks;
  blocks.block_cache = shared.block_cache;
  blocks.block_size = block_bytes;
  blocks.checksum = rocksdb::kXXH3;  // Debian's build has no CRC32 by hardware
  blocks.format_version = 5;
  // Index and filter blocks count against the shared cache too: memory has one bound. They are pinned there: a read
  // looks them up nowhere.
  blocks.cache_index_and_filter_blocks = true;
  blocks.metadata_cache_options.unpartitioned_pinning = rocksdb::PinningTier::kAll;
  return blocks;
}

rocksdb::ColumnFamilyOptions FamilyOptions(const RocksOptions& options) {
  rocksdb::ColumnFamilyOptions family;
  family.write_buffer_size = options.write_buffer_bytes;
  // The same in every level: files of the journal move down as they are. ZSTD in the last one took a tenth of all CPU.
  family.compression = rocksdb::kLZ4Compression;
  family.level_compaction_dynamic_level_bytes = true;
  family.compaction_pri = rocksdb::kMinOverlappingRatio;
  // An insert starts its search where the last one with the same tag ended: batches come sorted from the overlay.
  family.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(1));
  return family;
}

}  // namespace

std::shared_ptr<RocksShared> RocksShared::Make(const Options& options) {
  auto parts = std::make_unique<Parts>();
  parts->block_cache = rocksdb::NewLRUCache(options.block_cache_bytes);
  parts->write_buffers = std::make_shared<rocksdb::WriteBufferManager>(options.write_buffer_bytes, parts->block_cache);
  if (options.background_bytes_per_second > 0) {
    parts->background_rate.reset(
        rocksdb::NewGenericRateLimiter(static_cast<std::int64_t>(options.background_bytes_per_second)));
  }
  return std::make_shared<RocksShared>(std::move(parts));
}

RocksShared::RocksShared(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
RocksShared::~RocksShared() = default;

rocksdb::DBOptions DatabaseOptions(const RocksOptions& options, const RocksShared::Parts& shared) {
  rocksdb::DBOptions database;
  database.create_if_missing = true;
  database.create_missing_column_families = true;
  // 7.8 loses data with atomic_flush and commits without a log, and may not open again after SyncWAL with tracked WALs.
  database.atomic_flush = false;
  database.track_and_verify_wals_in_manifest = false;
  database.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  database.max_total_wal_size = options.max_total_wal_bytes;
  database.write_buffer_manager = shared.write_buffers;
  database.rate_limiter = shared.background_rate;
  database.max_background_jobs = 2;  // of the whole process: stores share the pool
  // One writer: nothing to agree on with others.
  database.allow_concurrent_memtable_write = false;
  database.enable_write_thread_adaptive_yield = false;
  // Small steady writes instead of a burst that a commit's sync would wait behind.
  database.bytes_per_sync = std::uint64_t{1} << 20;
  database.skip_stats_update_on_db_open = true;
  database.stats_dump_period_sec = 0;
  database.info_log_level = rocksdb::WARN_LEVEL;
  database.max_log_file_size = std::size_t{8} << 20;
  database.keep_log_file_num = 2;
  return database;
}

rocksdb::ColumnFamilyOptions TablesOptions(const RocksOptions& options, const RocksShared::Parts& shared) {
  rocksdb::ColumnFamilyOptions family = FamilyOptions(options);
  rocksdb::BlockBasedTableOptions blocks = BlockOptions(shared, kTableBlockBytes);
  // Most reads ask for an id that is not there yet: filters answer those without touching a block.
  blocks.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kFilterBitsPerKey));
  blocks.whole_key_filtering = true;
  blocks.data_block_index_type = rocksdb::BlockBasedTableOptions::kDataBlockBinaryAndHash;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(blocks));
  family.memtable_whole_key_filtering = true;
  family.memtable_prefix_bloom_size_ratio = kMemtableFilterShare;
  return family;
}

rocksdb::ColumnFamilyOptions JournalOptions(const RocksOptions& options, const RocksShared::Parts& shared) {
  rocksdb::ColumnFamilyOptions family = FamilyOptions(options);
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(BlockOptions(shared, kJournalBlockBytes)));
  return family;
}

}  // namespace padu::store
