// standardise of equal numbers: what rounding leaves of their differences must not be blown up.
#include <gmock/gmock.h>

#include "engine/engine.hpp"

namespace tapestry {
namespace {

TEST(Standardise, OfEqualNumbersIsZeroAtAnySize) {
  for (const double at : {0.1, -3.3, 1e-30, 123456.7, 1e20, 1e100})
    for (const std::size_t n : {1u, 3u, 7u, 100u, 1000u}) {
      const Var x(full({2, n}, at));
      Tape tape;
      const Var y = standardise(x, 1e-60);
      EXPECT_EQ(y.value(), zeros({2, n})) << n << " times " << at;
      EXPECT_EQ(tape.gradient(sum(y * y), {x})[0], zeros({2, n})) << n << " times " << at;
    }
}

}  // namespace
}  // namespace tapestry
