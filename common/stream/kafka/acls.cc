#include "common/stream/kafka/acls.h"

#include <array>
#include <memory>

#include "common/base/status.h"
#include "common/stream/kafka/client.h"

namespace padu::stream {
namespace {

using Binding = std::unique_ptr<rd_kafka_AclBinding_t, Destroyer<&rd_kafka_AclBinding_destroy>>;
using AdminOptions = std::unique_ptr<rd_kafka_AdminOptions_t, Destroyer<&rd_kafka_AdminOptions_destroy>>;

absl::StatusOr<Binding> BindingOf(const Acl& acl) {
  std::array<char, 256> why{};
  Binding binding(rd_kafka_AclBinding_new(
      RD_KAFKA_RESOURCE_TOPIC, acl.topic.c_str(),
      acl.prefixed ? RD_KAFKA_RESOURCE_PATTERN_PREFIXED : RD_KAFKA_RESOURCE_PATTERN_LITERAL,
      ("User:" + acl.principal).c_str(), "*",
      acl.operation == Acl::Operation::kRead ? RD_KAFKA_ACL_OPERATION_READ : RD_KAFKA_ACL_OPERATION_WRITE,
      RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW, why.data(), why.size()));
  if (binding == nullptr) return absl::InvalidArgumentError("ACL of " + acl.topic + ": " + why.data());
  return binding;
}

absl::Status ToStatus(const rd_kafka_error_t* error) {
  if (error == nullptr) return absl::OkStatus();
  const std::string what = std::string("creating ACLs: ") + rd_kafka_error_string(error);
  switch (rd_kafka_error_code(error)) {
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_SECURITY_DISABLED:
      return absl::PermissionDeniedError(what);
    default:
      return absl::UnavailableError(what);
  }
}

}  // namespace

absl::Status CreateAcls(const KafkaOptions& options, const std::vector<Acl>& acls, absl::Duration timeout) {
  ASSIGN_OR_RETURN(Conf conf, AdminConf(options));
  ASSIGN_OR_RETURN(const Client client, NewClient(RD_KAFKA_PRODUCER, std::move(conf)));
  std::vector<Binding> bindings;
  std::vector<rd_kafka_AclBinding_t*> pointers;
  for (const Acl& acl : acls) {
    ASSIGN_OR_RETURN(Binding binding, BindingOf(acl));
    pointers.push_back(binding.get());
    bindings.push_back(std::move(binding));
  }
  const AdminOptions admin(rd_kafka_AdminOptions_new(client.get(), RD_KAFKA_ADMIN_OP_CREATEACLS));
  std::array<char, 256> why{};
  rd_kafka_AdminOptions_set_request_timeout(admin.get(), Millis(timeout), why.data(), why.size());
  const Queue queue(rd_kafka_queue_new(client.get()));
  rd_kafka_CreateAcls(client.get(), pointers.data(), pointers.size(), admin.get(), queue.get());
  const Event event(rd_kafka_queue_poll(queue.get(), Millis(timeout)));
  if (event == nullptr) return absl::UnavailableError("creating ACLs: no answer");
  if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return absl::UnavailableError(std::string("creating ACLs: ") + rd_kafka_event_error_string(event.get()));
  }
  const auto* result = rd_kafka_event_CreateAcls_result(event.get());
  std::size_t count = 0;
  const auto** each = rd_kafka_CreateAcls_result_acls(result, &count);
  for (std::size_t i = 0; i < count; ++i) RETURN_IF_ERROR(ToStatus(rd_kafka_acl_result_error(each[i])));
  return absl::OkStatus();
}

}  // namespace padu::stream
