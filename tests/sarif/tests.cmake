# SARIF against its schema and the Multitool. Included by tests/CMakeLists.txt and not a folder of its own, since
# it adds to test_sarif, which leaves its documents in sarif-samples; e2e/sarif.sh
# does the same with what dawdle writes.
find_program(NODE NAMES node nodejs)
if(NODE)
  set(validate ${NODE} ${CMAKE_CURRENT_LIST_DIR}/validate.js ${CMAKE_SOURCE_DIR}/build/npm/node_modules)
  set_tests_properties(test_sarif PROPERTIES FIXTURES_SETUP sarif_samples)
  add_test(NAME sarif_samples COMMAND ${validate} ${CMAKE_BINARY_DIR}/sarif-samples)
  set_tests_properties(sarif_samples PROPERTIES FIXTURES_REQUIRED sarif_samples SKIP_RETURN_CODE 77)

  # That the validators refuse what they are for: the schema a wrong level, the Multitool a rule without help.
  add_test(NAME sarif_refuses_wrong_level COMMAND ${validate} ${CMAKE_CURRENT_LIST_DIR}/refused/wrong-level.json)
  add_test(NAME sarif_refuses_rule_without_help COMMAND ${validate} ${CMAKE_CURRENT_LIST_DIR}/refused/no-help.json)
  set_tests_properties(sarif_refuses_wrong_level PROPERTIES SKIP_RETURN_CODE 77 PASS_REGULAR_EXPRESSION "schema: /runs/0/results/0/level")
  set_tests_properties(sarif_refuses_rule_without_help PROPERTIES SKIP_RETURN_CODE 77 PASS_REGULAR_EXPRESSION "GH2012")
else()
  message(STATUS "node is not there: SARIF is not validated")
endif()
