// Standardising along the last axis, and layer normalisation, which is built on it.
//
// With m and v the mean and the variance of the n numbers of one row (all indices but the last
// fixed; v divides by n), r = 1 / sqrt(v + epsilon), and <.> the mean over a row:
//   standardise:  s = (x - m) r,     dx = P g = r (g - <g> - s <g s>)
// P is symmetric, so P h is also the gradient at g of <h, P g>; and at x it is
//   -r (<h P g> s + <g s> P h + <h s> P g).
// Means and variances are taken in double, the variance from differences to the mean: rows with a
// large mean or large numbers keep their digits. All throw where x has no axis, the last axis is
// empty, or epsilon is not positive and finite.
#pragma once

#include "engine/core/var.hpp"

namespace tapestry {

// y = s(x) * gain + bias (Ba, Kiros & Hinton 2016). x [... x n], gain [n], bias [n] -> [... x n]
// dx = P (g gain),  dgain = g s  and  dbias = g, summed over the rows. Throws for another shape of
// gain or bias.
Var layer_norm(const Var& x, const Var& gain, const Var& bias, Scalar epsilon = Scalar(1e-5));

// s(x). x [... x n] -> [... x n]; a row of equal numbers gives zeros.
Var standardise(const Var& x, Scalar epsilon = Scalar(1e-5));

// P g, standardise's pullback; g and x have the same shape, or it throws.
Var standardise_gradient(const Var& g, const Var& x, Scalar epsilon);

}  // namespace tapestry
