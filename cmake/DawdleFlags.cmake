# Compiler flags for all targets: warnings always, errors and sanitizers as asked.
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wvla
                    -Wno-missing-field-initializers)
add_compile_definitions(_GNU_SOURCE)
if(DAWDLE_WERROR)
  add_compile_options(-Werror)
endif()
if(DAWDLE_SANITIZE)
  add_compile_options(-fsanitize=${DAWDLE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=${DAWDLE_SANITIZE})
endif()
