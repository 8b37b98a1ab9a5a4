#include "common/journal/crash_guard.h"

#include <algorithm>
#include <utility>

#include "common/journal/engine_tables.h"
#include "common/journal/limits.h"

namespace padu::journal {
namespace {

using common::v1::Cause;
using common::v1::KeyedDigest;
using Causes = google::protobuf::RepeatedPtrField<Cause>;

// This start and the two deaths before it.
constexpr int kCarefulStarts = 3;
// A batch under way to the disk, and the next one: what was taken of inputs and not committed at a death.
constexpr std::size_t kCarefulInputs = 2 * kBatchRows;

// One without a digest cannot be told from others, and is never set aside.
bool SameDigest(const KeyedDigest& a, const KeyedDigest& b) {
  return !a.hmac().empty() && a.key_version() == b.key_version() && a.hmac() == b.hmac();
}

bool Same(const Cause& a, const Cause& b) {
  if (a.has_command() && b.has_command()) return SameDigest(a.command().digest(), b.command().digest());
  return a.SerializeAsString() == b.SerializeAsString();
}

bool Contains(const Causes& causes, const Cause& cause) {
  return std::any_of(causes.begin(), causes.end(), [&](const Cause& one) { return Same(one, cause); });
}

void Remove(Causes& causes, const Cause& cause) {
  causes.erase(std::remove_if(causes.begin(), causes.end(), [&](const Cause& one) { return Same(one, cause); }),
               causes.end());
}

// At the bound the oldest is forgotten: it would have to be in hand at two more deaths.
void Add(Causes& causes, const Cause& cause) {
  *causes.Add() = cause;
  if (static_cast<std::size_t>(causes.size()) > kCrashNoteInputs) causes.erase(causes.begin());
}

}  // namespace

CrashGuard::CrashGuard(store::Store& store, UnixMicros wall_now, std::int64_t crash_window_us) : store_(store) {
  if (auto note = GetProto<common::v1::CrashNote>(store, CrashNoteKey())) note_ = *std::move(note);
  if (note_.has_in_hand()) {
    if (Contains(note_.suspects(), note_.in_hand())) {
      to_set_aside_ = note_.in_hand();
    } else {
      Add(*note_.mutable_suspects(), note_.in_hand());
      note_.clear_in_hand();
    }
  }
  google::protobuf::RepeatedField<std::int64_t> recent;
  for (const std::int64_t start : note_.starts()) {
    if (wall_now - start < crash_window_us && start <= wall_now) recent.Add(start);
  }
  recent.Add(wall_now);
  *note_.mutable_starts() = recent;
  careful_ = note_.starts_size() >= kCarefulStarts;
  if (careful_) inputs_left_ = kCarefulInputs;
  Write(store::Durability::kSynced);
}

bool CrashGuard::Refuses(const KeyedDigest& digest) const {
  return std::any_of(note_.set_aside().begin(), note_.set_aside().end(), [&](const Cause& cause) {
    return cause.has_command() && SameDigest(cause.command().digest(), digest);
  });
}

bool CrashGuard::Stops(std::uint32_t upstream, std::uint64_t next) const {
  return std::any_of(note_.set_aside().begin(), note_.set_aside().end(), [&](const Cause& cause) {
    return cause.has_upstream() && cause.upstream().upstream() == upstream && cause.upstream().sequence() >= next;
  });
}

std::string CrashGuard::SetAside() {
  const Cause cause = *std::exchange(to_set_aside_, std::nullopt);
  Remove(*note_.mutable_suspects(), cause);
  note_.clear_in_hand();
  // A submission and a due entry are decided by the row; these would come again.
  if (cause.has_command() || cause.has_upstream()) Add(*note_.mutable_set_aside(), cause);
  return note_.SerializeAsString();
}

void CrashGuard::InHand(const Cause& cause) {
  NoteDecided();
  *note_.mutable_in_hand() = cause;
  Write(store::Durability::kSynced);
}

std::string CrashGuard::Decided() {
  NoteDecided();
  return note_.SerializeAsString();
}

void CrashGuard::NoteDecided() {
  if (!note_.has_in_hand()) return;
  Remove(*note_.mutable_suspects(), note_.in_hand());
  const bool input = !note_.in_hand().has_command();
  note_.clear_in_hand();
  if (input && inputs_left_ > 0 && --inputs_left_ == 0) DropSuspects(false);
}

void CrashGuard::InputsBehind() {
  inputs_left_ = 0;
  DropSuspects(false);
  Write(store::Durability::kBuffered);
}

// What is behind was decided, by this owner or another one.
void CrashGuard::DropSuspects(bool commands_too) {
  Causes kept;
  for (const Cause& cause : note_.suspects()) {
    if (cause.has_command() && !commands_too) *kept.Add() = cause;
  }
  note_.mutable_suspects()->Swap(&kept);
}

void CrashGuard::Forgive() {
  note_.clear_starts();
  note_.clear_in_hand();
  DropSuspects(true);
  careful_ = false;
  inputs_left_ = 0;
  Write(store::Durability::kSynced);
}

void CrashGuard::ForgiveAll() {
  note_.clear_set_aside();
  Forgive();
}

void CrashGuard::Write(store::Durability durability) {
  store::Batch batch;
  batch.Put(CrashNoteKey(), note_.SerializeAsString());
  store_.Commit(batch, durability);
}

}  // namespace padu::journal
