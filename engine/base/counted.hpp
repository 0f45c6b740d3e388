// A number with its noun, for the texts of errors.
#pragma once

#include <cstddef>
#include <string>

namespace tapestry::base {

// "1 axis", "3 axes".
inline std::string counted(std::size_t n, const char* one, const char* many) {
  return std::to_string(n) + " " + (n == 1 ? one : many);
}

}  // namespace tapestry::base
