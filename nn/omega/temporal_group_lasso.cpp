#include "nn/omega/temporal_group_lasso.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/reduce/norms.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/omega/chain_steps.hpp"
#include "nn/omega/omega_checks.hpp"

namespace tapestry::nn {
namespace {

// The orthonormal eigenvectors of the chain's Laplacian: vector k is cos(pi k (t + 1/2) / n).
std::vector<std::vector<double>> cosine_basis(std::size_t n) {
  std::vector<std::vector<double>> basis(n, std::vector<double>(n));
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t t = 0; t < n; ++t)
      basis[k][t] = std::sqrt((k == 0 ? 1.0 : 2.0) / double(n)) *
                    std::cos(std::numbers::pi * double(k) * (double(t) + 0.5) / double(n));
  return basis;
}

// The norm of v where v_k = x_k / (divisors_k + threshold / ||v||), 0 where that has only v = 0.
//
// It is where ||v|| / norm, s below, is 1. Newton's method goes along 1 / s, which is concave and
// nearly a line: from where it would be if all divisors were the largest, without a step too far.
double own_norm(const std::vector<double>& x, const std::vector<double>& divisors,
                double threshold) {
  double length = 0;
  for (const double each : x) length = std::hypot(length, each);
  if (length <= threshold) return 0;
  if (!std::isfinite(length)) return length;
  double norm = (length - threshold) / *std::max_element(divisors.begin(), divisors.end());
  for (int step = 0; step < 100; ++step) {
    double square = 0, slope = 0;  // s^2, and -1/2 of its slope
    for (std::size_t k = 0; k < x.size(); ++k) {
      const double divisor = divisors[k] * norm + threshold, share = x[k] / divisor;
      square += share * share;
      slope += share * share * divisors[k] / divisor;
    }
    const double further = norm + square * (std::sqrt(square) - 1) / slope;
    if (!(further > norm)) break;  // but for rounding, 1 has been reached
    norm = further;
  }
  return norm;
}

}  // namespace

TemporalGroupLasso::TemporalGroupLasso(double ridge, double chain, double features)
    : ridge_(checked_strength("TemporalGroupLasso", ridge, "strength of the ridge")),
      chain_(checked_strength("TemporalGroupLasso", chain, "strength of the chain")),
      features_(checked_strength("TemporalGroupLasso", features, "strength of the features")) {}

Var TemporalGroupLasso::of(const Var& w) const {
  check_two_axes("TemporalGroupLasso", w.shape());
  return ridge_ * sum(square(w)) + chain_ * sum(square(steps_along_chain(w))) +
         features_ * sum(l2_norm(w, {0}));
}

Tensor TemporalGroupLasso::prox(const Tensor& w, double step) const {
  check_prox("TemporalGroupLasso", w.shape(), step);
  const std::size_t tasks = w.shape()[0];
  const double threshold = double{features_} * step;
  const std::vector<std::vector<double>> basis = cosine_basis(tasks);
  std::vector<double> divisors(tasks), x(tasks);
  for (std::size_t k = 0; k < tasks; ++k)
    divisors[k] =
        1 + 2 * step *
                (double{ridge_} +
                 double{chain_} * (2 - 2 * std::cos(std::numbers::pi * double(k) / double(tasks))));
  Tensor v = zeros(w.shape());
  for (std::size_t j = 0; j < w.shape()[1]; ++j) {
    for (std::size_t k = 0; k < tasks; ++k) {
      x[k] = 0;
      for (std::size_t t = 0; t < tasks; ++t) x[k] += basis[k][t] * double{w(t, j)};
    }
    const double norm = own_norm(x, divisors, threshold);
    if (norm == 0) continue;
    for (std::size_t t = 0; t < tasks; ++t) {
      double sum = 0;
      for (std::size_t k = 0; k < tasks; ++k)
        sum += basis[k][t] * x[k] / (divisors[k] + threshold / norm);
      v(t, j) = static_cast<Scalar>(sum);
    }
  }
  return v;
}

}  // namespace tapestry::nn
