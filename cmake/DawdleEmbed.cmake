# Data compiled into the programs: the catalog's JSON and the checks' pages. A generated .c file has
#   const struct embedded_file NAME[] = { { "libpq.json", bytes, length }, ... , { 0 } };
# and belongs to the library that uses it.

function(dawdle_embed target symbol)
  set(output ${CMAKE_BINARY_DIR}/generated/${symbol}.c)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DSYMBOL=${symbol} "-DFILES=${ARGN}" -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${ARGN} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()

function(dawdle_embed_catalog target)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/analyzer/catalog/*.json)
  get_target_property(type ${target} TYPE)
  if(files AND NOT type STREQUAL INTERFACE_LIBRARY)
    dawdle_embed(${target} catalog_files ${files})
  endif()
endfunction()

function(dawdle_embed_pages target)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/checks/*.md)
  get_target_property(type ${target} TYPE)
  if(files AND NOT type STREQUAL INTERFACE_LIBRARY)
    dawdle_embed(${target} check_pages ${files})
  endif()
endfunction()
