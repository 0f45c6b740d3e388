// Variants of relu that keep a gradient for negative inputs, element by element. The first two have
// a kink at 0; softplus, silu and gelu are smooth. A NaN goes through all of them.
#pragma once

#include "engine/core/var.hpp"

namespace tapestry {

// x where x > 0, else slope x: d = dx where x > 0, else slope dx (also at 0). Throws for a slope
// that is not finite.
Var leaky_relu(const Var& x, Scalar slope = Scalar(0.01));

// x where x > 0, else alpha (e^x - 1): d = dx where x > 0, else alpha e^x dx (also at 0). Throws
// for an alpha that is not finite. From Clevert et al., "Fast and accurate deep network learning by
// exponential linear units", 2016.
Var elu(const Var& x, Scalar alpha = 1);

// log(1 + e^x), which does not overflow: d = sigmoid(x) dx.
Var softplus(const Var& x);

// x sigmoid(x), also called swish: d = (s + y (1 - s)) dx with s = sigmoid(x) and y = x s. 0 at
// -infinity (the limit), though its gradient at either infinity is not a number.
Var silu(const Var& x);

// x P(x), where P(x) = erfc(-x / sqrt(2)) / 2 is the standard normal distribution's probability of
// a number below x: d = (P(x) + x p(x)) dx with p(x) = e^(-x^2 / 2) / sqrt(2 pi). The exact form,
// not the one with tanh. 0 at -infinity (the limit), though its gradient at either infinity is not
// a number. From Hendrycks and Gimpel, "Gaussian error linear units", 2016.
Var gelu(const Var& x);

}  // namespace tapestry
