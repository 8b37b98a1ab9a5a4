#include "common/journal/crash_guard.h"

#include "common/journal/engine_tables.h"

namespace padu::journal {
namespace {

// This start and the two deaths before it.
constexpr int kCarefulStarts = 3;

}  // namespace

CrashGuard::CrashGuard(store::Store& store, UnixMicros wall_now, std::int64_t crash_window_us) : store_(store) {
  if (auto note = GetProto<common::v1::CrashNote>(store, CrashNoteKey())) note_ = *std::move(note);
  if (note_.has_in_hand()) {
    set_aside_ = note_.in_hand();
    if (set_aside_->has_command()) *note_.add_refused() = set_aside_->command().digest();
  }
  google::protobuf::RepeatedField<std::int64_t> recent;
  for (const std::int64_t start : note_.starts()) {
    if (wall_now - start < crash_window_us && start <= wall_now) recent.Add(start);
  }
  recent.Add(wall_now);
  *note_.mutable_starts() = recent;
  careful_ = note_.starts_size() >= kCarefulStarts;
  if (set_aside_.has_value() && set_aside_->has_command()) {
    set_aside_.reset();  // refused when it comes again
    note_.clear_in_hand();
  }
  Write();
}

bool CrashGuard::Refused(const common::v1::KeyedDigest& digest) const {
  for (const auto& refused : note_.refused()) {
    if (refused.key_version() == digest.key_version() && refused.hmac() == digest.hmac()) return true;
  }
  return false;
}

void CrashGuard::InHand(const common::v1::Cause& cause) {
  *note_.mutable_in_hand() = cause;
  Write();
}

void CrashGuard::Done() {
  set_aside_.reset();
  if (!note_.has_in_hand()) return;
  note_.clear_in_hand();
  Write();
}

void CrashGuard::Forgive() {
  note_.clear_starts();
  note_.clear_in_hand();
  careful_ = false;
  Write();
}

void CrashGuard::Write() {
  store::Batch batch;
  batch.Put(CrashNoteKey(), note_.SerializeAsString());
  store_.Commit(batch, store::Durability::kSynced);
}

}  // namespace padu::journal
