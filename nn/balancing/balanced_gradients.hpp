// The tasks' own gradients of one step, from one tape, and how a GradientBalancer makes one step of
// them. A part of fit and of diagnosis; users need nn/training/fit.hpp alone.
#pragma once

#include <vector>

#include "nn/balancing/balanced_step.hpp"
#include "nn/balancing/balancer.hpp"

namespace tapestry::nn {

// <a, b> over those parameters for which `chosen` is true, added up in double.
double inner_product(const std::vector<Tensor>& a, const std::vector<Tensor>& b,
                     const std::vector<bool>& chosen);

// The gradients that a balanced step is made with. A shared parameter gets sum_t weights[t] g_t,
// the weights those that the balancer gives for the Gramian of the shared parameters' gradients; a
// parameter of one task alone gets that task's gradient, unweighted. With one task, or nothing
// shared, there is nothing to balance, and the balancer is not asked. Throws, naming method and
// round, where a solver inside did not reach its tolerance, and where there is not one finite
// weight a task.
std::vector<Tensor> balanced(GradientBalancer& balancer, const BalancedStep& step);

}  // namespace tapestry::nn
