#include "common/journal/engine_tables.h"

#include "common/base/check.h"
#include "common/base/crypto.h"

namespace padu::journal {

std::string OwnReaderKey() { return KeyWriter(kLocalTag).U8(1).str(); }
std::string ViewReaderKey(int upstream) {
  return KeyWriter(kLocalTag).U8(2).U32(static_cast<std::uint32_t>(upstream)).str();
}
std::string FoldVersionKey() { return KeyWriter(kLocalTag).U8(3).str(); }
std::string CrashNoteKey() { return KeyWriter(kLocalTag).U8(4).str(); }
std::string RowKey(Sequence sequence) { return KeyWriter(kRowTag).U64(sequence).str(); }
std::string EpochKey(Sequence first) { return KeyWriter(kEpochTag).U64(first).str(); }
std::string RequestKey(std::string_view caller, std::string_view method, std::string_view request_id) {
  return KeyWriter(kRequestTag).Text(caller).Text(method).Text(request_id).str();
}
std::string BoxKey(std::string_view topic) { return KeyWriter(kBoxTag).Text(topic).str(); }

JournalEnd ReadJournalEnd(const store::Reader& tables) {
  const auto cursor = tables.ScanBack(KeyWriter(kRowTag).str(), KeyWriter(kRowTag + 1).str());
  if (!cursor->Valid()) return {};
  Row row;
  if (!row.ParseFromArray(cursor->value().data(), static_cast<int>(cursor->value().size()))) {
    PADU_FATAL("the last row in the store does not parse");
  }
  return {.next = row.sequence() + 1,
          .decided_at = row.decided_at(),
          .decided = {row.epoch_number(), row.epoch_life()},
          .upstream_next = {row.upstream_next().begin(), row.upstream_next().end()}};
}

UnixMicros ReadInputTime(const store::Reader& tables) {
  std::string bytes;
  if (!tables.Get(KeyWriter(kInputTimeTag).str(), &bytes)) return 0;
  return static_cast<UnixMicros>(KeyReader(bytes).U64());
}

std::map<std::string, common::v1::BoxState> ReadBoxes(const store::Reader& tables) {
  std::map<std::string, common::v1::BoxState> boxes;
  const auto cursor = tables.Scan(KeyWriter(kBoxTag).str(), KeyWriter(kBoxTag + 1).str());
  for (; cursor->Valid(); cursor->Next()) {
    KeyReader key(cursor->key());
    key.U8();
    if (!boxes[key.Text()].ParseFromArray(cursor->value().data(), static_cast<int>(cursor->value().size()))) {
      PADU_FATAL("the state of a letter box in the store does not parse");
    }
  }
  return boxes;
}

EpochLine ReadEpochLine(const store::Reader& tables) {
  EpochLine line;
  const auto cursor = tables.Scan(KeyWriter(kEpochTag).str(), KeyWriter(kEpochTag + 1).str());
  for (; cursor->Valid(); cursor->Next()) {
    common::v1::EpochStretch stretch;
    if (!stretch.ParseFromArray(cursor->value().data(), static_cast<int>(cursor->value().size()))) {
      PADU_FATAL("a stretch of epochs in the store does not parse");
    }
    line.Add(stretch.first(), Epoch{stretch.epoch().number(), stretch.epoch().life()});
  }
  return line;
}

std::string TableHash(const store::Reader& tables) {
  return *TableHash(tables, [] { return true; });
}

std::optional<std::string> TableHash(const store::Reader& tables, const std::function<bool()>& go_on) {
  std::string chained;
  std::string chunk;
  const auto cursor = tables.Scan(KeyWriter(kRowTag).str(), "");
  for (; cursor->Valid(); cursor->Next()) {
    chunk += KeyWriter().Text(cursor->key()).Text(cursor->value()).str();
    if (chunk.size() < 1 << 20) continue;
    if (!go_on()) return std::nullopt;
    chained = Sha256(chained + chunk);
    chunk.clear();
  }
  return Sha256(chained + chunk);
}

}  // namespace padu::journal
