// Sparse + low rank: a shared subspace, and what each task has of its own.
#pragma once

#include "nn/omega/omega.hpp"

namespace tapestry::nn {

// low_rank * || p ||_trace + sparse * sum_tj | q_tj |, of the tasks' weights p + q; its w is
// [2 tasks x parameters], the rows of p above those of q.
//
// Assumes that the tasks share a subspace of few dimensions, apart from few weights of single tasks
// (Chen, Liu & Ye 2010, "Learning incoherent sparse and low-rank patterns from multiple tasks", in
// its regularised form). Gradient and prox are those of the trace norm and of the lasso, each on
// its own part.
class SparseLowRank : public Omega {
 public:
  SparseLowRank(double low_rank, double sparse);
  std::string name() const override { return "sparse + low rank"; }
  std::string settings() const override {
    return base::text("low rank ", low_rank_, ", sparse ", sparse_);
  }
  Var of(const Var& w) const override;
  bool smooth() const override { return false; }
  bool has_prox() const override { return true; }
  Tensor prox(const Tensor& w, double step) const override;
  std::size_t parts() const override { return 2; }

 private:
  Scalar low_rank_, sparse_;
};

}  // namespace tapestry::nn
