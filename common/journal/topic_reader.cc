#include "common/journal/topic_reader.h"

#include "common/base/check.h"
#include "common/base/crypto.h"

namespace padu::journal {

using Kind = TopicReader::Fed::Kind;

TopicReader::TopicReader(const common::v1::ReaderState& state)
    : in_force_{state.in_force().number(), state.in_force().life()},
      instance_(state.instance()),
      next_(state.next()),
      offset_(state.offset()),
      reread_through_(state.has_in_force() ? state.reread_through() : -1),
      last_digest_(state.last_digest()) {
  for (const auto& stretch : state.line()) {
    line_.Add(stretch.first(), Epoch{stretch.epoch().number(), stretch.epoch().life()});
  }
}

common::v1::ReaderState TopicReader::state() const {
  common::v1::ReaderState state;
  state.mutable_in_force()->set_number(in_force_.number);
  state.mutable_in_force()->set_life(in_force_.life);
  state.set_instance(instance_);
  state.set_next(next_);
  for (const auto& stretch : line_.stretches()) {
    auto* out = state.add_line();
    out->mutable_epoch()->set_number(stretch.epoch.number);
    out->mutable_epoch()->set_life(stretch.epoch.life);
    out->set_first(stretch.first);
  }
  state.set_offset(offset_);
  state.set_reread_through(reread_through_);
  state.set_last_digest(last_digest_);
  return state;
}

void TopicReader::Restart(stream::Offset begin) {
  in_force_ = {};
  instance_.clear();
  offset_ = begin;
  last_digest_.clear();
}

void TopicReader::RestartAfterLoss(stream::Offset begin) {
  Restart(begin);
  reread_through_ = -1;
}

void TopicReader::Forget(stream::Offset begin) {
  *this = TopicReader();
  offset_ = begin;
}

void TopicReader::TakePart(const RowHead& head) {
  PADU_CHECK(head.sequence == next_);
  line_.Add(head.sequence, head.decided);
  ++next_;
  gap_ = false;
}

void TopicReader::Pass(const stream::Record& record) {
  offset_ = record.offset + 1;
  last_time_ = record.broker_time;
  last_digest_ = RecordDigest(record);
}

TopicReader::Fed TopicReader::Feed(const stream::Record& record) {
  PADU_CHECK(record.offset >= offset_);
  const absl::StatusOr<Frame> frame = DecodeFrame(record);
  if (!frame.ok()) return {Kind::kUnreadable, {}, std::string(frame.status().message())};
  Fed fed = frame->kind == Frame::Kind::kMarker ? FeedMarker(*frame, record) : FeedRows(*frame, record);
  const bool taken = fed.kind != Kind::kReadAgain && fed.kind != Kind::kRewritten && fed.kind != Kind::kUnreadable;
  if (taken) Pass(record);
  return fed;
}

TopicReader::Fed TopicReader::FeedMarker(const Frame& frame, const stream::Record& record) {
  // Counts only as the next number: of two that begin at once with the same number, the later one is void.
  if (frame.published.number != in_force_.number + 1) return {.kind = Kind::kVoidMarker, .accepted = {}, .problem = {}};
  in_force_ = frame.published;
  instance_ = frame.instance;
  marker_time_ = record.broker_time;
  return {.kind = Kind::kMarker, .accepted = {}, .problem = {}};
}

TopicReader::Fed TopicReader::ReadAgainOnce(const stream::Record& record) {
  if (record.offset <= reread_through_) return {.kind = Kind::kPassedOver, .accepted = {}, .problem = {}};
  reread_through_ = record.offset;
  return {.kind = Kind::kReadAgain, .accepted = {}, .problem = {}};
}

TopicReader::Fed TopicReader::FeedRows(const Frame& frame, const stream::Record& record) {
  // A lower number is a zombie's. The same number with another life, or a higher one, means that a marker was missed
  // (the topic lost its tail and went on differently): what counts is what a reading from the start finds.
  if (frame.published.number < in_force_.number) return {.kind = Kind::kPassedOver, .accepted = {}, .problem = {}};
  if (frame.published != in_force_) return ReadAgainOnce(record);

  // The heads point into the record: no copy may stand between.
  const std::string_view value = record.value.has_value() ? std::string_view(*record.value) : std::string_view();
  auto heads = DecodeRun(frame, value);
  if (!heads.ok()) return {Kind::kUnreadable, {}, std::string(heads.status().message())};
  Fed fed{.kind = Kind::kRows, .accepted = {}, .problem = {}};
  const EpochLine line_before = line_;
  const Sequence next_before = next_;
  // Of a record that stops the input nothing is taken.
  const auto rewritten = [&](const char* how) -> Fed {
    line_ = line_before;
    next_ = next_before;
    return {Kind::kRewritten, {}, how};
  };
  for (const RowHead& head : *heads) {
    if (head.sequence < next_) {
      if (line_.Of(head.sequence) == head.decided) continue;
      return rewritten("a row that was accepted before comes again with another epoch");
    }
    if (head.sequence > next_) {
      gap_ = true;
      break;
    }
    if (head.decided.number < line_.Last().number) {
      return rewritten("a row was decided in an epoch below that of the row before");
    }
    TakePart(head);
    fed.accepted.push_back(head);
  }
  return fed;
}

std::string RecordDigest(const stream::Record& record) {
  std::string bytes;
  for (const auto& [name, value] : record.headers) bytes += name + value;
  bytes += record.value.value_or("");
  return Sha256(bytes);
}

}  // namespace padu::journal
