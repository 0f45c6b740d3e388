// Claims that a tutorial makes about its own numbers, checked each time it runs, in every build.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>

#include "engine/base/error.hpp"

namespace tapestry {

// Throws where a claim does not hold. (An assert would be silent in a release build.)
inline void check(bool holds, const std::string& claim) {
  if (!holds) base::fail("This claim does not hold: ", claim, ".");
}

// Whether a and b differ by no more than the tolerance, relative to the larger of the two, or to 1
// where both are smaller. False for NaN; an infinity is near itself alone.
inline bool is_near(double a, double b, double tolerance = 1e-5) {
  if (!std::isfinite(a) || !std::isfinite(b)) return a == b;
  return std::abs(a - b) <= tolerance * std::max({1.0, std::abs(a), std::abs(b)});
}

// Claims of two numbers, which the text of the error shows.
inline void check_near(double a, double b, const std::string& claim, double tolerance = 1e-5) {
  if (!is_near(a, b, tolerance))
    base::fail("This claim does not hold: ", claim, ": ", a, " and ", b, " differ by ",
               std::abs(a - b), ", more than ", tolerance, " of the larger.");
}
template <class A, class B>
void check_equal(const A& a, const B& b, const std::string& claim) {
  if (!(a == b)) base::fail("This claim does not hold: ", claim, ": ", a, " is not ", b, ".");
}

// What the engine says where it refuses something, as is claimed that it does.
inline std::string refusal(const std::function<void()>& refused) {
  std::string text;
  try {
    refused();
  } catch (const Error& error) {
    text = error.what();
  }
  check(!text.empty(), "the engine refuses what does not fit");
  return text;
}

}  // namespace tapestry
