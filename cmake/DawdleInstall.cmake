# cmake --install: the two programs; dawdle finds dawdle-extract by the way from bin to libexec, or beside itself in a build.
file(RELATIVE_PATH way_to_libexec ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBEXECDIR}/dawdle)
set_property(SOURCE ${CMAKE_SOURCE_DIR}/analyzer/engine/locate.c APPEND PROPERTY COMPILE_DEFINITIONS DAWDLE_LIBEXEC="${way_to_libexec}")
if(TARGET dawdle)
  install(TARGETS dawdle RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
if(TARGET dawdle-extract)
  # A libclang in a folder of its own (/opt/llvm-22) is found again by the installed program.
  set_target_properties(dawdle-extract PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
  install(TARGETS dawdle-extract RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/dawdle)
endif()
