#include "common/journal/upstream_wait.h"

#include "common/base/log.h"

namespace padu::journal {
namespace {

constexpr absl::Duration kAskTimeout = absl::Seconds(1);

}  // namespace

UpstreamWait::UpstreamWait(const Ports& ports, std::int64_t patience_us, const Upstreams& upstreams)
    : ports_(ports),
      patience_us_(patience_us),
      upstreams_(upstreams),
      began_boot_(ports.clock.BootNow()),
      read_(upstreams.size()),
      moved_boot_(began_boot_) {
  for (const auto& upstream : upstreams) {
    const auto bounds = ports.log.QueryBounds(upstream->topic(), kAskTimeout);
    ends_.push_back(bounds.ok() ? std::optional(bounds->end) : std::nullopt);
  }
}

void UpstreamWait::Look(const std::vector<std::string>& stopped) {
  if (over_) return;
  what_.clear();
  for (std::size_t i = 0; i < upstreams_.size() && what_.empty(); ++i) {
    if (stopped[i].empty()) what_ = WaitsFor(i);
  }
  if (what_.empty()) {
    over_ = true;
  } else if (ports_.clock.BootNow() - moved_boot_ > patience_us_) {
    Log(Severity::kWarn, "an upstream is not read to its end, and is waited for no longer", {{"what", what_}});
    over_ = true;
    what_.clear();
  }
}

std::string UpstreamWait::WaitsFor(std::size_t upstream) {
  const JournalSource& source = *upstreams_[upstream];
  std::optional<stream::Offset>& end = ends_[upstream];
  if (!end.has_value()) {
    const std::optional<SeenBounds> seen = ports_.cluster.Latest(source.topic());
    if (seen.has_value() && seen->asked_boot >= began_boot_) end = seen->bounds.end;
  }
  const stream::Offset offset = source.reader().offset();
  const std::uint64_t read = static_cast<std::uint64_t>(offset) + source.reader().next();
  if (read != read_[upstream]) {
    read_[upstream] = read;
    moved_boot_ = ports_.clock.BootNow();
  }
  if (!end.has_value()) return "the end of " + source.topic().topic;
  if (offset >= *end) return "";
  return source.topic().topic + " up to offset " + std::to_string(*end) + ", is at " + std::to_string(offset);
}

}  // namespace padu::journal
