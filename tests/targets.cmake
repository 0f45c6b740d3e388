# Prints the targets that are needed by the tests whose names REGEX can match, one a line:
#
#   cmake -DLIST=build/release/test_targets.txt -DREGEX='^engine' -P tests/targets.cmake
#
# LIST is what tapestry_built_for wrote: a line for each target, TARGET|NAME|SOURCE|SOURCE...
# It never leaves out a target that is needed. It may name one too many: the names of parametrised
# tests are known only to their program, which is named unless the expression's beginning rules it
# out.
cmake_minimum_required(VERSION 3.22)

# The expression's alternatives, as far as they are told apart without a parser: a|b and ^(a|b)c.
# In all others the beginning says nothing.
set(alternatives "")
if(NOT REGEX MATCHES "[][()]")
  string(REPLACE "|" ";" alternatives "${REGEX}")
elseif(REGEX MATCHES "^\\^\\(([^][()]*)\\)(|[^][()|*?][^][()|]*)$")
  set(rest "${CMAKE_MATCH_2}")
  string(REPLACE "|" ";" beginnings "${CMAKE_MATCH_1}")
  foreach(beginning IN LISTS beginnings)
    list(APPEND alternatives "^${beginning}${rest}")
  endforeach()
endif()

# Whether a name that begins with this can match: not where an alternative begins with ^ and with
# other letters. Sets `result`.
function(can_begin beginning)
  set(result FALSE PARENT_SCOPE)
  if(alternatives STREQUAL "")
    set(result TRUE PARENT_SCOPE)
  endif()
  foreach(alternative IN LISTS alternatives)
    set(letters "")
    if(alternative MATCHES "^\\^(([a-zA-Z0-9_/]|\\\\[.])*)([*?]?)")
      string(REPLACE "\\." "." letters "${CMAKE_MATCH_1}")
      if(CMAKE_MATCH_3)  # which makes the last letter optional
        string(REGEX REPLACE ".$" "" letters "${letters}")
      endif()
    endif()
    string(LENGTH "${letters}" length)
    string(LENGTH "${beginning}" shorter)
    if(length LESS shorter)
      set(shorter ${length})
    endif()
    string(SUBSTRING "${letters}" 0 ${shorter} left)
    string(SUBSTRING "${beginning}" 0 ${shorter} right)
    if(left STREQUAL right)
      set(result TRUE PARENT_SCOPE)
    endif()
  endforeach()
endfunction()

# Whether a test of a GoogleTest program of these sources can match. Sets `result`.
function(program_can_match prefix sources)
  set(result FALSE PARENT_SCOPE)
  foreach(source IN LISTS sources)
    file(READ ${source} code)
    if(code MATCHES "TEST_P|TYPED_TEST")
      set(result TRUE PARENT_SCOPE)
    endif()
    string(REGEX MATCHALL "TEST(_F)?\\([ \n]*[A-Za-z0-9_]+,[ \n]*[A-Za-z0-9_]+\\)" tests "${code}")
    foreach(test IN LISTS tests)
      string(REGEX REPLACE "^[^(]*\\([ \n]*([A-Za-z0-9_]+),[ \n]*([A-Za-z0-9_]+).*$"
                           "${prefix}\\1.\\2" name "${test}")
      if(name MATCHES "${REGEX}")
        set(result TRUE PARENT_SCOPE)
      endif()
    endforeach()
  endforeach()
endfunction()

set(needed)
file(STRINGS ${LIST} lines ENCODING UTF-8)
foreach(line IN LISTS lines)
  string(REPLACE "|" ";" sources "${line}")
  list(POP_FRONT sources target name)
  if(NOT name MATCHES "[.]$")
    set(result FALSE)
    if(name MATCHES "${REGEX}")
      set(result TRUE)
    endif()
  else()
    can_begin("${name}")
    if(result)
      program_can_match(${name} "${sources}")
    endif()
  endif()
  if(result)
    list(APPEND needed ${target})
  endif()
endforeach()
list(REMOVE_DUPLICATES needed)
string(REPLACE ";" "\n" needed "${needed}")
execute_process(COMMAND ${CMAKE_COMMAND} -E echo "${needed}")
