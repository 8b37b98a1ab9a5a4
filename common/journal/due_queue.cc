#include "common/journal/due_queue.h"

#include <algorithm>

#include "common/base/key.h"

namespace padu::journal {

DueQueue::DueQueue(const Machine& machine) : machine_(machine), from_(KeyWriter(machine.DueTag()).str()) {}

bool DueQueue::IsEntry(std::string_view key) const {
  return !key.empty() && static_cast<std::uint8_t>(key[0]) == machine_.DueTag();
}

std::optional<std::string> DueQueue::Next(UnixMicros now, const store::Reader& tables) {
  if (machine_.DueTag() == 0) return std::nullopt;
  if (!known_) {
    const std::string end = KeyWriter(machine_.DueTag() + 1).str();
    const auto at = tables.Scan(from_, end);
    first_ = at->Valid() ? std::optional<std::string>(at->key()) : std::nullopt;
    from_ = first_.value_or(end);
    known_ = true;
  }
  return first_.has_value() && machine_.DueAt(*first_) <= now ? first_ : std::nullopt;
}

void DueQueue::NotePut(std::string_view key) {
  if (!IsEntry(key)) return;
  if (key < from_) from_ = key;
  if (!first_.has_value() || key < *first_) known_ = false;
}

void DueQueue::NoteDelete(std::string_view key) {
  if (known_ && IsEntry(key) && first_ == key) known_ = false;
}

}  // namespace padu::journal
