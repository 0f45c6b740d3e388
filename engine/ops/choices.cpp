#include "engine/ops/choices.hpp"

#include <cmath>
#include <limits>

#include "engine/error.hpp"
#include "engine/kernels.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/ops/broadcast.hpp"
#include "engine/tape.hpp"

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
  return Var::constant(zip(large.value(), small.value(), g.shape(), part));
}

// x repeated to fill `shape`: x itself where it does already, else made in `storage`.
const Tensor& filled(const Tensor& x, const Shape& shape, Tensor& storage) {
  if (x.shape() == shape) return x;
  storage = x.size() == 1 ? full(shape, x.data()[0])
                          : zip(x, zeros({}), shape, [](Scalar v, Scalar) { return v; });
  return storage;
}

// where, with the condition in a handle, which a pullback can keep without a copy.
Var choose_by(const Var& condition, const Var& a, const Var& b) {
  broadcast_shape("where", condition, a);
  broadcast_shape("where", condition, b);
  const Shape shape = common_shape(broadcast_shape("where", a, b), condition.shape());
  // The condition and a are read where they are, unless they have to be repeated; b is overwritten.
  Tensor repeated_condition, repeated_a, out;
  const Scalar* chosen = filled(condition.value(), shape, repeated_condition).data();
  const Scalar* from = filled(a.value(), shape, repeated_a).data();
  if (b.shape() == shape)
    out = b.value();
  else
    filled(b.value(), shape, out);
  Scalar* to = out.data();
  for (std::size_t i = 0, n = out.size(); i < n; ++i) {
    const Scalar yes = from[i], no = to[i];  // read in any case: only so can it be vectorised
    to[i] = chosen[i] != 0 ? yes : no;
  }
  return record(
      "where", std::move(out),
      {{a, [condition](const Var& g, const Var&) { return choose_by(condition, g, 0); }},
       {b, [condition](const Var& g, const Var&) { return choose_by(condition, 0, g); }}});
}

}  // namespace

Var maximum(const Var& a, const Var& b) {
  const Shape shape = broadcast_shape("maximum", a, b);
  // A NaN in x is taken by the second comparison, one in y because x > NaN is false.
  const auto larger = [](Scalar x, Scalar y) { return x > y || x != x ? x : y; };
  return record("maximum", zip(a.value(), b.value(), shape, larger),
                {{a, [a, b](const Var& g, const Var&) { return g * share(g, a, b); }},
                 {b, [a, b](const Var& g, const Var&) { return g * share(g, b, a); }}});
}

Var minimum(const Var& a, const Var& b) {
  const Shape shape = broadcast_shape("minimum", a, b);
  const auto smaller = [](Scalar x, Scalar y) { return x < y || x != x ? x : y; };
  return record("minimum", zip(a.value(), b.value(), shape, smaller),
                {{a, [a, b](const Var& g, const Var&) { return g * share(g, b, a); }},
                 {b, [a, b](const Var& g, const Var&) { return g * share(g, a, b); }}});
}

Var choose(const Tensor& condition, const Var& a, const Var& b) {
  for (std::size_t i = 0; i < condition.size(); ++i)
    if (std::isnan(condition.data()[i]))
      fail("where: element ", i, " (in row-major order) of the condition ",
           to_string(condition.shape()), " is NaN: a condition must be 0 for no, and any other ",
           "number for yes.");
  return choose_by(Var::constant(condition).named("condition"), a, b);
}

Var clamp(const Var& x, Scalar low, Scalar high) {
  if (!(low <= high))
    fail("clamp: ", describe(x), " between ", low, " and ", high,
         ": the lower bound must not exceed the upper one, nor either be NaN.");
  const auto held = [=](Scalar v) { return v < low ? low : v > high ? high : v; };
  return record("clamp", map(x.value(), held),
                {{x, [=](const Var& g, const Var&) {
                    // Not `low <= v && v <= high`, which would stop a NaN's gradient.
                    const auto inside = [=](Scalar v) { return Scalar(!((v < low) | (v > high))); };
                    return choose_by(Var::constant(map(x.value(), inside)), g, 0);
                  }}});
}

}  // namespace tapestry
