// The one exception that Tapestry throws.
//
// Its text is one sentence that names the operands, their shapes, the rule that was broken and the
// likely mend. Nothing in this project prints a complaint and goes on.
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>

namespace tapestry {

class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& sentence) : std::runtime_error(sentence) {}
};

namespace base {

// Joins anything that can be streamed into one string: text("row ", 3, " of ", n).
template <class... Parts>
std::string text(const Parts&... parts) {
  std::ostringstream out;
  (out << ... << parts);
  return out.str();
}

// Throws an Error, or a kind of it (fail<PullbackError>(...)), whose sentence is made of the parts.
template <class Kind = Error, class... Parts>
[[noreturn]] void fail(const Parts&... parts) {
  throw Kind(text(parts...));
}

}  // namespace base
}  // namespace tapestry
