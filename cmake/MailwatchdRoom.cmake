# A room is a folder of daemon/: one static library mw_<room> of all its .cc files, however deep.
# New files are seen by themselves at the next build. A room without a .cc is its headers only.

# mailwatchd_room(<room> [SOURCES …] [DEPENDS room…] [DEFINITIONS …] [LIBRARIES target…])
#   SOURCES      instead of the folder's every .cc
#   DEPENDS      the rooms it stands on; what these stand on comes with them
#   DEFINITIONS  for this room and those above
#   LIBRARIES    third-party libraries whose home this room is
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

# mailwatchd_checks(<variable>): the .cc files of checks/ itself and of each folder that checks.def
# names, one CHECK(name, weight) a line. A folder that is not listed is not built.
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

# mailwatchd_main(<name> ROOMS room… [LIBRARIES target…]): the executable of daemon/<name>.cc,
# as soon as that file is there.
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
