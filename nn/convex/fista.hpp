// FISTA: minimises sum_t loss_t(w_t) + Omega(w), for convex losses and any convex Omega.
//
//   LinearTasks loss(batches);                       // one Batch a task
//   Solution solution = minimise(loss, TraceNorm(30));
//   solution.weights                                 // [tasks x features]
//
// It goes from a point y, ahead of the last weights x, along the gradient of the smooth part f and
// then by Omega's proximal step:
//   x' = prox(y - grad f(y) / L, 1 / L),   y' = x' + momentum (x' - x)
// (Beck & Teboulle 2009, "A fast iterative shrinkage-thresholding algorithm"). L, the curvature, is
// found by backtracking: raised until f(x') is below the parabola of curvature L that touches f at
// y. The momentum starts anew where it points uphill (O'Donoghue & Candes 2015, "Adaptive restart
// for accelerated gradient schemes"). The gradients come from a tape.
#pragma once

#include "nn/convex/task_losses.hpp"
#include "nn/omega/omega.hpp"

namespace tapestry::nn {

struct FistaOptions {
  // Stop where Solution::residual is at most this. A float build cannot get far below 1e-5.
  double tolerance = sizeof(Scalar) == sizeof(double) ? 1e-8 : 1e-4;
  std::size_t max_iterations = 20000;
  // Short of the tolerance after max_iterations, or where rounding lets no step succeed: throw,
  // with the numbers; or, if false, return the numbers with converged = false.
  bool throw_if_short = true;
  // Where to start: w as Omega takes it, such as the Solution::parts for a similar strength (a
  // "warm start"); empty: at 0.
  Tensor start = Tensor::from_shape({0});
  // How a smooth Omega with a prox is handled: by the prox, so that the steps are no shorter for a
  // large strength; or, if false, as part of f, like one that has no prox.
  bool prox_if_smooth = true;
};

struct Solution {
  Tensor weights;  // [tasks x features]; the sum of the parts
  Tensor parts;    // as Omega takes it, [parts tasks x features]: the weights, or two parts of them
  std::size_t iterations = 0;
  double objective = 0;  // at these weights
  // How far from optimal, by the gradient: || r || / || grad loss(0) ||, where r is the subgradient
  // of the objective at these weights that the last proximal step gives. At a minimiser it is 0,
  // and a further proximal step of length s would move the weights by at most s ||r||. (Not
  // divided, where grad loss(0) is 0.)
  double residual = 0;
  // How far from optimal, by value: objective - minimum <= gap where gap_is_bound; see
  // optimality_gap.hpp. About 1e-16 objective is rounding.
  double gap = 0;
  bool gap_is_bound = false;
  bool converged = false;  // residual <= tolerance
};

// Throws where Omega is not convex, where it has kinks and no prox, where the start's shape is not
// Omega's, where a value or gradient is not finite, where an option makes no sense, and where it
// stops short (see throw_if_short).
Solution minimise(const TaskLosses& loss, const Omega& omega, const FistaOptions& options = {});

}  // namespace tapestry::nn
