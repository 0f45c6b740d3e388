// IMTL-G: impartial multi-task learning, by gradients.
#pragma once

#include "nn/balancing/balancer.hpp"

namespace tapestry::nn {

// d = sum_t a_t g_t whose projections onto all tasks' gradients are equally long, with sum_t a_t =
// 1 (Liu et al. 2021, "Towards Impartial Multi-task Learning"):
//   <d, u_s> = <d, u_t> for all s, t, where u_t = g_t / n_t, n_t = ||g_t||
// so a is proportional to G^+ n. It is computed as a_t = b_t / n_t with C b = 1, C the cosines of
// the gradients, which is the same and does not suffer where n_t differ by orders of magnitude.
//
// d conflicts with no task or with all of them: nothing keeps weights positive, and where C b = 1
// has a solution with sum_t b_t / n_t < 0, dividing by that sum turns d against every task. Cost:
// O(T^3), an eigen-decomposition of C; the status is symmetric_jacobi's.
//
// A task whose gradient is 0 gets the weight 0. Dependent gradients share b as the least solution
// does (eigenvalues up to 1e-12 of the largest count as 0). Where no d but 0 has equal projections,
// as for opposite gradients, and where no weights have the sum 1 (it is below 1e-9 of their sizes),
// all weights are 0. Throws only for a bad Gramian.
class ImtlG : public GradientBalancer {
 public:
  std::string name() const override { return "IMTL-G"; }
  Weighting weights(const TaskGradients& gradients) override;
};

}  // namespace tapestry::nn
