// Addresses of officers, opened in the registry when a message leaves. Kept in memory for minutes, and nowhere else:
// not in rows, keys or logs.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/rpc/client.h"
#include "padu/registry/v1/registry_service.grpc.pb.h"

namespace padu::notification {

// Any thread; blocks for seconds at most.
class AddressBook {
 public:
  // `key`: this service's own; empty where the registry believes names.
  AddressBook(const std::string& registry, const std::string& key, const Clock& clock);

  // The address of "officers/telihan-kesra" of a city for e-mail, or its phone number. NOT_FOUND: there is none, for
  // good; any other error: not now. Each opening is in the registry's audit, with the purpose CONTACT.
  absl::StatusOr<std::string> Open(std::uint32_t city, const std::string& officer, registry::v1::PersonalField field);

 private:
  struct Entry {
    std::string address;
    std::int64_t until_boot = 0;
  };

  const Clock& clock_;
  const rpc::Client client_;
  const std::unique_ptr<registry::v1::RegistryService::Stub> stub_;
  std::mutex mutex_;
  std::map<std::string, Entry> known_;
};

}  // namespace padu::notification
