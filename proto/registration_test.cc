// One process may hold each message once. This links every library that might bring a second copy (gRPC's own, its
// reflection, its error details); a duplicate stops the process before main().

#include <google/protobuf/descriptor.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <gtest/gtest.h>

#include "google/api/annotations.pb.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/resource.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace {

TEST(ProtoRegistration, EveryVendoredMessageIsKnownOnce) {
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  const google::protobuf::DescriptorPool& pool = *google::protobuf::DescriptorPool::generated_pool();
  for (const char* name :
       {"google.rpc.Status", "google.rpc.ErrorInfo", "google.api.HttpRule", "google.api.ResourceDescriptor"}) {
    EXPECT_NE(pool.FindMessageTypeByName(name), nullptr) << name;
  }
  EXPECT_NE(pool.FindExtensionByName("google.api.field_behavior"), nullptr);
  EXPECT_NE(pool.FindExtensionByName("google.api.http"), nullptr);
}

TEST(ProtoRegistration, ErrorDetailsTravelInsideAStatus) {
  google::rpc::ErrorInfo info;
  info.set_reason("TEST_REASON");
  google::rpc::Status status;
  status.add_details()->PackFrom(info);

  google::rpc::ErrorInfo back;
  ASSERT_TRUE(status.details(0).UnpackTo(&back));
  EXPECT_EQ(back.reason(), "TEST_REASON");
}

}  // namespace
