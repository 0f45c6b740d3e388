// Aligned-MTL: independent components of the gradients, made equally long.
#pragma once

#include "nn/balancing/balancer.hpp"

namespace tapestry::nn {

// d is the mean row of the balanced matrix J~ = B J of the gradients J (a task's a row), where all
// singular values s_1 >= ... >= s_r > 0 of J are replaced by the smallest (Senushkin et al. 2023,
// "Independent Component Alignment for Multi-Task Learning"):
//   B = s_r V diag(1 / s_k) V',   V, s_k^2 the eigenvectors and eigenvalues of the Gramian
//   a = B 1/T
// J~ is the matrix with condition number 1 that is nearest to J, up to its scale; its rows are
// orthogonal, so d conflicts with none of THEM; it may conflict with a g_t itself. Cost: an
// eigen-decomposition, O(T^3); the status is symmetric_jacobi's.
//
// Singular values below 1e-6 of the largest count as 0 (eigenvalues: 1e-12), as gradients in single
// precision do not tell them from rounding; what lies along them is dropped. So a single gradient
// that is 1e-6 of the others is left out, and one a little larger sets the length of d: the method
// is for tasks of comparable scales. Where all gradients are 0, a = 1/T. Identical gradients have
// rank 1 and keep the weights 1/T. Throws only for a bad Gramian.
class AlignedMtl : public GradientBalancer {
 public:
  std::string name() const override { return "Aligned-MTL"; }
  Weighting weights(const TaskGradients& gradients) override;
};

}  // namespace tapestry::nn
