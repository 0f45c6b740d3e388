// P(T) as a function of its scores, on the tape: to learn the scores by any optimiser.
//
//   const SubsetSelection p({0, 0, 0});                       // its rule; any distribution
//   Var scores = Var::parameter("scores", zeros({3}));
//   tape.gradient(-log_probability(p, {0, 2}, scores), {scores})
//
// d log Z / d s = the marginals, and the second derivative is their covariances, so that log P(T)
// has the gradient 1_T - marginals. Both derivatives are exact; a third one is an error.
#pragma once

#include "engine/core/var.hpp"
#include "nn/selection/subset_distribution.hpp"

namespace tapestry::nn {

// scores [tasks] -> scalar: log Z of p's rule at these scores (p's own scores play no part). Throws
// for another shape. Its second derivative costs p's pairwise marginals.
Var log_partition(const SubsetDistribution& p, const Var& scores);

// scores [tasks] -> [tasks]: P(t in T).
Var marginals(const SubsetDistribution& p, const Var& scores);

// scores [tasks] -> scalar: log P(T). Throws for a T that is not allowed, whose log is -infinity.
Var log_probability(const SubsetDistribution& p, const TaskNumbers& subset, const Var& scores);

}  // namespace tapestry::nn
