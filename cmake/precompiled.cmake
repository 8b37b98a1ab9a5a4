# Headers of the outside that nearly every source reads, parsed once: they are half of what a compiler does here. A
# source includes what it uses all the same (the sanitized presets build without this, and would tell).
#
#   padu_precompiled        the standard library, Abseil, protobuf
#   padu_precompiled_test   GoogleTest too
#
# Only headers of the distribution, by their names: no path of a checkout gets into the precompiled bytes, so that
# ccache finds them again from any checkout.

set(CMAKE_DISABLE_PRECOMPILE_HEADERS "${PADU_SANITIZE}")

set(padu_precompiled_headers
    <algorithm> <array> <atomic> <chrono> <condition_variable> <cstdint> <deque> <functional> <map> <memory> <mutex>
    <optional> <set> <string> <string_view> <thread> <utility> <variant> <vector>
    <absl/container/flat_hash_map.h> <absl/container/flat_hash_set.h> <absl/status/statusor.h>
    <absl/strings/str_cat.h> <absl/strings/str_join.h> <absl/time/time.h>
    <google/protobuf/arena.h> <google/protobuf/generated_message_reflection.h>
    <google/protobuf/generated_message_util.h> <google/protobuf/map_field_inl.h> <google/protobuf/message.h>
    <google/protobuf/repeated_field.h> <google/protobuf/unknown_field_set.h> <google/protobuf/util/json_util.h>)

function(padu_precompile name)
  file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/${name}.cc" CONTENT "")
  add_library(${name} OBJECT "${PROJECT_BINARY_DIR}/${name}.cc")
  target_link_libraries(${name} PRIVATE protobuf::libprotobuf absl::statusor absl::flat_hash_map ${ARGN})
endfunction()

padu_precompile(padu_precompiled)
target_precompile_headers(padu_precompiled PRIVATE ${padu_precompiled_headers})
padu_precompile(padu_precompiled_test GTest::gmock)
target_precompile_headers(padu_precompiled_test PRIVATE ${padu_precompiled_headers} <gmock/gmock.h> <gtest/gtest.h>)

# Compilers take a precompiled header only with the flags it was made with: compiler.cmake and warnings.cmake
# give all targets the same.
function(padu_use_precompiled target from)
  target_precompile_headers(${target} REUSE_FROM ${from})
endfunction()
