// Trace norm: the tasks lie in a common subspace of few dimensions.
#pragma once

#include "engine/array/lapack.hpp"
#include "nn/omega/omega.hpp"

namespace tapestry::nn {

// strength * sum_i s_i, the singular values of w
//
// Assumes that w has low rank: each task is a mixture of few directions that all tasks share (Ando
// & Zhang 2005; Argyriou, Evgeniou & Pontil 2008; Ji & Ye 2009, "An accelerated gradient method for
// trace norm minimization"). With w = U diag(s) V^T the gradient is strength U V^T, a subgradient
// where some s_i = 0; the prox soft-thresholds the singular values: U diag(max(s - strength step,
// 0)) V^T. Both decompose w, which must be finite and not empty, or it throws. It hurts where the
// tasks have no directions in common: all are shrunk towards the few largest. Cost: a singular
// value decomposition, tasks * parameters * the smaller of both.
class TraceNorm : public Omega {
 public:
  explicit TraceNorm(double strength);
  std::string name() const override { return "trace norm"; }
  std::string settings() const override { return base::exact_text("strength ", strength_); }
  Var of(const Var& w) const override;
  bool smooth() const override { return false; }
  bool has_prox() const override { return true; }
  Tensor prox(const Tensor& w, double step) const override;

 private:
  Scalar strength_;
};

// The decomposition of a w for such an Omega; throws, naming `who`, where w is empty or not finite.
kernels::SingularValues finite_decomposition(const std::string& who, const Tensor& w);

// The matrix with each singular value soft-thresholded: the prox of threshold * (their sum).
Tensor shrink_singular_values(kernels::SingularValues parts, double threshold);

}  // namespace tapestry::nn
