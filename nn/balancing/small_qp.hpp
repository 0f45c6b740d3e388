// Small quadratic problems over a Gramian, in double: the inner problems of gradient balancers.
//
// Matrices are symmetric, positive semi-definite up to rounding, T x T, row-major, T of a dozen or
// less; they may be singular. Every variable is measured in units that make its diagonal entry 1,
// so the same accuracy is reached whatever the tasks' scales are, even against each other.
//
// A residual is the largest breach of the optimality (KKT) conditions by the scaled gradient,
// relative to the largest sum of absolute terms that a component of it is made of.
#pragma once

#include <vector>

#include "nn/balancing/balancer.hpp"

namespace tapestry::nn {

inline constexpr double qp_tolerance = 1e-9;

struct QpSolution {
  std::vector<double> x;
  SolveStatus status;  // solved: residual <= qp_tolerance
};

// argmin_{x >= 0} 1/2 x' H x + c' x, where c is in the range of H (as for least squares). Method:
// Lawson & Hanson 1974, "Solving Least Squares Problems", chapter 23, on the normal equations;
// usually about T steps of O(T^3), at most 10 T + 10. Throws where H is not c.size() x c.size(). A
// variable whose diagonal entry is 0 stays 0.
QpSolution nonnegative_qp(const std::vector<double>& h, const std::vector<double>& c);

// argmin 1/2 a' G a over the simplex (a >= 0, sum a = 1): the point of least norm in the convex
// hull of vectors with Gramian G [tasks x tasks]. Zero vectors, if any, share the weight equally.
// Its status is nonnegative_qp's.
QpSolution min_norm_point(const std::vector<double>& gramian, std::size_t tasks);

// argmin 1/2 v' G v over v >= u: sum_t v_t g_t is the projection of sum_t u_t g_t onto the cone of
// the directions that conflict with no g_t.
QpSolution dual_cone_projection(const std::vector<double>& gramian, const std::vector<double>& u);

}  // namespace tapestry::nn
