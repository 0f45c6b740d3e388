#include "nn/omega/sparse_low_rank.hpp"

#include "engine/ops/elementwise/arithmetic.hpp"
#include "nn/omega/lasso.hpp"
#include "nn/omega/omega_checks.hpp"
#include "nn/omega/trace_norm.hpp"
#include "nn/omega/two_parts.hpp"

namespace tapestry::nn {

SparseLowRank::SparseLowRank(double low_rank, double sparse)
    : low_rank_(checked_strength("SparseLowRank", low_rank, "strength of the low-rank part")),
      sparse_(checked_strength("SparseLowRank", sparse, "strength of the sparse part")) {}

Var SparseLowRank::of(const Var& w) const {
  const auto [p, q] = two_parts("SparseLowRank", w);
  return TraceNorm(low_rank_).of(p) + Lasso(sparse_).of(q);
}

Tensor SparseLowRank::prox(const Tensor& w, double step) const {
  check_prox("SparseLowRank", w.shape(), step);
  const auto [p, q] = two_parts("SparseLowRank", w);
  return join_parts(TraceNorm(low_rank_).prox(p, step), Lasso(sparse_).prox(q, step));
}

}  // namespace tapestry::nn
