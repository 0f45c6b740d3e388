// How this checkout compiles and where it is: known when the grader is built.
#pragma once

#include <string>
#include <vector>

namespace tapestry::grader {

struct Toolchain {
  std::string source;               // the top of the checkout
  std::string compiler;             // absolute
  std::string cache;                // ccache, or empty
  std::string cmake;                // for zips
  std::string nm;                   // tells what an object file calls; may be empty
  std::vector<std::string> system;  // where the compiler's own headers and the system's are
  std::vector<std::string>
      includes;  // of the engine in double precision: the other libraries' headers
  std::vector<std::string> libraries;
};

const Toolchain& toolchain();

}  // namespace tapestry::grader
