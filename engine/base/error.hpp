// The one exception that Tapestry throws, and the kind of it that a backward pass does.
//
// Its text is one sentence that names the operands, their shapes, the rule that was broken and the
// likely mend. Nothing in this project prints a complaint and goes on.
#pragma once

#include <charconv>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>

// Beside `tapestry`, which is another namespace where it is compiled in double precision: in a
// program with both, an error of either is caught as one of the other.
namespace tapestry_errors {

class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& sentence) : std::runtime_error(sentence) {}
};

// Thrown by a backward pass where a pullback fails, or returns a gradient of a wrong shape. The
// text says which record's, for which input.
class PullbackError : public Error {
 public:
  using Error::Error;
};

}  // namespace tapestry_errors

namespace tapestry {

using tapestry_errors::Error;
using tapestry_errors::PullbackError;

namespace base {

// Joins anything that can be streamed into one string: text("row ", 3, " of ", n).
template <class... Parts>
std::string text(const Parts&... parts) {
  std::ostringstream out;
  (out << ... << parts);
  return out.str();
}

// The same with floating-point numbers by as few digits as tell them from all others of their type:
// equal texts mean equal numbers.
template <class... Parts>
std::string exact_text(const Parts&... parts) {
  std::ostringstream out;
  const auto add = [&out](const auto& part) {
    if constexpr (std::is_floating_point_v<std::decay_t<decltype(part)>>) {
      char digits[64];
      out.write(digits, std::to_chars(digits, digits + sizeof digits, part).ptr - digits);
    } else {
      out << part;
    }
  };
  (add(parts), ...);
  return out.str();
}

// Throws an Error, or a kind of it (fail<PullbackError>(...)), whose sentence is made of the parts.
template <class Kind = Error, class... Parts>
[[noreturn]] void fail(const Parts&... parts) {
  throw Kind(text(parts...));
}

}  // namespace base
}  // namespace tapestry
