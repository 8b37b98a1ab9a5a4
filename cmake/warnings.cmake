# Warnings are errors in code written by hand; generated code is exempt.

function(padu_warnings target)
  target_compile_options(${target} PRIVATE
      -Wall -Wextra -Werror
      -Wnon-virtual-dtor -Wsuggest-override -Wredundant-move -Wvla
      -Wno-unused-parameter
      -Wno-missing-field-initializers  # designated initializers leave out what keeps its default
      -Wno-restrict)                   # GCC 12 reports std::string's operator+ falsely
  if(PADU_SANITIZE)
    # Instrumented code confuses these two analyses; the plain build has them on.
    target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized -Wno-stringop-overflow)
  endif()
endfunction()

function(padu_no_warnings target)
  target_compile_options(${target} PRIVATE -w)
endfunction()
