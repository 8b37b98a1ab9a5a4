#include "common/base/secrets.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <sstream>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/status.h"

namespace padu {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::int64_t kFileBytesMax = 4 << 20;

std::string WrapContext(const std::string& city, std::string_view key_id, std::uint32_t version) {
  return absl::StrCat("wrap:v1:", city, ":", version, ":") + std::string(key_id);
}

std::string DigestMessage(std::string_view purpose, std::string_view bytes) {
  PADU_CHECK(!purpose.empty());
  PADU_CHECK(purpose.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos);
  return "digest:v1:" + std::string(purpose) + ":" + std::string(bytes);
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  const int fd_;
};

absl::Status FileError(const std::string& path, const char* what) {
  return absl::ErrnoToStatus(errno, absl::StrCat(path, ": ", what));
}

// The whole file, if nobody but its owner can read or write it.
absl::StatusOr<std::string> ReadPrivate(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return FileError(path, "the secrets file cannot be opened; make it, or name it right");
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return FileError(path, "cannot be examined");
  if (!S_ISREG(info.st_mode) || info.st_size > kFileBytesMax) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": is no secrets file"));
  }
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return absl::FailedPreconditionError(absl::StrCat(path,
                                                      ": others than its owner have access to it; chmod 600 it, "
                                                      "and change the keys if somebody may have read them"));
  }
  std::string bytes(static_cast<std::size_t>(info.st_size), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::read(file.get(), bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return FileError(path, "cannot be read");
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

struct Line {
  std::string city;
  std::string kind;
  std::uint32_t version = 0;
  std::string key;
};

// What is wrong never quotes the line.
absl::StatusOr<Line> ParseLine(const std::string& text) {
  std::istringstream in(text);
  Line line;
  std::string version, key, more;
  if (!(in >> line.city >> line.kind >> version >> key) || in >> more) {
    return absl::InvalidArgumentError("must be: city, kind, version, key");
  }
  if (line.kind != "hmac" && line.kind != "master") {
    return absl::InvalidArgumentError("the kind must be hmac or master");
  }
  const char* const end = version.data() + version.size();
  const auto [parsed, error] = std::from_chars(version.data(), end, line.version);
  if (error != std::errc() || parsed != end || line.version == 0) {
    return absl::InvalidArgumentError("the version must be a number from 1 on");
  }
  auto bytes = FromBase64Url(key);
  if (!bytes.has_value() || bytes->size() != kKeyBytes) {
    return absl::InvalidArgumentError("the key must be 32 bytes in base64url without padding");
  }
  line.key = *std::move(bytes);
  return line;
}

absl::Status WriteAll(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return FileError(path, "cannot be written");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return absl::OkStatus();
}

// A new file for its owner alone.
absl::Status WritePrivate(const std::string& path, const std::string& text) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (file.get() < 0) return FileError(path, "the secrets file cannot be made");
  RETURN_IF_ERROR(WriteAll(file.get(), text, path));
  if (::fsync(file.get()) != 0) return FileError(path, "cannot be made durable");
  return absl::OkStatus();
}

}  // namespace

CitySecrets::CitySecrets(std::string city, std::map<std::uint32_t, std::string> hmac_keys,
                         std::map<std::uint32_t, std::string> master_keys)
    : city_(std::move(city)), master_keys_(std::move(master_keys)) {
  PADU_CHECK(!hmac_keys.empty() && !master_keys_.empty());
  for (const auto& [version, key] : hmac_keys) hmac_keys_.emplace(version, HmacKey(key));
  for (const auto& [version, key] : master_keys_) PADU_CHECK(key.size() == kKeyBytes);
}

std::vector<KeyedDigest> CitySecrets::UnderAll(const std::string& message) const {
  std::vector<KeyedDigest> digests;
  digests.reserve(hmac_keys_.size());
  for (auto it = hmac_keys_.rbegin(); it != hmac_keys_.rend(); ++it) {
    digests.push_back({it->first, it->second.Mac(message)});
  }
  return digests;
}

KeyedDigest CitySecrets::UnderNewest(const std::string& message) const {
  const auto& [version, key] = *hmac_keys_.rbegin();
  return {version, key.Mac(message)};
}

KeyedDigest CitySecrets::NikToken(std::string_view nik) const { return UnderNewest("nik:v1:" + std::string(nik)); }

std::vector<KeyedDigest> CitySecrets::NikTokens(std::string_view nik) const {
  return UnderAll("nik:v1:" + std::string(nik));
}

KeyedDigest CitySecrets::Digest(std::string_view purpose, std::string_view bytes) const {
  return UnderNewest(DigestMessage(purpose, bytes));
}

