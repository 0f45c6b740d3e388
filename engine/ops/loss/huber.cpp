#include "engine/ops/loss/huber.hpp"

#include <cmath>

#include "engine/array/loops.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/maximum.hpp"

namespace tapestry {

Var huber(const Var& prediction, const Var& target, Scalar delta, Reduction reduction) {
  kernels::check_same_shape("huber", prediction, target);
  if (!(delta > 0) || std::isinf(delta))
    base::fail("huber: delta is ", delta,
               ", but must be positive and finite: it is the error at which ",
               "the loss turns from squared to linear.");
  const auto loss = [delta](Scalar p, Scalar t) {
    const Scalar distance = std::abs(p - t);
    return distance <= delta ? distance * distance / 2 : delta * (distance - delta / 2);
  };
  const auto slope = [=] { return clamp(prediction - target, -delta, delta); };
  return kernels::reduced(
      record("huber", kernels::zip(prediction.value(), target.value(), prediction.shape(), loss),
             {{prediction, [=](const Var& g, const Var&) { return g * slope(); }},
              {target, [=](const Var& g, const Var&) { return -(g * slope()); }}}),
      reduction);
}

}  // namespace tapestry
