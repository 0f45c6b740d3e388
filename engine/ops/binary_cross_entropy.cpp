#include "engine/ops/binary_cross_entropy.hpp"

#include <cmath>

#include "engine/error.hpp"
#include "engine/kernels.hpp"
#include "engine/ops/activations.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/tape.hpp"

namespace tapestry {
namespace {

void check_probabilities(const Var& logits, const Var& targets) {
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const Scalar t = targets.value().data()[i];
    if (!(t >= 0 && t <= 1))
      fail("binary_cross_entropy_with_logits: target ", t, " at element ", i,
           " (in row-major order) of ", describe(targets), " for ", describe(logits),
           ": a target is the probability of \"yes\", and must lie in 0 to 1.");
  }
}

}  // namespace

Var binary_cross_entropy_with_logits(const Var& logits, const Var& targets, Reduction reduction) {
  check_same_shape("binary_cross_entropy_with_logits", logits, targets);
  check_probabilities(logits, targets);
  const auto loss = [](Scalar z, Scalar t) {
    const Scalar wrong = z > 0 ? 1 - t : t, size = std::abs(z);
    // An infinite logit costs nothing where it is right; infinity * 0 would be NaN.
    return (wrong == 0 ? Scalar{0} : size * wrong) + std::log1p(std::exp(-size));
  };
  return reduced(
      record(
          "binary_cross_entropy_with_logits",
          zip(logits.value(), targets.value(), logits.shape(), loss),
          {{logits, [=](const Var& g, const Var&) { return g * sigmoid_minus(logits, targets); }},
           {targets, [=](const Var& g, const Var&) { return -(g * logits); }}}),
      reduction);
}

Var sigmoid_minus(const Var& logits, const Var& targets) {
  check_same_shape("sigmoid_minus", logits, targets);
  const auto difference = [](Scalar z, Scalar t) {
    const Scalar e = std::exp(-std::abs(z)), small = e / (1 + e);  // sigmoid(-|z|)
    return z > 0 ? (1 - t) - small : small - t;
  };
  return record(
      "sigmoid_minus", zip(logits.value(), targets.value(), logits.shape(), difference),
      {{logits, [=](const Var& g, const Var&) { return g * (sigmoid(logits) * sigmoid(-logits)); }},
       {targets, [](const Var& g, const Var&) { return -g; }}});
}

}  // namespace tapestry
