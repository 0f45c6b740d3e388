// Claims that a tutorial makes about its own numbers, checked each time it runs, in every build.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/base/error.hpp"

namespace tapestry {

// Throws where a claim does not hold. (An assert would be silent in a release build.)
inline void check(bool holds, const std::string& claim) {
  if (!holds) base::fail("This claim does not hold: ", claim, ".");
}

// Whether a and b differ by no more than the tolerance, relative to the larger of the two, or to 1
// where both are smaller. False for NaN.
inline bool is_near(double a, double b, double tolerance = 1e-5) {
  return std::abs(a - b) <= tolerance * std::max({1.0, std::abs(a), std::abs(b)});
}

}  // namespace tapestry
