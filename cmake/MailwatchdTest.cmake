# Declares tests of all kinds.
include(GoogleTest)

# mailwatchd_gtest(<name> KIND <label> [EACH] [SHARDS n] SOURCES file… LIBRARIES target…): one GoogleTest executable. By
# default it is one test of ctest, because a process per test would cost more than the tests; tools/tally.py counts its
# tests in build/PRESET/gtest/<name>.xml. Long ones run in parallel: SHARDS makes n tests of ctest of it, EACH one of
# each. The presets set the time limit.
function(mailwatchd_gtest name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "EACH" "KIND;SHARDS" "SOURCES;LIBRARIES")
  if(NOT arg_SHARDS)
    set(arg_SHARDS 1)
  endif()
  add_executable(${name} ${arg_SOURCES})
  if("test_support" IN_LIST arg_LIBRARIES)
    mailwatchd_precompiled(${name} precompiled_tests)
  else()
    mailwatchd_precompiled(${name} precompiled)
  endif()
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} GTest::gtest_main GTest::gmock)
  target_compile_definitions(${name} PRIVATE
    MAILWATCHD_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data"
    MAILWATCHD_SHARED_DATA="${PROJECT_SOURCE_DIR}/../shared/data")
  if(NOT arg_EACH)
    set(test ${name})
    foreach(shard RANGE 1 ${arg_SHARDS})
      if(arg_SHARDS GREATER 1)
        set(test ${name}.${shard})
      endif()
      math(EXPR index "${shard} - 1")
      add_test(NAME ${test} COMMAND ${name} --gtest_brief=1
               "--gtest_output=xml:${PROJECT_BINARY_DIR}/gtest/${test}.xml"
               WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
      # The longest ones, which are sharded, start first.
      set_tests_properties(${test} PROPERTIES LABELS ${arg_KIND} COST ${arg_SHARDS}
        ENVIRONMENT "GTEST_TOTAL_SHARDS=${arg_SHARDS};GTEST_SHARD_INDEX=${index}")
    endforeach()
    return()
  endif()
  # PRE_TEST: tests are listed when ctest runs, so a build never fails because a test binary does not start.
  # NO_PRETTY_VALUES: rows have names; otherwise ctest appends the bytes of the parameter.
  gtest_discover_tests(${name} TEST_PREFIX "${name}." DISCOVERY_MODE PRE_TEST
                       DISCOVERY_TIMEOUT 60 NO_PRETTY_VALUES
                       WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
                       PROPERTIES LABELS ${arg_KIND})
endfunction()

# mailwatchd_python_tests(KIND <label> FILES file… [TIMEOUT s] [ROOT]): runs each file with Debian's python3;
# MAILWATCHD_BIN_DIR is the folder of this build's binaries. Exit 77 means skipped. ROOT: uses sudo if ctest does not
# run as root, because network namespaces need it.
function(mailwatchd_python_tests)
  cmake_parse_arguments(PARSE_ARGV 0 arg "ROOT" "KIND;TIMEOUT" "FILES")
  set(environment MAILWATCHD_BIN_DIR=${PROJECT_BINARY_DIR} MAILWATCHD_SOURCE_DIR=${PROJECT_SOURCE_DIR}
                  PYTHONUNBUFFERED=1)
  execute_process(COMMAND id -u OUTPUT_VARIABLE user OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(launcher)
  if(arg_ROOT AND NOT user EQUAL 0)
    set(launcher sudo -n env ${environment})
  endif()
  foreach(file IN LISTS arg_FILES)
    cmake_path(GET file STEM name)
    set(test "${arg_KIND}.${name}")
    add_test(NAME ${test} COMMAND ${launcher} /usr/bin/python3 -B "${file}"
             WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
    set_tests_properties(${test} PROPERTIES
      LABELS ${arg_KIND} SKIP_RETURN_CODE 77 ENVIRONMENT "${environment}")
    if(arg_TIMEOUT)
      set_tests_properties(${test} PROPERTIES TIMEOUT ${arg_TIMEOUT})
    endif()
  endforeach()
endfunction()
