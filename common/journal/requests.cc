#include "common/journal/requests.h"

#include <memory>
#include <utility>

#include "absl/synchronization/notification.h"

namespace padu::journal {
namespace {

constexpr std::string_view kPurpose = "request";

common::v1::KeyedDigest ToProto(KeyedDigest digest) {
  common::v1::KeyedDigest result;
  result.set_key_version(digest.key_version);
  result.set_hmac(std::move(digest.digest));
  return result;
}

}  // namespace

Command RepeatableCommand(std::string_view caller, std::string_view method, std::string_view request_id,
                          const CitySecrets& secrets, std::string_view request) {
  Command command;
  command.cause.set_caller(std::string(caller));
  command.cause.set_method(std::string(method));
  command.cause.set_request_id(std::string(request_id));
  for (KeyedDigest& digest : secrets.Digests(kPurpose, request)) {
    command.digests.push_back(ToProto(std::move(digest)));
  }
  *command.cause.mutable_digest() = command.digests.front();
  return command;
}

std::function<absl::StatusOr<Answer>()> SubmitLater(Partition& partition, Command command, absl::Time deadline) {
  struct Slot {
    absl::Notification done;
    absl::StatusOr<Answer> answer;
  };
  auto slot = std::make_shared<Slot>();
  partition.Submit(std::move(command), deadline, [slot](absl::StatusOr<Answer> answer) {
    slot->answer = std::move(answer);
    slot->done.Notify();
  });
  return [slot = std::move(slot)] {
    slot->done.WaitForNotification();  // Submit answers by the deadline
    return std::move(slot->answer);
  };
}

}  // namespace padu::journal
