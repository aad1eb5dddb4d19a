# cmake --install: the two programs; dawdle finds dawdle-extract in ../libexec/dawdle beside its own bin folder, or beside itself in a build.
if(TARGET dawdle)
  install(TARGETS dawdle RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
if(TARGET dawdle-extract)
  install(TARGETS dawdle-extract RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/dawdle)
endif()
