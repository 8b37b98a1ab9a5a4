#include "services/gateway/contracts/descriptors.h"

#include <google/protobuf/descriptor.pb.h>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/text.h"

namespace padu::embedded {
std::string_view descriptors();
}  // namespace padu::embedded

namespace padu::gateway {

const google::protobuf::DescriptorPool& CommentedPool() {
  static const google::protobuf::DescriptorPool* const pool = [] {
    google::protobuf::FileDescriptorSet files;
    const std::string_view bytes = embedded::descriptors();
    PADU_CHECK(files.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
    auto* made = new google::protobuf::DescriptorPool();
    for (const auto& file : files.file()) PADU_CHECK(made->BuildFile(file) != nullptr);  // imports come first
    return made;
  }();
  return *pool;
}

std::string Unwrapped(std::string_view comment) {
  std::string out;
  for (const std::string_view line : PartsOf(comment, '\n')) {
    const std::string_view text = Trimmed(line);
    if (text.empty()) {
      if (!out.empty() && out.back() != '\n') out += '\n';
    } else {
      absl::StrAppend(&out, out.empty() || out.back() == '\n' ? "" : " ", std::string(text));
    }
  }
  while (out.ends_with('\n')) out.pop_back();
  return out;
}

}  // namespace padu::gateway
