#include "common/journal/format.h"

#include "common/base/key.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"

namespace padu::journal {
namespace {

using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kFixedPart = 1 + 1 + 8 + 8;
constexpr std::size_t kRowsPart = 8 + 4;
// Tags of the first fields of Row and of RowRun.rows: field number << 3 | wire type.
constexpr std::uint32_t kTagSequence = 1 << 3 | 0;
constexpr std::uint32_t kTagEpochNumber = 2 << 3 | 0;
constexpr std::uint32_t kTagEpochLife = 3 << 3 | 1;
constexpr std::uint32_t kTagRunRows = 1 << 3 | 2;

absl::Status Bad(const char* what) { return absl::InvalidArgumentError(what); }

KeyWriter FixedPart(Frame::Kind kind, const Epoch& epoch) {
  KeyWriter w;
  w.U8(kVersion).U8(static_cast<std::uint8_t>(kind)).U64(epoch.number).U64(epoch.life);
  return w;
}

CodedInputStream Coded(std::string_view bytes) {
  return CodedInputStream(reinterpret_cast<const std::uint8_t*>(bytes.data()), static_cast<int>(bytes.size()));
}

}  // namespace

stream::OutRecord EncodeMarker(const Epoch& epoch, std::string_view instance) {
  KeyWriter w = FixedPart(Frame::Kind::kMarker, epoch);
  w.Raw(instance);
  return {.key = "", .value = "", .headers = {{kFrameHeader, std::move(w).str()}}};
}

stream::OutRecord EncodeRows(const Epoch& published, Sequence first, std::uint32_t count, std::string run) {
  KeyWriter w = FixedPart(Frame::Kind::kRows, published);
  w.U64(first).U32(count);
  return {.key = "", .value = std::move(run), .headers = {{kFrameHeader, std::move(w).str()}}};
}

void AppendToRun(std::string& run, std::string_view row) {
  std::uint8_t head[16];
  std::uint8_t* end = CodedOutputStream::WriteVarint32ToArray(kTagRunRows, head);
  end = CodedOutputStream::WriteVarint32ToArray(static_cast<std::uint32_t>(row.size()), end);
  run.append(reinterpret_cast<const char*>(head), end - head);
  run.append(row);
}

absl::StatusOr<Frame> DecodeFrame(const stream::Record& record) {
  for (const auto& [name, bytes] : record.headers) {
    if (name != kFrameHeader) continue;
    if (bytes.size() < kFixedPart) return Bad("the header of a journal record is too short");
    KeyReader r(bytes);
    if (r.U8() != kVersion) return Bad("a journal record of a later version: a newer binary wrote it");
    const std::uint8_t kind = r.U8();
    Frame frame;
    frame.published.number = r.U64();
    frame.published.life = r.U64();
    if (kind == static_cast<std::uint8_t>(Frame::Kind::kMarker)) {
      frame.kind = Frame::Kind::kMarker;
      frame.instance = std::string(r.Rest());
      return frame;
    }
    if (kind != static_cast<std::uint8_t>(Frame::Kind::kRows)) return Bad("a journal record of an unknown kind");
    if (bytes.size() != kFixedPart + kRowsPart) return Bad("the header of a rows record has a wrong length");
    frame.kind = Frame::Kind::kRows;
    frame.first = r.U64();
    frame.count = r.U32();
    return frame;
  }
  return Bad("a record without the journal's header");
}

absl::StatusOr<RowHead> PeekRow(std::string_view row) {
  CodedInputStream in = Coded(row);
  RowHead head;
  head.bytes = row;
  // Sequence 0 and an epoch number of 0 are not on the wire: proto3 leaves zeros out.
  std::uint32_t tag = in.ReadTag();
  if (tag == kTagSequence) {
    if (!in.ReadVarint64(&head.sequence)) return Bad("a row breaks off");
    tag = in.ReadTag();
  }
  if (tag != kTagEpochNumber || !in.ReadVarint64(&head.decided.number)) return Bad("a row without its epoch");
  if (in.ReadTag() != kTagEpochLife || !in.ReadLittleEndian64(&head.decided.life)) return Bad("a row without its life");
  return head;
}

absl::StatusOr<std::vector<RowHead>> DecodeRun(const Frame& frame, std::string_view value) {
  std::vector<RowHead> heads;
  heads.reserve(frame.count < value.size() ? frame.count : 0);
  CodedInputStream in = Coded(value);
  while (const std::uint32_t tag = in.ReadTag()) {
    std::uint32_t size = 0;
    if (tag != kTagRunRows || !in.ReadVarint32(&size)) return Bad("a run of rows does not parse");
    const auto at = static_cast<std::size_t>(in.CurrentPosition());
    if (value.size() - at < size || !in.Skip(static_cast<int>(size))) return Bad("a run of rows breaks off");
    ASSIGN_OR_RETURN(RowHead head, PeekRow(value.substr(at, size)));
    if (head.sequence != frame.first + heads.size()) return Bad("the rows of a run are not consecutive");
    heads.push_back(head);
  }
  if (static_cast<std::size_t>(in.CurrentPosition()) != value.size()) return Bad("a run of rows does not parse");
  if (heads.size() != frame.count) return Bad("a run has another number of rows than its header says");
  return heads;
}

}  // namespace padu::journal
