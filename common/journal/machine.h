// What a service gives to the engine: pure decisions and total folds (ARCHITECTURE.md, section 3, rules 1 to 4).
//
//   Decide*  reads tables, emits facts; no clock, randomness, I/O, threads or static state. Refuses before the first
//            fact or not at all.
//   Evolve   folds one own fact into own tables; has no rules, cannot fail, reads only the fact and own tables.
//   EvolveView  folds one row of an upstream's journal into that upstream's view tables.
//
// All of it runs on the partition's one thread. Table tags: 0x00-0x0F engine, 0x10-0x7F own tables, 0x80-0xFF views;
// the engine aborts when a fold touches the other kind.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/strong.h"
#include "common/store/overlay.h"
#include "google/protobuf/message_lite.h"
#include "padu/common/v1/journal.pb.h"

namespace padu::journal {

using Sequence = std::uint64_t;
using common::v1::Row;
using google::protobuf::MessageLite;

inline constexpr std::uint8_t kFirstOwnTag = 0x10;
inline constexpr std::uint8_t kFirstViewTag = 0x80;

// The row that a decision is about to become.
struct Moment {
  UnixMicros now = 0;     // the journal's time: never goes back
  Sequence sequence = 0;  // the row's sequence if the decision emits anything
};

// Where a fact stands: what a fold may know besides the fact.
struct Place {
  Sequence sequence = 0;
  UnixMicros decided_at = 0;
  int index = 0;  // of the fact in its row
  const common::v1::Cause* cause = nullptr;
};

// Takes the facts of one decision; each is folded at once, so that the decision reads its own effects.
class Emitter {
 public:
  virtual ~Emitter() = default;
  virtual void Emit(const MessageLite& fact) = 0;
};

// A command as it came through the mailbox: `request` is a message of the service's own contracts in which everything
// that is chance (ids), secret (tokens, sealed data) or clock has been put by the api.
struct Command {
  common::v1::CommandCause cause;
  std::shared_ptr<const MessageLite> request;
  // Digests of the request under every live key, that of the cause among them; none if it has no request_id. The row
  // keeps only the cause's.
  std::vector<common::v1::KeyedDigest> digests;
};

// A record of a letter box as the intake translated it. `content` is never null: what could not be read says so itself.
struct Submission {
  common::v1::BoxCause cause;
  std::shared_ptr<const MessageLite> content;
};

// What a command came to when it was not refused.
struct Decision {
  // Set: nothing was emitted, the answer is that of this earlier row (the machine's own idempotency).
  std::optional<Sequence> replays;
};

class Machine {
 public:
  virtual ~Machine() = default;

  // Services whose journals this one views, e.g. {"registry"}. Fixed for ever in order; new ones are appended.
  virtual std::vector<std::string> Upstreams() const { return {}; }
  // Grows whenever a fold changes: tables of another version are folded anew at start.
  virtual std::uint32_t FoldVersion() const = 0;

  // An empty <service>.v1.Fact to parse into.
  virtual std::unique_ptr<MessageLite> NewFact() const = 0;
  // False if the fact is of a kind this binary does not know: the input that brought it stops.
  virtual bool Knows(const MessageLite& fact) const = 0;
  // The name of its kind, under which it is counted: "posted", "household_moved". Static.
  virtual std::string_view FactName(const MessageLite& fact) const { return "fact"; }
  // Folds one own fact. Touches tags of own tables only.
  virtual void Evolve(const MessageLite& fact, const Place& place, store::Txn& own) const = 0;

  // Folds one upstream row into that upstream's view. Touches tags of views only. FAILED_PRECONDITION if the row holds
  // a fact that this binary does not know: that input stops.
  virtual absl::Status EvolveView(int upstream, const Row& row, store::Txn& view) const { return absl::OkStatus(); }

  // Decides a command. An error is the refusal (status.h) and means that nothing was emitted.
  virtual absl::StatusOr<Decision> DecideCommand(const Command& command, const Moment& moment,
                                                 const store::Reader& tables, Emitter& out) const = 0;
  // Decides a letter box's record: always emits exactly one verdict.
  virtual void DecideSubmission(const Submission& submission, const Moment& moment, const store::Reader& tables,
                                Emitter& out) const;
  // Decides what a submission comes to that crashed the process before: emits the verdict QUARANTINED.
  virtual void DecideQuarantine(const common::v1::BoxCause& cause, const Moment& moment, const store::Reader& tables,
                                Emitter& out) const;
  // Reacts to an upstream row already folded into the view. May emit nothing; what is much becomes due work.
  virtual void DecideUpstream(int upstream, const Row& row, const Moment& moment, const store::Reader& tables,
                              Emitter& out) const {}
  // The tag of the own table whose entries are due work, worked off in the order of their keys; 0: there is none.
  virtual std::uint8_t DueTag() const { return 0; }
  // When the entry with this key is due, not earlier than those before it; 0: at once.
  virtual UnixMicros DueAt(std::string_view key) const { return 0; }
  // Works one due entry off: emits at least one fact, after which the entry is no longer the first or no longer there.
  virtual void DecideDue(std::string_view key, const Moment& moment, const store::Reader& tables, Emitter& out) const;
  // Puts a due entry aside that crashed the process before (rule 17): emits the fact that takes it off the list.
  virtual void DecideSkipDue(std::string_view key, const Moment& moment, const store::Reader& tables,
                             Emitter& out) const;
};

}  // namespace padu::journal
