# Compiles through a cache where there is one (Debian: ccache), so that what was compiled before, in
# this checkout or in another, is not compiled again.
#
# ccache tells objects apart by the compiler, its flags and all that a file reads; what -march=native
# means on the machine where this was configured is added here. Its settings let it serve checkouts
# in other folders (paths below this one count as relative, and the folder in which it compiles does
# not count), and let it accept GCC's precompiled headers, which need -fpch-preprocess. The names that
# it is "sloppy" about are: macros that only a precompiled header could use, __TIME__, which this
# project does not, and the times of headers, whose content it compares instead.
if(NOT EXISTS "${TAPESTRY_CCACHE_PROGRAM}")  # not yet looked for, or gone since then
  unset(TAPESTRY_CCACHE_PROGRAM CACHE)
endif()
find_program(TAPESTRY_CCACHE_PROGRAM ccache)
mark_as_advanced(TAPESTRY_CCACHE_PROGRAM)
if(TAPESTRY_CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -march=native -Q --help=target
                  OUTPUT_VARIABLE processor RESULT_VARIABLE status ERROR_QUIET)
  if(status EQUAL 0 AND processor MATCHES "enabled")
    file(CONFIGURE OUTPUT processor.txt CONTENT "${processor}" @ONLY)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_EXTRAFILES=${PROJECT_BINARY_DIR}/processor.txt ${TAPESTRY_CCACHE_PROGRAM})
    add_compile_options(-fpch-preprocess)
  endif()
endif()
