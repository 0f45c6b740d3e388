// The player's page, from the .html, .css and .js files in this folder: CMake makes a .cpp of
// them (page.cpp.in), so that the library needs no files when it runs.
#pragma once

#include <string_view>

namespace tapestry::player {

extern const std::string_view kPage;  // with {{title}}, {{style}}, ... to fill in
extern const std::string_view kStyle;
extern const std::string_view kSteps;
extern const std::string_view kMap;
extern const std::string_view kScript;

}  // namespace tapestry::player
