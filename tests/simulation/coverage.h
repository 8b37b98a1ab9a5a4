// How often each thing happened in a run of worlds. What a simulation is said to go through is counted, and must be
// above zero.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace padu::simulation {

class Coverage {
 public:
  void Count(std::string_view what, std::uint64_t times = 1) { counts_[std::string(what)] += times; }

  void Add(const Coverage& other) {
    for (const auto& [what, times] : other.counts_) counts_[what] += times;
  }

  // Of `wanted`, what never happened.
  std::vector<std::string> Missing(const std::vector<std::string>& wanted) const {
    std::vector<std::string> missing;
    for (const std::string& what : wanted) {
      const auto found = counts_.find(what);
      if (found == counts_.end() || found->second == 0) missing.push_back(what);
    }
    return missing;
  }

  const std::map<std::string, std::uint64_t>& counts() const { return counts_; }

 private:
  std::map<std::string, std::uint64_t> counts_;
};

}  // namespace padu::simulation
