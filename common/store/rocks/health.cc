#include "common/store/rocks/health.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "common/base/check.h"

namespace padu::store {
namespace {

constexpr char kMarkName[] = "/CORRUPT";

// Best effort: what follows is an abort anyway, and says why on stderr.
void WriteSynced(const std::string& path, std::string_view text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return;
  const bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (written) fsync(file);
  close(file);
}

void SyncDirectory(const std::string& path) {
  const int directory = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return;
  fsync(directory);
  close(directory);
}

}  // namespace

void Health::Die(const rocksdb::Status& status, std::string_view doing) const {
  const std::string what = "store " + directory_ + ", " + std::string(doing) + ": " + status.ToString();
  if (status.IsCorruption()) Mark(what);
  PADU_FATAL(what);
}

void Health::Mark(std::string_view reason) const {
  WriteSynced(directory_ + kMarkName, std::string(reason) + "\n");
  SyncDirectory(directory_);
}

std::optional<std::string> Health::Marked() const {
  std::ifstream mark(directory_ + kMarkName, std::ios::binary);
  if (!mark) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(mark), {});
}

void BackgroundErrors::OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* status) {
  health_.Die(*status, "background work " + std::to_string(static_cast<int>(reason)));
}

}  // namespace padu::store
