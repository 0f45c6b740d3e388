#include "nn/balancing/nash_mtl.hpp"

#include <algorithm>
#include <cmath>

#include "nn/balancing/gramian.hpp"
#include "nn/balancing/small_qp.hpp"

namespace tapestry::nn {
namespace {

using Vector = std::vector<double>;

// Solves M x = r by Cholesky's factorisation; M [n x n] is positive definite, and is overwritten.
Vector solve(Vector& m, Vector r) {
  const std::size_t n = r.size();
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k < j; ++k) m[j * n + j] -= m[j * n + k] * m[j * n + k];
    m[j * n + j] = std::sqrt(m[j * n + j]);
    for (std::size_t i = j + 1; i < n; ++i) {
      for (std::size_t k = 0; k < j; ++k) m[i * n + j] -= m[i * n + k] * m[j * n + k];
      m[i * n + j] /= m[j * n + j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) r[i] -= m[i * n + k] * r[k];
    r[i] /= m[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) r[i] -= m[k * n + i] * r[k];
    r[i] /= m[i * n + i];
  }
  return r;
}

// C b = 1 / b for cosines C [n x n]. A Newton step p is computed as q = p / b: then the Hessian
// C + diag(1 / b^2) becomes B C B + I (B = diag(b)), which is never close to singular.
QpSolution bargain(const Vector& c, std::size_t n) {
  QpSolution found{Vector(n, 1 / std::sqrt(static_cast<double>(n))), {false, 0, 1, 1e-9}};
  Vector& b = found.x;
  for (SolveStatus& status = found.status; status.iterations < 500; ++status.iterations) {
    Vector m(n * n), missing(n, 1.0);  // 1 - b_t (C b)_t
    status.residual = 0;
    for (std::size_t s = 0; s < n; ++s) {
      double terms = 0;
      for (std::size_t t = 0; t < n; ++t) {
        m[s * n + t] = b[s] * c[s * n + t] * b[t];
        missing[s] -= m[s * n + t];
        terms += std::abs(m[s * n + t]);
      }
      m[s * n + s] += 1;
      status.residual =
          std::max(status.residual, std::abs(missing[s]) / std::max(1.0, 1e-5 * terms));
    }
    status.solved = status.residual <= status.tolerance;
    if (status.solved) break;
    const Vector q = solve(m, missing);
    double decrement = 0;
    for (std::size_t t = 0; t < n; ++t) decrement += missing[t] * q[t];
    decrement = std::sqrt(std::max(0.0, decrement));
    // Far off, this length is sure to lower the objective and to keep b positive; near, Newton's
    // own step converges quadratically.
    const double step = decrement > 0.25 ? 1 / (1 + decrement) : 1;
    for (std::size_t t = 0; t < n; ++t) b[t] *= 1 + step * q[t];
  }
  return found;
}

}  // namespace

Weighting NashMtl::weights(const TaskGradients& gradients) {
  check_gramian(name(), gradients);
  const std::size_t n = gradients.size();
  const Vector length = lengths(gradients), all = cosines(gradients);
  std::vector<std::size_t> gaining;  // the tasks that have something to gain
  for (std::size_t t = 0; t < n; ++t)
    if (length[t] > 0) gaining.push_back(t);
  const std::size_t k = gaining.size();
  Vector c;
  for (std::size_t s : gaining)
    for (std::size_t t : gaining) c.push_back(all[s * n + t]);
  const QpSolution nearest = min_norm_point(c, k);
  double squared = 0;  // the hull's distance from 0
  for (std::size_t s = 0; s < k; ++s)
    for (std::size_t t = 0; t < k; ++t) squared += nearest.x[s] * c[s * k + t] * nearest.x[t];
  Weighting result{Vector(n, 0.0), nearest.status};
  if (k == 0 || squared <= 1e-10) return result;
  const QpSolution b = bargain(c, k);
  for (std::size_t i = 0; i < k; ++i) result.weights[gaining[i]] = b.x[i] / length[gaining[i]];
  result.status = b.status;
  return result;
}

}  // namespace tapestry::nn
