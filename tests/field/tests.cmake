# The tool behind ./dev field, and README's figures held to the records. The field itself is fetched by ./dev field only.
# Included by tests/CMakeLists.txt after sarif/tests.cmake, which looks for node.
if(NODE)
  add_test(NAME field_tool COMMAND ${NODE} ${CMAKE_CURRENT_LIST_DIR}/test_tool.js)
  add_test(NAME field_figures COMMAND ${NODE} ${CMAKE_CURRENT_LIST_DIR}/figures.js)
endif()
