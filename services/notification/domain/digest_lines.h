// What stands in a recipient's digest now: notices counted by kind, place and subject.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "services/notification/domain/context.h"
#include "services/notification/domain/policy.h"

namespace padu::notification {

class DigestLines {
 public:
  DigestLines(const Context& context, std::string recipient);

  // Reads what the recipient is to be told. What is silenced or held stays for later, what is over is left out.
  void Gather();

  bool empty() const { return counts_.empty(); }
  // Keys of notices that need not be kept: told by this digest, or over.
  const std::vector<std::string>& notices() const { return notices_; }
  // When what is left is to be looked at; 0: nothing is.
  UnixMicros next_at() const { return next_at_; }
  void MoveTo(pb::DigestComposed& digest);

 private:
  using Group = std::tuple<pb::NoticeKind, std::string, std::string>;  // kind, kelurahan, subject

  void Take(const pb::Notice& notice);
  void TakeAlert(const pb::Notice& notice);
  void TakeVerdicts(const std::string& stakeholder);
  void LookAgainAt(UnixMicros at);
  void SetNames(pb::DigestLine& line) const;

  const Context& context_;
  const std::string recipient_;
  const Silences silences_;
  std::map<Group, std::int64_t> counts_;
  std::vector<pb::AlertId> alerts_;
  std::vector<std::string> notices_;
  std::vector<pb::VerdictCount> told_;
  UnixMicros next_at_ = 0;
};

}  // namespace padu::notification
