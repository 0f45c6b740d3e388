#include "engine/ops/reduce/argmax.hpp"

#include "engine/array/loops.hpp"
#include "engine/base/error.hpp"
#include "engine/ops/reduce/axes.hpp"

namespace tapestry {

std::vector<int> argmax(const Var& x, int axis) {
  const std::size_t along = kernels::resolve_axis("argmax", x, axis);
  const kernels::AroundAxis around = kernels::around_axis(x.shape(), along);
  if (around.length == 0)
    base::fail("argmax: axis ", axis, " of ", describe(x),
               " is empty, and the largest of nothing is not defined: leave an empty batch out.");
  std::vector<int> winners(around.outer * around.inner, 0);
  for (std::size_t o = 0; o < around.outer; ++o)
    for (std::size_t i = 0; i < around.inner; ++i) {
      const Scalar* first = x.value().data() + o * around.length * around.inner + i;
      std::size_t best = 0;
      for (std::size_t k = 1; k < around.length; ++k) {
        const Scalar candidate = first[k * around.inner], top = first[best * around.inner];
        const bool first_nan = candidate != candidate && top == top;
        if (candidate > top || first_nan) best = k;
      }
      winners[o * around.inner + i] = static_cast<int>(best);
    }
  return winners;
}

}  // namespace tapestry
