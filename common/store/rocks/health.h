// What becomes of errors of RocksDB: a mark for the next start where the data is at fault, and the end of the process.
#pragma once

#include <rocksdb/listener.h>
#include <rocksdb/status.h>

#include <optional>
#include <string>
#include <string_view>

namespace padu::store {

// Any thread.
class Health {
 public:
  explicit Health(std::string directory) : directory_(std::move(directory)) {}

  void Check(const rocksdb::Status& status, std::string_view doing) const {
    if (!status.ok()) [[unlikely]]
      Die(status, doing);
  }
  [[noreturn]] void Die(const rocksdb::Status& status, std::string_view doing) const;

  // Writes the mark, synced.
  void Mark(std::string_view reason) const;
  // The reason in the mark, if there is one.
  std::optional<std::string> Marked() const;
  const std::string& directory() const { return directory_; }

 private:
  const std::string directory_;
};

// Treats a failed flush or compaction as a failed call.
class BackgroundErrors final : public rocksdb::EventListener {
 public:
  explicit BackgroundErrors(const Health& health) : health_(health) {}
  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* status) override;

 private:
  const Health& health_;
};

}  // namespace padu::store
