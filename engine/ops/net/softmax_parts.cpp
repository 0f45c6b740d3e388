#include "engine/ops/net/softmax_parts.hpp"

#include <cmath>

#include "engine/array/loops.hpp"
#include "engine/array/reduce.hpp"
#include "engine/array/vector_math.hpp"

namespace tapestry::kernels {

SoftmaxParts softmax_parts(const Tensor& x, std::size_t axis) {
  // An axis whose maximum is -infinity would give -inf - -inf = NaN: shift it by nothing instead.
  const auto finite = [](Scalar m) { return std::isinf(m) ? Scalar{0} : m; };
  SoftmaxParts parts;
  parts.top = map(max_over(x, axis), finite);
  const Tensor shifted = zip(x, parts.top, x.shape(), [](Scalar v, Scalar m) { return v - m; });
  parts.exps = exp_of(shifted);
  parts.log_sum = zeros_like(parts.top);
  const AroundAxis around = around_axis(x.shape(), axis);
  for (std::size_t o = 0; o < around.outer; ++o)
    for (std::size_t i = 0; i < around.inner; ++i) {
      // The maximum's own term is exactly 1. Left out of the sum, and put back by log1p, it does
      // not swallow the others: their share is what a confident classifier's loss consists of.
      double others = 0;
      bool found_top = false;
      for (std::size_t k = 0; k < around.length; ++k) {
        const std::size_t at = (o * around.length + k) * around.inner + i;
        if (!found_top && shifted.data()[at] == 0)
          found_top = true;
        else
          others += parts.exps.data()[at];
      }
      parts.log_sum.data()[o * around.inner + i] =
          static_cast<Scalar>(found_top ? std::log1p(others) : std::log(others));
    }
  return parts;
}

}  // namespace tapestry::kernels
