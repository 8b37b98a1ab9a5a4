// How RocksDB 7.8 is set: what was measured to matter, and what its open bugs forbid.
#pragma once

#include <rocksdb/cache.h>
#include <rocksdb/options.h>
#include <rocksdb/rate_limiter.h>
#include <rocksdb/write_buffer_manager.h>

#include <memory>

#include "common/store/rocks/rocks_store.h"

namespace padu::store {

struct RocksShared::Parts {
  std::shared_ptr<rocksdb::Cache> block_cache;
  std::shared_ptr<rocksdb::WriteBufferManager> write_buffers;
  std::shared_ptr<rocksdb::RateLimiter> background_rate;  // null: none
};

rocksdb::DBOptions DatabaseOptions(const RocksOptions& options, const RocksShared::Parts& shared);
// Tables with keys at random.
rocksdb::ColumnFamilyOptions TablesOptions(const RocksOptions& options, const RocksShared::Parts& shared);
// The journal: appended in key order, read from one place onwards.
rocksdb::ColumnFamilyOptions JournalOptions(const RocksOptions& options, const RocksShared::Parts& shared);

}  // namespace padu::store
