#include "services/registry/api/key_shelf.h"

#include "common/base/check.h"
#include "common/base/key.h"
#include "common/base/status.h"

namespace padu::registry {
namespace {

constexpr std::uint8_t kNextOffsetTag = 0x01;
constexpr std::uint8_t kKeyTag = 0x02;
constexpr std::uint8_t kErasedTag = 0x03;
constexpr std::uint8_t kOwedTag = 0x04;
constexpr std::size_t kSettleBatch = 4096;  // keys
constexpr std::size_t kCompactedOneByOne = 8;

std::string KeyOf(std::uint8_t tag, std::string_view key_id) { return KeyWriter(tag).Raw(key_id).str(); }
std::string EndOf(std::uint8_t tag) { return KeyWriter(static_cast<std::uint8_t>(tag + 1)).str(); }
std::string U64(std::uint64_t value) { return KeyWriter().U64(value).str(); }

ShelvedKey ParseShelved(std::string_view bytes) {
  KeyReader in(bytes);
  ShelvedKey key;
  key.offset = static_cast<std::int64_t>(in.U64());
  key.record = std::string(in.Rest());
  return key;
}

}  // namespace

namespace shelf {

std::optional<std::int64_t> NextOffset(const store::Reader& store) {
  std::string bytes;
  if (!store.Get(KeyOf(kNextOffsetTag, ""), &bytes)) return std::nullopt;
  return static_cast<std::int64_t>(KeyReader(bytes).U64());
}

void SetNextOffset(store::Txn& txn, std::int64_t next) {
  txn.Put(KeyOf(kNextOffsetTag, ""), U64(static_cast<std::uint64_t>(next)));
}

std::optional<ShelvedKey> Get(const store::Reader& store, std::string_view key_id) {
  std::string bytes;
  if (!store.Get(KeyOf(kKeyTag, key_id), &bytes)) return std::nullopt;
  return ParseShelved(bytes);
}

void Put(store::Txn& txn, std::string_view key_id, std::int64_t offset, std::string_view record) {
  txn.Put(KeyOf(kKeyTag, key_id), KeyWriter().U64(static_cast<std::uint64_t>(offset)).Raw(record).str());
}

bool IsErased(const store::Reader& store, std::string_view key_id) {
  std::string ignored;
  return store.Get(KeyOf(kErasedTag, key_id), &ignored);
}

void MarkErased(store::Txn& txn, std::string_view key_id, std::uint64_t audit) {
  txn.Delete(KeyOf(kKeyTag, key_id));
  txn.Put(KeyOf(kErasedTag, key_id), "");
  SetOwed(txn, key_id, audit);
}

std::optional<std::uint64_t> OwedSince(const store::Reader& store, std::string_view key_id) {
  std::string bytes;
  if (!store.Get(KeyOf(kOwedTag, key_id), &bytes)) return std::nullopt;
  return KeyReader(bytes).U64();
}

void SetOwed(store::Txn& txn, std::string_view key_id, std::uint64_t audit) {
  txn.Put(KeyOf(kOwedTag, key_id), U64(audit));
}

bool OwesAny(const store::Reader& store) { return store.Scan(KeyOf(kOwedTag, ""), EndOf(kOwedTag))->Valid(); }

void Settle(store::Store& store, std::uint64_t audit) {
  store::Batch batch;
  const auto cursor = store.Scan(KeyOf(kOwedTag, ""), EndOf(kOwedTag));
  for (; cursor->Valid(); cursor->Next()) {
    if (KeyReader(cursor->value()).U64() != audit) batch.Delete(cursor->key());
    if (batch.changes().size() < kSettleBatch) continue;
    store.Commit(batch, store::Durability::kBuffered);
    batch.Clear();
  }
  if (!batch.empty()) store.Commit(batch, store::Durability::kBuffered);
}

std::optional<std::string> Walk(const store::Reader& store, std::string_view from,
                                const std::function<bool(std::string_view key_id, const ShelvedKey& key)>& visit) {
  const auto cursor = store.Scan(KeyOf(kKeyTag, from), EndOf(kKeyTag));
  for (; cursor->Valid(); cursor->Next()) {
    const std::string_view key_id = cursor->key().substr(1);
    if (!visit(key_id, ParseShelved(cursor->value()))) return std::string(key_id);
  }
  return std::nullopt;
}

// One by one only the files that hold them are written anew; of many that is as good as all.
void Compact(store::Store& store, const std::vector<std::string>& key_ids) {
  if (key_ids.size() > kCompactedOneByOne) {
    store.Compact(KeyOf(kKeyTag, ""), EndOf(kKeyTag));
    return;
  }
  for (const std::string& key_id : key_ids) {
    const std::string key = KeyOf(kKeyTag, key_id);
    store.Compact(key, key + '\0');
  }
}

}  // namespace shelf

absl::Status KeyErased() {
  return Refuse(absl::StatusCode::kNotFound, {.reason = "KEY_ERASED",
                                              .text_id = "Data pribadi ini sudah dihapus dan tidak dapat dibuka lagi.",
                                              .text_en = "This personal data was erased and cannot be opened any more.",
                                              .metadata = {}});
}

absl::StatusOr<std::string> FindDataKey(const store::Reader& store, const Secrets& secrets, std::string_view key_id) {
  if (shelf::IsErased(store, key_id)) return KeyErased();
  const auto shelved = shelf::Get(store, key_id);
  if (!shelved.has_value()) {
    return Refuse(absl::StatusCode::kNotFound, {.reason = "KEY_NOT_FOUND",
                                                .text_id = "Kunci data pribadi ini tidak ditemukan.",
                                                .text_en = "The key of this personal data was not found.",
                                                .metadata = {}});
  }
  const auto record = DecodeKeyRecord(shelved->record);
  PADU_CHECK(record.has_value());  // nothing else is put on the shelf
  ASSIGN_OR_RETURN(const CitySecrets* city, secrets.ForCity(record->city));
  return city->Unwrap(key_id, record->wrapped);
}

}  // namespace padu::registry
