// dropout: while training, each element is left out with some probability.
#pragma once

#include "engine/array/random.hpp"
#include "engine/core/var.hpp"

namespace tapestry {

// "Inverted" dropout (Srivastava et al. 2014, with the scaling in training): each element of x, any
// shape, is multiplied by 0 with this probability and by 1 / (1 - probability) otherwise, so that
// its expectation is x, and nothing has to be scaled when the net is used: in evaluation, do not
// call it. The same factors multiply the gradient: dx = g * mask.
//
// One number of rng is used for each element, whatever the probability. A NaN stays NaN, even where
// it is left out; an infinity that is left out becomes NaN, too. Throws for a probability outside
// of [0, 1).
Var dropout(const Var& x, double probability, Rng& rng);

}  // namespace tapestry
