# Puts the player's page, files that a browser and its tools can read, into a .cpp.
foreach(part player.html player.css steps.js map.js player.js)
  set(file ${CMAKE_CURRENT_LIST_DIR}/${part})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} ${part})
endforeach()
set(TAPESTRY_PLAYER_PAGE ${PROJECT_BINARY_DIR}/player_page.cpp)
configure_file(${CMAKE_CURRENT_LIST_DIR}/page.cpp.in ${TAPESTRY_PLAYER_PAGE} @ONLY)
