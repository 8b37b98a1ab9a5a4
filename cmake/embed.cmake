# padu_embed(<target> <name> <file>)
# The bytes of a file inside a program, as std::string_view padu::embedded::<name>(). Declare that function where it is
# used. `file` may be made by the build.
function(padu_embed target name file)
  set(source "${CMAKE_CURRENT_BINARY_DIR}/embedded_${name}.cc")
  file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT [=[
#include <string_view>

__asm__(
    ".pushsection .rodata\n"
    "padu_embedded_@name@_begin: .incbin \"@file@\"\n"
    "padu_embedded_@name@_end: .byte 0\n"
    ".popsection\n");

extern "C" const char padu_embedded_@name@_begin[];
extern "C" const char padu_embedded_@name@_end[];

namespace padu::embedded {
std::string_view @name@();
std::string_view @name@() {
  return {padu_embedded_@name@_begin, static_cast<std::size_t>(padu_embedded_@name@_end - padu_embedded_@name@_begin)};
}
}  // namespace padu::embedded
]=])
  set_source_files_properties("${source}" PROPERTIES OBJECT_DEPENDS "${file}")
  target_sources(${target} PRIVATE "${source}")
endfunction()
