# Warnings are errors in code written by hand; generated code is exempt.

add_compile_options(
    -Wall -Wextra -Werror
    -Wnon-virtual-dtor -Wsuggest-override -Wredundant-move -Wvla
    -Wno-unused-parameter
    -Wno-missing-field-initializers  # designated initializers leave out what keeps its default
    # GCC 12 reports std::string falsely, more so when it is precompiled.
    -Wno-restrict -Wno-array-bounds -Wno-stringop-overread)
if(PADU_SANITIZE)
  # Instrumented code confuses these two analyses; the plain build has them on.
  add_compile_options(-Wno-maybe-uninitialized -Wno-stringop-overflow)
endif()

function(padu_no_warnings target)
  target_compile_options(${target} PRIVATE -w)
endfunction()
