# Unity builds: the .cc files of a folder are compiled as one, in half of the time. CMake's UNITY_BUILD would write
# absolute paths, which ccache takes for other files in each checkout.

option(MAILWATCHD_UNITY "Compile each folder of daemon/, tests/harness/ and tests/scenario/ as one file" OFF)

# mailwatchd_unity(<variable> <base>): in the list, replaces the files of each folder by one that includes them by their
# paths below `base`. Files with properties of their own remain. Without MAILWATCHD_UNITY, does nothing.
function(mailwatchd_unity variable base)
  if(NOT MAILWATCHD_UNITY)
    return()
  endif()
  foreach(source IN LISTS ${variable})
    get_source_file_property(definitions "${source}" COMPILE_DEFINITIONS)
    if(definitions)
      list(APPEND all "${source}")
      continue()
    endif()
    cmake_path(RELATIVE_PATH source BASE_DIRECTORY "${base}")
    cmake_path(GET source PARENT_PATH folder)
    list(APPEND folders "${folder}")
    string(APPEND text_${folder} "#include \"${source}\"\n")
  endforeach()
  list(REMOVE_DUPLICATES folders)
  foreach(folder IN LISTS folders)
    set(file "${PROJECT_BINARY_DIR}/unity/${folder}.cc")
    file(CONFIGURE OUTPUT "${file}" CONTENT "${text_${folder}}")
    list(APPEND all "${file}")
  endforeach()
  set(${variable} "${all}" PARENT_SCOPE)
endfunction()

# mailwatchd_unity_warnings(<target>): in a unity build, names shadow those of other files, and g++ takes an included
# file for a header whose anonymous namespace differs in each file.
function(mailwatchd_unity_warnings target)
  if(MAILWATCHD_UNITY)
    target_compile_options(${target} PRIVATE -Wno-shadow)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
    endif()
  endif()
endfunction()
