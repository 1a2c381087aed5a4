# A room is a folder of daemon/: one static library mw_<room> of all its .cc files, at any depth. The next build
# includes new files. A room without a .cc file consists of headers only.

# mailwatchd_room(<room> [SOURCES …] [DEPENDS room…] [DEFINITIONS …] [LIBRARIES target…])
#   SOURCES      replaces the list of the folder's .cc files
#   DEPENDS      the rooms it uses, including their dependencies
#   DEFINITIONS  for this room and those that use it
#   LIBRARIES    third-party libraries that belong to this room
function(mailwatchd_room room)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;DEFINITIONS;LIBRARIES")
  if(NOT DEFINED arg_SOURCES)
    file(GLOB_RECURSE arg_SOURCES CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/daemon/${room}/*.cc")
  endif()
  if(arg_SOURCES)
    add_library(mw_${room} STATIC ${arg_SOURCES})
    set(scope PUBLIC)
    target_link_libraries(mw_${room} PRIVATE ${arg_LIBRARIES})
  else()
    add_library(mw_${room} INTERFACE)
    set(scope INTERFACE)
  endif()
  list(TRANSFORM arg_DEPENDS PREPEND mw_)
  target_include_directories(mw_${room} ${scope} "${PROJECT_SOURCE_DIR}/daemon")
  target_compile_definitions(mw_${room} ${scope} ${arg_DEFINITIONS})
  target_link_libraries(mw_${room} ${scope} ${arg_DEPENDS} Boost::headers)
endfunction()

# mailwatchd_checks(<variable>): the .cc files of checks/ itself and of each folder listed in checks.def, with one
# CHECK(name, weight) per line. A folder that is not listed is not built.
function(mailwatchd_checks variable)
  set(folder "${PROJECT_SOURCE_DIR}/daemon/checks")
  set(list "${folder}/checks.def")
  file(GLOB sources CONFIGURE_DEPENDS "${folder}/*.cc")
  file(GLOB listed CONFIGURE_DEPENDS "${list}")
  if(listed)
    set_property(DIRECTORY "${PROJECT_SOURCE_DIR}" APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${list}")
    file(STRINGS "${list}" lines REGEX "^[ \t]*CHECK\\(")
  endif()
  foreach(line IN LISTS lines)
    string(REGEX REPLACE "^[ \t]*CHECK\\([ \t]*([a-z0-9_]+).*" "\\1" check "${line}")
    if(NOT IS_DIRECTORY "${folder}/${check}")
      message(WARNING "checks.def names ${check}, but daemon/checks/${check}/ does not exist")
    endif()
    file(GLOB_RECURSE more CONFIGURE_DEPENDS "${folder}/${check}/*.cc")
    list(APPEND sources ${more})
  endforeach()
  set(${variable} "${sources}" PARENT_SCOPE)
endfunction()

# mailwatchd_main(<name> ROOMS room… [LIBRARIES target…]): the executable of daemon/<name>.cc, if that file exists.
function(mailwatchd_main name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "ROOMS;LIBRARIES")
  file(GLOB source CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/daemon/${name}.cc")
  if(NOT source)
    return()
  endif()
  list(TRANSFORM arg_ROOMS PREPEND mw_)
  add_executable(${name} ${source})
  target_link_libraries(${name} PRIVATE ${arg_ROOMS} ${arg_LIBRARIES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
endfunction()
