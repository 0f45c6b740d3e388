// erfc and gelu in double, against the standard library's erfc: relative errors, into the tail.
#include <gmock/gmock.h>

#include <cmath>

#include "engine/engine.hpp"

namespace tapestry {
namespace {

TEST(ErrorFunction, HasAllDigitsOfADouble) {
  for (double x = -6; x < 26; x += 0.03125) {
    EXPECT_NEAR(erfc(Var(x)).item() / std::erfc(x), 1, 1e-15) << x;
    EXPECT_NEAR(erf(Var(x + 0.01)).item() / std::erf(x + 0.01), 1, 1e-14) << x;
    if (x >= 6 || x == 0) continue;
    EXPECT_NEAR(gelu(Var(-x)).item() / (-x * std::erfc(x / std::sqrt(2.0)) / 2), 1, 1e-14) << x;
  }
}

}  // namespace
}  // namespace tapestry
