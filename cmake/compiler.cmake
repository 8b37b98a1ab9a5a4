# The language, the place of outputs, and what makes builds quick. Nothing here changes what the code means.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# The same for libraries and programs, so that they share precompiled headers.
add_compile_options(-fPIC -pthread)
add_link_options(-pthread)

# Assertions stay on in what a city runs: a broken invariant must stop a process (hence no -DNDEBUG).
# -g1 keeps file and line in back traces; full debug information would triple the size of what gRPC's headers bring.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")
set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O2 -g1")

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")

# Paths in debug information and in __FILE__ are relative to the tree: shorter, and the same in every checkout.
add_compile_options("-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=")
add_compile_options(-fno-omit-frame-pointer)

# ccache: CCACHE_BASEDIR makes hits independent of where the tree lies; precompiled headers want the other two.
find_program(PADU_CCACHE ccache)
if(PADU_CCACHE)
  add_compile_options(-fpch-preprocess)
  foreach(language IN ITEMS C CXX)
    set(CMAKE_${language}_COMPILER_LAUNCHER
        "${CMAKE_COMMAND}" -E env "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}"
        CCACHE_SLOPPINESS=pch_defines,time_macros "${PADU_CCACHE}")
  endforeach()
endif()

# mold links a test in a third of the time of the default linker.
find_program(PADU_MOLD mold)
if(PADU_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
add_link_options(-Wl,--as-needed)
