// custom_gradient: a value whose gradient is written by hand.
//
//   // the value of round(x), and the gradient as if it were x ("straight through")
//   Var y = custom_gradient(x, rounded, [](const Var& g, const Var&) { return g; });
#pragma once

#include "engine/core/pullback.hpp"

namespace tapestry {

// Gives `value` out; the backward pass sends pullback(g, y) to x, with g the gradient at the output
// and y the output. It need not be the true derivative: that is what this op is for
// (straight-through estimators, reversed or clipped gradients), and why no gradient check can vouch
// for it. Where it is meant to be true, check_gradient checks it like any other. The pullback must
// return x's shape, or one that x broadcasts to.
Var custom_gradient(const Var& x, Tensor value, Pullback pullback);

}  // namespace tapestry
