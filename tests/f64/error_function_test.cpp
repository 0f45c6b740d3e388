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

// In double, too, numbers beyond all that a net has, in every place of two registers.
TEST(ErrorFunction, AndItsLikeAreRightAtTheEndsOfTheRange) {
  using Function = double (*)(double);
  struct Row {
    const char* name;
    Var (*op)(const Var&);
    Function oracle;
    std::vector<double> at;
  };
  const std::vector<Row> rows = {
      {"erf", erf, std::erf, {9.6e61, 1e300, -1e62, 1e-310}},
      {"erfc", erfc, std::erfc, {26.5, 27.2, -1e62, 1e300}},
      {"log", log, std::log, {5e-324, 1e-310, 1e308, 0}},
      {"log1p", log1p, std::log1p, {1e-310, -1e-20, 1e308}},
      {"exp", exp, std::exp, {-745, -708.5, 709.7, -746}},
      {"expm1", expm1, std::expm1, {709.7, -746, 1e-310, -1e-20}},
      {"tanh", tanh, std::tanh, {1e-310, 19.5, -1e300}},
      {"sin", sin, std::sin, {1e-310, 1e22, -3e300}},
      {"cos", cos, std::cos, {1e-310, 1e22, -3e300}},
  };
  for (const Row& row : rows)
    for (const double x : row.at)
      for (std::size_t n = 1; n <= 17; ++n) {
        const Tensor y = row.op(Var(full({n}, x))).value();
        for (const double v : y.storage()) ASSERT_EQ(v, row.oracle(x)) << row.name << " of " << x;
      }
}

}  // namespace
}  // namespace tapestry
