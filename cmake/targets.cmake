# The three kinds of target. Includes are written from the root of the tree ("common/base/status.h"); generated protos
# from the proto root ("padu/common/v1/journal.pb.h").

# padu_library(<name> [SRCS a.cc ...] [HDRS a.h ...] [DEPS target ...])
# A static library; an interface library without sources. Every file is named: the tidy test finds forgotten ones.
function(padu_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SRCS;HDRS;DEPS")
  padu_check_arguments(${name} "${arg_UNPARSED_ARGUMENTS}")
  if(arg_SRCS)
    add_library(${name} STATIC ${arg_SRCS} ${arg_HDRS})
    set(scope PUBLIC)
    padu_use_precompiled(${name} padu_precompiled)
  else()
    add_library(${name} INTERFACE ${arg_HDRS})
    set(scope INTERFACE)
  endif()
  target_include_directories(${name} ${scope} "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} ${scope} ${arg_DEPS})
endfunction()

# padu_binary(<name> SRCS main.cc ... [DEPS target ...])
# A program, in build/<preset>/bin.
function(padu_binary name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SRCS;DEPS")
  padu_check_arguments(${name} "${arg_UNPARSED_ARGUMENTS}")
  add_executable(${name} ${arg_SRCS})
  padu_use_precompiled(${name} padu_precompiled)
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${arg_DEPS} padu_malloc)
  padu_tsan(${name})
endfunction()

# padu_test(<name> KIND <kind> SRCS a_test.cc ... [DEPS target ...] [TIMEOUT seconds] [EXCLUSIVE])
# A GoogleTest program, in build/<preset>/tests, and one ctest entry with the kind as its label. main() comes along.
#   unit        pure, in memory, milliseconds           simulation  seeded, whole system in one process
#   contract    a port's promise, fake and real alike   e2e         the real programs, a real broker
#   faults      things are killed and cut               tidy        the tree itself
# contract, e2e and faults find a broker of their own at PADU_TEST_BROKERS (see tests/run) and share it: use topic names
# of your own, and leave it running. EXCLUSIVE: nothing else runs meanwhile; implied by faults.
function(padu_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "EXCLUSIVE" "KIND;TIMEOUT" "SRCS;DEPS")
  padu_check_arguments(${name} "${arg_UNPARSED_ARGUMENTS}")
  add_executable(${name} ${arg_SRCS})
  padu_use_precompiled(${name} padu_precompiled_test)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${arg_DEPS} GTest::gtest GTest::gmock GTest::gmock_main)
  padu_tsan(${name})
  add_test(NAME ${name} COMMAND ${name})
  padu_test_properties(${name} "${arg_KIND}" "${arg_TIMEOUT}" "${arg_EXCLUSIVE}")
endfunction()

# Label, time limit and environment of a ctest entry; also for tests that are scripts.
function(padu_test_properties name kind timeout exclusive)
  set(seconds_unit 60)
  set(seconds_contract 180)
  set(seconds_simulation 300)
  set(seconds_e2e 600)
  set(seconds_faults 1800)
  set(seconds_tidy 120)
  if(NOT DEFINED seconds_${kind})
    message(FATAL_ERROR "${name}: KIND '${kind}' is none of unit, contract, simulation, e2e, faults, tidy")
  endif()
  if(NOT timeout)
    set(timeout ${seconds_${kind}})
    if(PADU_SANITIZE)
      math(EXPR timeout "${timeout} * 5")  # sanitized code is that much slower
    endif()
  endif()
  set_tests_properties(${name} PROPERTIES
      LABELS ${kind}
      TIMEOUT ${timeout}
      WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
      ENVIRONMENT "${PADU_SANITIZE_ENVIRONMENT};PADU_BIN_DIR=${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  if(exclusive OR kind STREQUAL "faults")
    set_tests_properties(${name} PROPERTIES RUN_SERIAL TRUE)
  endif()
endfunction()

function(padu_check_arguments name unparsed)
  if(unparsed)
    message(FATAL_ERROR "${name}: not understood: ${unparsed}")
  endif()
endfunction()
