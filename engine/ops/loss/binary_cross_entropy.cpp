#include "engine/ops/loss/binary_cross_entropy.hpp"

#include <cmath>
#include <utility>

#include "engine/array/loops.hpp"
#include "engine/array/vector_math.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/activations.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"

namespace tapestry {
namespace {

void check_probabilities(const Var& logits, const Var& targets) {
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const Scalar t = targets.value().data()[i];
    if (!(t >= 0 && t <= 1))
      base::fail("binary_cross_entropy_with_logits: target ", t, " at element ", i,
                 " (in row-major order) of ", describe(targets), " for ", describe(logits),
                 ": a target is the probability of \"yes\", and must lie in 0 to 1.");
  }
}

// e^-|z|, at most 1.
Tensor exp_of_minus_size(const Var& z) {
  return kernels::exp_of(kernels::map(z.value(), [](Scalar v) { return -std::abs(v); }));
}

}  // namespace

Var binary_cross_entropy_with_logits(const Var& logits, const Var& targets, Reduction reduction) {
  kernels::check_same_shape("binary_cross_entropy_with_logits", logits, targets);
  check_probabilities(logits, targets);
  const auto distance = [](Scalar z, Scalar t) {
    const Scalar wrong = z > 0 ? 1 - t : t;
    // An infinite logit costs nothing where it is right; infinity * 0 would be NaN.
    return wrong == 0 ? Scalar{0} : std::abs(z) * wrong;
  };
  Tensor losses = kernels::zip(logits.value(), targets.value(), logits.shape(), distance);
  kernels::add_in_place(losses, kernels::log1p_of(exp_of_minus_size(logits)));
  return kernels::reduced(
      record(
          "binary_cross_entropy_with_logits", std::move(losses),
          {{logits, [=](const Var& g, const Var&) { return g * sigmoid_minus(logits, targets); }},
           {targets, [=](const Var& g, const Var&) { return -(g * logits); }}}),
      reduction);
}

Var sigmoid_minus(const Var& logits, const Var& targets) {
  kernels::check_same_shape("sigmoid_minus", logits, targets);
  // s = small for z <= 0, else 1 - small, where small = e^-|z| / (1 + e^-|z|).
  const auto whole = [](Scalar z, Scalar t) { return z > 0 ? 1 - t : -t; };
  const auto rest = [](Scalar z, Scalar e) { return (z > 0 ? -e : e) / (1 + e); };
  Tensor difference = kernels::zip(logits.value(), targets.value(), logits.shape(), whole);
  kernels::add_in_place(
      difference, kernels::zip(logits.value(), exp_of_minus_size(logits), logits.shape(), rest));
  return record(
      "sigmoid_minus", std::move(difference),
      {{logits, [=](const Var& g, const Var&) { return g * kernels::sigmoid_slope(logits); }},
       {targets, [](const Var& g, const Var&) { return -g; }}});
}

}  // namespace tapestry
