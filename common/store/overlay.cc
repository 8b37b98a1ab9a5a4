#include "common/store/overlay.h"

#include <utility>

#include "common/base/check.h"

namespace padu::store {

// Merges the changes with a cursor of the base. Entries of the base are passed through as views; a change is copied
// into buffers that are used again, because a later Put may move it.
template <bool kBack>
class Overlay::MergedCursor final : public Cursor {
 public:
  MergedCursor(const Overlay& overlay, std::string_view begin, std::string_view end)
      : overlay_(overlay),
        base_(kBack ? overlay.base_.ScanBack(begin, end) : overlay.base_.Scan(begin, end)),
        bound_(kBack ? begin : end),
        version_(overlay.version_) {
    const Changes& changes = overlay.changes_;
    if constexpr (kBack) {
      next_ = end.empty() ? changes.end() : changes.lower_bound(end);
    } else {
      next_ = changes.lower_bound(begin);
    }
    Settle();
  }

  bool Valid() const override { return at_ != At::kEnd; }
  std::string_view key() const override { return at_ == At::kChange ? std::string_view(key_) : base_->key(); }
  std::string_view value() const override { return at_ == At::kChange ? std::string_view(value_) : base_->value(); }

  void Next() override {
    PADU_CHECK(Valid());
    if (version_ != overlay_.version_) {
      version_ = overlay_.version_;
      next_ = kBack ? overlay_.changes_.lower_bound(key()) : overlay_.changes_.upper_bound(key());
    }
    if (at_ == At::kBase) base_->Next();
    Settle();
  }

 private:
  enum class At { kEnd, kBase, kChange };

  // The next change inside the bounds, or null. next_ is that change going forward, the one past it going back.
  const Changes::value_type* Peek() const {
    if constexpr (kBack) {
      if (next_ == overlay_.changes_.begin()) return nullptr;
      const auto& change = *std::prev(next_);
      return change.first < bound_ ? nullptr : &change;
    } else {
      if (next_ == overlay_.changes_.end()) return nullptr;
      return bound_.empty() || next_->first < bound_ ? &*next_ : nullptr;
    }
  }

  // Stands on the first entry at or after next_ and base_, past what is deleted or hidden; next_ is left behind it.
  void Settle() {
    for (const auto* change = Peek(); change != nullptr; change = Peek()) {
      if (base_->Valid()) {
        const int order = base_->key().compare(change->first);
        if (kBack ? order > 0 : order < 0) {
          at_ = At::kBase;
          return;
        }
        if (order == 0) base_->Next();
      }
      const bool deleted = !change->second.has_value();
      if (!deleted) {
        key_.assign(change->first);
        value_.assign(*change->second);
        at_ = At::kChange;
      }
      if constexpr (kBack) {
        --next_;
      } else {
        ++next_;
      }
      if (!deleted) return;
    }
    at_ = base_->Valid() ? At::kBase : At::kEnd;
  }

  const Overlay& overlay_;
  const std::unique_ptr<Cursor> base_;
  const std::string bound_;
  Changes::const_iterator next_;
  std::uint64_t version_;
  At at_ = At::kEnd;
  std::string key_;
  std::string value_;
};

bool Overlay::Get(std::string_view key, std::string* value) const {
  if (const auto found = changes_.find(key); found != changes_.end()) {
    if (!found->second.has_value()) return false;
    value->assign(*found->second);
    return true;
  }
  return base_.Get(key, value);
}

std::unique_ptr<Cursor> Overlay::Scan(std::string_view begin, std::string_view end) const {
  return std::make_unique<MergedCursor<false>>(*this, begin, end);
}

std::unique_ptr<Cursor> Overlay::ScanBack(std::string_view begin, std::string_view end) const {
  return std::make_unique<MergedCursor<true>>(*this, begin, end);
}

// The key's entry, made if it was not there.
Overlay::Changes::iterator Overlay::At(std::string_view key) {
  const auto at = changes_.lower_bound(key);
  if (at != changes_.end() && at->first == key) return at;
  ++version_;
  bytes_ += key.size();
  return changes_.emplace_hint(at, std::string(key), std::nullopt);
}

void Overlay::Put(std::string_view key, std::string_view value) {
  const auto at = At(key);
  if (at->second.has_value()) {
    bytes_ -= at->second->size();
    at->second->assign(value);
  } else {
    at->second.emplace(value);
  }
  bytes_ += value.size();
}

void Overlay::Delete(std::string_view key) {
  const auto at = At(key);
  if (at->second.has_value()) bytes_ -= at->second->size();
  at->second.reset();
}

void Overlay::MoveTo(Batch& batch) {
  for (auto& [key, value] : changes_) {
    if (value.has_value()) {
      batch.Put(std::string(key), *std::move(value));
    } else {
      batch.Delete(key);
    }
  }
  changes_.clear();
  bytes_ = 0;
  ++version_;
}

}  // namespace padu::store
