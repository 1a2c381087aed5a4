# Language, warnings, sanitizers and ccache: the flags for all of our files. The presets set the options; a plain
# `cmake -B …` (a distribution's build) gets none of them. The package sets optimisation and hardening:
# packaging/deb/rules.

option(MAILWATCHD_WERROR "Warnings are errors" OFF)
option(MAILWATCHD_FUZZ "Build libFuzzer targets (clang only)" OFF)
option(MAILWATCHD_COVERAGE "Count executed lines" OFF)
option(MAILWATCHD_BENCH "Build the benchmarks" OFF)
set(MAILWATCHD_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")
set(MAILWATCHD_TEST_KINDS "unit;harness;scenario;fuzz;tools;system" CACHE STRING
    "Which kinds of tests ctest runs in this build: unit harness scenario fuzz tools system package lab bench")

set(MAILWATCHD_DATA_DIRECTORY "${CMAKE_INSTALL_FULL_DATADIR}/mailwatchd" CACHE PATH
    "Where the daemon finds its catalogue of block lists; the presets name the source's")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

add_compile_definitions(
  BOOST_ASIO_NO_DEPRECATED
  BOOST_ASIO_DISABLE_BOOST_REGEX
  BOOST_ASIO_SEPARATE_COMPILATION  # Only daemon/net/asio_impl.cc contains it.
)

add_compile_options(
  -Wall -Wextra -Wpedantic -Wconversion -Wformat=2 -Wundef -Wdouble-promotion
  -Wnon-virtual-dtor -Woverloaded-virtual -Wextra-semi -Wimplicit-fallthrough
  -Wno-missing-field-initializers  # Aggregates with defaults and designators: our tables of tests.
)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these inside libstdc++ by mistake (GCC bugs 105329, 105562, 105651).
  add_compile_options(-Wno-maybe-uninitialized -Wno-restrict)
  # It mistakes Asio's operator delete for coroutine frames for another allocator's.
  add_compile_options(-Wno-mismatched-new-delete)
  # Its plain -Wshadow mistakes an enumerator of a scoped enum for a declaration that hides a global.
  add_compile_options(-Wshadow=local)
else()
  # g++'s -Wconversion does not include these for C++: makes both compilers check the same.
  add_compile_options(-Wshadow -Wno-sign-conversion -Wno-implicit-int-float-conversion)
endif()
if(MAILWATCHD_WERROR)
  add_compile_options(-Werror)
endif()

if(MAILWATCHD_SANITIZE)
  add_compile_options(-fsanitize=${MAILWATCHD_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${MAILWATCHD_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # clang 14 fails on coroutines: "Cannot represent a difference across sections".
    add_compile_options(-fno-sanitize=function)
  endif()
endif()
if(MAILWATCHD_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(MAILWATCHD_COVERAGE)
  add_compile_options(--coverage -fprofile-update=atomic)
  add_link_options(--coverage)
endif()
add_link_options(-Wl,--as-needed)  # mailwatchctl does not link what only the daemon calls.

# ccache is shared by all build directories and checkouts: it makes paths below the source relative.
find_program(MAILWATCHD_CCACHE ccache)
if(MAILWATCHD_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(ccache CCACHE_DEPEND=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime,locale ${MAILWATCHD_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${ccache})
  # A precompiled header contains the paths of its sources, so that of another checkout is of no use.
  set(MAILWATCHD_LAUNCHER_HERE ${CMAKE_COMMAND} -E env ${ccache})
endif()
