// Sparse + low rank: a shared subspace, and what each task has of its own.
#pragma once

#include "nn/omega/lasso.hpp"
#include "nn/omega/omega_checks.hpp"
#include "nn/omega/trace_norm.hpp"
#include "nn/omega/two_parts.hpp"

namespace tapestry::nn {

// low_rank * || p ||_trace + sparse * sum_tj | q_tj |, of the tasks' weights p + q; its w is
// [2 tasks x parameters], the rows of p above those of q.
//
// Assumes that the tasks share a subspace of few dimensions, apart from few weights of single tasks
// (Chen, Liu & Ye 2010, "Learning incoherent sparse and low-rank patterns from multiple tasks", in
// its regularised form). It hurts where the tasks' own weights are many. Gradient, prox and cost
// are those of the trace norm and of the lasso.
class SparseLowRank : public TwoParts {
 public:
  SparseLowRank(double low_rank, double sparse)
      : TwoParts("SparseLowRank", "sparse + low rank",
                 std::make_shared<TraceNorm>(
                     checked_strength("SparseLowRank", low_rank, "strength of the low-rank part")),
                 std::make_shared<Lasso>(
                     checked_strength("SparseLowRank", sparse, "strength of the sparse part"))) {}
};

}  // namespace tapestry::nn
