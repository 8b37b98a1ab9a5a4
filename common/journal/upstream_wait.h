// What an owner waits for before it takes letter boxes and answers callers: each upstream is read up to the end it had
// when the owner began to serve. Before that, whom a submission names may be in the upstream and not yet in the view.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/journal/journal_source.h"
#include "common/journal/ports.h"

namespace padu::journal {

// One thread.
class UpstreamWait {
 public:
  using Upstreams = std::vector<std::unique_ptr<JournalSource>>;

  // Asks for the ends. `upstreams` outlive this.
  UpstreamWait(const Ports& ports, std::int64_t patience_us, const Upstreams& upstreams);

  // Looks how far they are read. `stopped`, by index: not empty if that input has stopped, and is not waited for. The
  // wait is over when each end is reached, or when nothing moved for `patience_us`: one that cannot be read must
  // not keep the service away.
  void Look(const std::vector<std::string>& stopped);
  bool over() const { return over_; }
  // What is waited for, for operators; empty when it is over.
  const std::string& what() const { return what_; }

 private:
  std::string WaitsFor(std::size_t upstream);

  const Ports ports_;
  const std::int64_t patience_us_;
  const Upstreams& upstreams_;
  const std::int64_t began_boot_;
  std::vector<std::optional<stream::Offset>> ends_;  // nullopt: not known yet
  std::vector<std::uint64_t> read_;                  // offset and rows, at the last look
  std::int64_t moved_boot_;
  bool over_ = false;
  std::string what_;
};

}  // namespace padu::journal
