# What `cmake --install` puts where, and the Debian package that `cpack -G DEB` makes of it:
#
#   include/tapestry/{engine,nn,datasets}/...hpp     #include "engine/engine.hpp", as in the checkout
#   lib/libtapestry_{engine,nn,datasets}             and, in double precision, _engine_f64 and _f64
#   lib/cmake/tapestry/                              find_package(tapestry)
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(libraries tapestry_engine tapestry_nn tapestry_datasets tapestry_engine_f64 tapestry_f64)
foreach(library ${libraries})
  string(REPLACE tapestry_ "" name ${library})
  set_target_properties(${library} PROPERTIES EXPORT_NAME ${name})
endforeach()
install(TARGETS ${libraries} EXPORT tapestry)
install(DIRECTORY engine nn datasets DESTINATION include/tapestry
        FILES_MATCHING PATTERN "*.hpp")

install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/libtapestry-dev RENAME copyright)

set(config ${CMAKE_INSTALL_LIBDIR}/cmake/tapestry)
install(EXPORT tapestry NAMESPACE tapestry:: FILE tapestry-targets.cmake DESTINATION ${config})
configure_package_config_file(engine/tapestry-config.cmake.in tapestry-config.cmake
                              INSTALL_DESTINATION ${config})
# Nothing is promised yet from one minor version to the next.
write_basic_package_version_file(tapestry-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/tapestry-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/tapestry-config-version.cmake DESTINATION ${config})

set(CPACK_PACKAGE_NAME libtapestry-dev)
set(CPACK_PACKAGE_VENDOR Tapestry)
set(CPACK_PACKAGE_CONTACT "The authors of Tapestry <tapestry@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Tape-based automatic differentiation and multi-task learning")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_PACKAGE_DEPENDS
    "libxtensor-dev, libopenblas-dev, zlib1g-dev, libjpeg-dev, libzip-dev, libstdc++6")
include(CPack)
