# PADU_SANITIZE: empty, "address" (with undefined behaviour and leaks) or "thread". For everything that this tree
# builds, generated code too: a sanitizer that sees half of the accesses reports falsely.

set(PADU_SANITIZE "" CACHE STRING "empty, address or thread")
set_property(CACHE PADU_SANITIZE PROPERTY STRINGS "" address thread)

if(PADU_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
elseif(PADU_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread)
  add_link_options(-fsanitize=thread)
elseif(NOT PADU_SANITIZE STREQUAL "")
  message(FATAL_ERROR "PADU_SANITIZE is '${PADU_SANITIZE}'; it can be empty, address or thread")
endif()

# The environment in which padu_test runs a test. Libraries of the distribution are not instrumented: TSan must not
# judge what they do among themselves, and still sees races of our own code that pass through them.
set(PADU_SANITIZE_ENVIRONMENT
    "ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1"
    "UBSAN_OPTIONS=print_stacktrace=1"
    "TSAN_OPTIONS=ignore_noninstrumented_modules=1:second_deadlock_stack=1:halt_on_error=1")

# padu_tsan(target): what a program needs beside the flags to live under TSan.
function(padu_tsan target)
  if(PADU_SANITIZE STREQUAL "thread")
    target_link_libraries(${target} PRIVATE padu_tsan_threads)
  endif()
endfunction()

if(PADU_SANITIZE STREQUAL "thread")
  add_library(padu_tsan_threads OBJECT "${CMAKE_CURRENT_LIST_DIR}/tsan_c11_threads.c")
endif()
