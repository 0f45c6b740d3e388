# several_at_a_time(RESULT NAME SIZE SOURCES...): sets RESULT to files that include SIZE of the SOURCES
# each, by their paths in the project, which must be an include directory. SIZE 0 is all in one.
#
# CMake's own UNITY_BUILD writes absolute paths: a compiler cache would then take the files of
# another checkout for others. The rule for the sources is the same, that what a file keeps to itself
# has a name that no other file of its library uses.
function(several_at_a_time result name size)
  list(SORT ARGN)
  list(LENGTH ARGN left)
  if(size EQUAL 0)
    set(size ${left})
  endif()
  set(files)
  while(left GREATER 0)
    list(SUBLIST ARGN 0 ${size} together)
    list(REMOVE_ITEM ARGN ${together})
    list(LENGTH ARGN left)
    set(text "// By engine/several_at_a_time.cmake: compiled together.\n")
    foreach(source IN LISTS together)
      file(RELATIVE_PATH path ${PROJECT_SOURCE_DIR} ${source})
      string(APPEND text "#include \"${path}\"\n")
    endforeach()
    list(LENGTH files number)
    set(file ${CMAKE_CURRENT_BINARY_DIR}/several/${name}_${number}.cpp)
    file(CONFIGURE OUTPUT ${file} CONTENT "${text}" @ONLY)  # which leaves a file alone that says this
    list(APPEND files ${file})
  endwhile()
  set(${result} ${files} PARENT_SCOPE)
endfunction()
