// The contracts with the comments of their sources, as the build put them into the program.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <string_view>

namespace padu::gateway {

// A pool of all contracts; lives as long as the program. Any thread.
const google::protobuf::DescriptorPool& CommentedPool();

// The comment before a message, field, enum, value, service or method, in one line a paragraph; empty if there is none.
template <typename Descriptor>
std::string CommentOf(const Descriptor& descriptor);

// The lines of a comment joined.
std::string Unwrapped(std::string_view comment);

template <typename Descriptor>
std::string CommentOf(const Descriptor& descriptor) {
  google::protobuf::SourceLocation location;
  return descriptor.GetSourceLocation(&location) ? Unwrapped(location.leading_comments) : "";
}

}  // namespace padu::gateway
