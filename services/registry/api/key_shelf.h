// The tables of the store that holds wrapped keys: a store of its own, outside snapshots, compacted after each erasure.
//
//   01                -> u64                     next offset of the keys topic
//   02 raw key id     -> u64 offset, key record  the newest wrapping, and where in the topic it was met
//   03 raw key id     -> nothing                 erased, for ever
//   04 raw key id     -> u64 audit               erased, and the topic may still hold a value: the audit that saw it
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/secrets.h"
#include "common/store/overlay.h"
#include "common/store/store.h"
#include "services/registry/api/key_record.h"

namespace padu::registry {

// A key as it is kept. `record` is an encoded KeyRecord.
struct ShelvedKey {
  std::int64_t offset = 0;
  std::string record;
};

namespace shelf {

std::optional<std::int64_t> NextOffset(const store::Reader& store);
void SetNextOffset(store::Txn& txn, std::int64_t next);

std::optional<ShelvedKey> Get(const store::Reader& store, std::string_view key_id);
void Put(store::Txn& txn, std::string_view key_id, std::int64_t offset, std::string_view record);

bool IsErased(const store::Reader& store, std::string_view key_id);
// The key goes; that it is erased stays. Owed from now on, as seen by `audit`.
void MarkErased(store::Txn& txn, std::string_view key_id, std::uint64_t audit);

// The audit that last saw a value of an erased key; nullopt: nothing is owed for it.
std::optional<std::uint64_t> OwedSince(const store::Reader& store, std::string_view key_id);
void SetOwed(store::Txn& txn, std::string_view key_id, std::uint64_t audit);
bool OwesAny(const store::Reader& store);
// Forgets what is owed for keys that `audit` did not see.
void Settle(store::Store& store, std::uint64_t audit);

// Walks keys in the order of their ids, from `from` on, until `visit` returns false. The id of the key that it refused;
// nullopt: all were walked.
std::optional<std::string> Walk(const store::Reader& store, std::string_view from,
                                const std::function<bool(std::string_view key_id, const ShelvedKey& key)>& visit);

// Takes these keys, which were erased, off the disk.
void Compact(store::Store& store, const std::vector<std::string>& key_ids);

}  // namespace shelf

// NOT_FOUND (KEY_ERASED).
absl::Status KeyErased();

// The data key. NOT_FOUND: erased (KEY_ERASED), or never met (KEY_NOT_FOUND); FAILED_PRECONDITION: its master key is
// not in the secrets file. Any thread.
absl::StatusOr<std::string> FindDataKey(const store::Reader& store, const Secrets& secrets, std::string_view key_id);

}  // namespace padu::registry