std::vector<KeyedDigest> CitySecrets::Digests(std::string_view purpose, std::string_view bytes) const {
  return UnderAll(DigestMessage(purpose, bytes));
}

std::optional<KeyedDigest> CitySecrets::DigestUnder(std::uint32_t version, std::string_view purpose,
                                                    std::string_view bytes) const {
  const auto key = hmac_keys_.find(version);
  if (key == hmac_keys_.end()) return std::nullopt;
  return KeyedDigest{version, key->second.Mac(DigestMessage(purpose, bytes))};
}

bool CitySecrets::Matches(const KeyedDigest& digest, std::string_view purpose, std::string_view bytes) const {
  const auto mine = DigestUnder(digest.key_version, purpose, bytes);
  return mine.has_value() && ConstantTimeEqual(mine->digest, digest.digest);
}

WrappedKey CitySecrets::Wrap(std::string_view key_id, std::string_view data_key, Random& random) const {
  PADU_CHECK(data_key.size() == kKeyBytes);
  const auto& [version, master] = *master_keys_.rbegin();
  return {version, Seal(master, data_key, WrapContext(city_, key_id, version), random)};
}

absl::StatusOr<std::string> CitySecrets::Unwrap(std::string_view key_id, const WrappedKey& wrapped) const {
  const auto master = master_keys_.find(wrapped.master_version);
  if (master == master_keys_.end()) {
    return absl::FailedPreconditionError(
        absl::StrCat("city ", city_, ": no master key of version ", wrapped.master_version, " in the secrets file"));
  }
  return Open(master->second, wrapped.sealed, WrapContext(city_, key_id, wrapped.master_version));
}

absl::StatusOr<Secrets> Secrets::Load(const std::string& path) {
  ASSIGN_OR_RETURN(std::string bytes, ReadPrivate(path));
  std::map<std::string, std::map<std::string, std::map<std::uint32_t, std::string>>> found;
  std::istringstream in(bytes);
  Wipe(bytes);
  int number = 0;
  for (std::string text; std::getline(in, text);) {
    ++number;
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string::npos || text[first] == '#') continue;
    auto line = ParseLine(text);
    if (!line.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(path, ":", number, ": ", std::string(line.status().message())));
    }
    if (!found[line->city][line->kind].emplace(line->version, line->key).second) {
      return absl::InvalidArgumentError(absl::StrCat(path, ":", number, ": this version stands there twice"));
    }
  }
  Secrets secrets;
  for (auto& [city, kinds] : found) {
    if (kinds["hmac"].empty() || kinds["master"].empty()) {
      return absl::InvalidArgumentError(absl::StrCat(path, ": city ", city, " needs a key of both kinds"));
    }
    secrets.cities_.emplace(city, CitySecrets(city, kinds["hmac"], kinds["master"]));
  }
  return secrets;
}

absl::StatusOr<const CitySecrets*> Secrets::ForCity(std::string_view city) const {
  const auto found = cities_.find(city);
  if (found == cities_.end()) {
    return absl::NotFoundError("the secrets file has no keys for city " + std::string(city));
  }
  return &found->second;
}

std::vector<std::string> Secrets::Cities() const {
  std::vector<std::string> names;
  for (const auto& [city, secrets] : cities_) names.push_back(city);
  return names;
}

absl::Status CreateSecretsFile(const std::string& path, const std::vector<std::string>& cities, Random& random) {
  std::string text =
      "# Secrets of cities: without this file no person is found again and no sealed data opens. Keep a copy where "
      "only\n"
      "# those get at it who must; never in a repository, an image or a log. city, kind, version, key.\n";
  for (const std::string& city : cities) {
    if (city.empty() || city.find_first_not_of("0123456789.") != std::string::npos) {
      return absl::InvalidArgumentError("'" + city + "' is no city code such as 64.74");
    }
    for (const char* kind : {"hmac", "master"}) {
      text += absl::StrCat(city, " ", kind, " 1 ", Base64Url(RandomBytes(random, kKeyBytes)), "\n");
    }
  }
  const absl::Status written = WritePrivate(path, text);
  Wipe(text);
  return written;
}

absl::StatusOr<std::string> ReadPrivateLine(const std::string& path) {
  ASSIGN_OR_RETURN(std::string line, ReadPrivate(path));
  while (line.ends_with('\n') || line.ends_with('\r')) line.pop_back();
  if (line.empty() || line.find_first_of("\r\n") != std::string::npos) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": must hold one line: the key or password"));
  }
  return line;
}

absl::Status WritePrivateLine(const std::string& path, std::string_view line) {
  return WritePrivate(path, std::string(line) + "\n");
}

}  // namespace padu
