#include "engine/ops/elementwise/maximum.hpp"

#include <limits>

#include "engine/array/loops.hpp"
#include "engine/base/error.hpp"
#include "engine/core/broadcast.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/where.hpp"

namespace tapestry {
namespace {

// How much of the gradient `large` gets if the larger is chosen, which is what `small` gets if the
// smaller is: 1 where it is larger, 1/2 where they are equal, else 0. In the shape of g.
Var share(const Var& g, const Var& large, const Var& small) {
  const auto part = [](Scalar x, Scalar y) {
    if (x > y) return Scalar{1};
    if (x < y) return Scalar{0};
    return x == y ? Scalar{0.5} : std::numeric_limits<Scalar>::quiet_NaN();
  };
  return Var::constant(kernels::zip(large.value(), small.value(), g.shape(), part));
}

}  // namespace

Var maximum(const Var& a, const Var& b) {
  const Shape shape = broadcast_shape("maximum", a, b);
  // A NaN in x is taken by the second comparison, one in y because x > NaN is false.
  const auto larger = [](Scalar x, Scalar y) { return x > y || x != x ? x : y; };
  return record(
      "maximum", kernels::zip(a.value(), b.value(), shape, larger),
      {{a, [a, b](const Var& g, const Var&) { return kernels::weigh(g, share(g, a, b)); }},
       {b, [a, b](const Var& g, const Var&) { return kernels::weigh(g, share(g, b, a)); }}});
}

Var minimum(const Var& a, const Var& b) {
  const Shape shape = broadcast_shape("minimum", a, b);
  const auto smaller = [](Scalar x, Scalar y) { return x < y || x != x ? x : y; };
  return record(
      "minimum", kernels::zip(a.value(), b.value(), shape, smaller),
      {{a, [a, b](const Var& g, const Var&) { return kernels::weigh(g, share(g, b, a)); }},
       {b, [a, b](const Var& g, const Var&) { return kernels::weigh(g, share(g, a, b)); }}});
}

Var clamp(const Var& x, Scalar low, Scalar high) {
  if (!(low <= high))
    base::fail("clamp: ", describe(x), " between ", low, " and ", high,
               ": the lower bound must not exceed the upper one, nor either be NaN.");
  const auto held = [=](Scalar v) { return v < low ? low : v > high ? high : v; };
  return record("clamp", kernels::map(x.value(), held),
                {{x, [=](const Var& g, const Var&) {
                    const auto inside = [=](Scalar v) {
                      return ((v < low) | (v > high)) ? Scalar{0} : v == v ? Scalar{1} : v;
                    };
                    return kernels::weigh(g, Var::constant(kernels::map(x.value(), inside)));
                  }}});
}

}  // namespace tapestry
