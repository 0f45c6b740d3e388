// How far above the minimum an objective is at most: by a lower bound on the minimum from convex
// duality.
//
// With the loss h(Xw) and u a subgradient of Omega, every eta with X^T eta = -u bounds the minimum
// by -h*(eta) - Omega*(u) (Fenchel's dual). Two such eta are tried, and the better bound is used:
//
// 1. eta near theta = grad h(Xw), moved so that X^T eta = -u for the u of the last proximal step,
//    whose Omega*(u) = <u, w> - Omega(w) is known. For least squares the gap is r^T G^-1 r / 4 with
//    r the objective's subgradient and G the tasks' Gram matrices. Needs columns that are
//    independent in each task, and an Omega of one part.
// 2. eta = share * theta, with the largest share <= 1 of a few at which u = -X^T eta has
//    prox(u, 1) = 0. That says that Omega(v) >= <u, v> for all v, so Omega*(u) = 0. For Omegas with
//    a prox that grow like a norm (lasso, L2,1, trace norm, dirty, sparse + low rank), whatever
//    the columns.
//
// Where neither applies (a smooth Omega, and columns that depend on each other) the gap is
// ||r|| max(||w||, 1): true if a minimiser is no farther from w than that, by convexity, and no
// more than an estimate. `is_bound` is then false.
#pragma once

#include "nn/convex/composite.hpp"

namespace tapestry::nn {

struct OptimalityGap {
  double value = 0;
  bool is_bound = false;
};

// Of w as Omega takes it, given a subgradient r of the objective there (as w).
OptimalityGap optimality_gap(const Composite& objective, const Tensor& w, const Tensor& r);

}  // namespace tapestry::nn
