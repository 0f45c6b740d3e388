#include "nn/omega/task_covariance.hpp"

#include <cmath>

#include "engine/array/blas.hpp"
#include "engine/array/lapack.hpp"
#include "engine/base/error.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/linalg/matmul.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/omega/omega_checks.hpp"

namespace tapestry::nn {
namespace {

// The factor of C + shift I.
kernels::Cholesky shifted(const Tensor& c, double shift) {
  const std::size_t n = c.shape()[0];
  std::vector<double> a(c.storage().begin(), c.storage().end());
  for (std::size_t i = 0; i < n; ++i) a[i * n + i] += shift;
  return kernels::cholesky(std::move(a), n);
}

void check_covariance(const Tensor& c) {
  if (c.dimension() != 2 || c.shape()[0] != c.shape()[1] || c.size() == 0)
    base::fail("TaskCovariance: the covariance is ", to_string(c.shape()),
               ", but must be [tasks x tasks], with a row and a column a task.");
  for (std::size_t s = 0; s < c.shape()[0]; ++s)
    for (std::size_t t = 0; t <= s; ++t) {
      const double a = c(s, t), b = c(t, s);
      if (!(std::abs(a - b) <= 1e-5 * std::sqrt(std::abs(double{c(s, s)} * double{c(t, t)}))))
        base::fail("TaskCovariance: the covariance of tasks ", s, " and ", t, " is ", a,
                   " in one place and ", b,
                   " in the other, but it must be symmetric, and finite: give (C + C^T) / 2.");
    }
}

}  // namespace

TaskCovariance::TaskCovariance(Tensor covariance, double strength)
    : covariance_(std::move(covariance)), strength_(checked_strength("TaskCovariance", strength)) {
  check_covariance(covariance_);
  // What is left of the difference is rounding; of and prox must see one matrix.
  for (std::size_t s = 0; s < covariance_.shape()[0]; ++s)
    for (std::size_t t = 0; t < s; ++t)
      covariance_(s, t) = covariance_(t, s) = (covariance_(s, t) + covariance_(t, s)) / 2;
  const std::size_t tasks = covariance_.shape()[0];
  const kernels::Cholesky factor = shifted(covariance_, 0);
  if (factor.failed_minor > 0)
    base::fail(
        "TaskCovariance: the covariance of the first ", factor.failed_minor, " of ", tasks,
        " tasks is not positive definite, so that some mixture of them would have a variance "
        "of 0 or less: add a little to the diagonal.");
  Tensor identity = zeros({tasks, tasks});
  for (std::size_t t = 0; t < tasks; ++t) identity(t, t) = 1;
  precision_ = kernels::solve(factor, identity);
}

std::string TaskCovariance::settings() const {
  double sum = 0;  // changes with each element: there may be very many
  for (std::size_t i = 0; i < covariance_.size(); ++i)
    sum += double{covariance_.data()[i]} * (1 + std::sin(1.0 + double(i)));
  return base::exact_text("strength ", strength_, ", a covariance of sum ", sum);
}

Var TaskCovariance::of(const Var& w) const {
  check_rows("TaskCovariance", w.shape(), covariance_.shape()[0]);
  return strength_ * sum(w * matmul(Var::constant(precision_), w));
}

Tensor TaskCovariance::prox(const Tensor& w, double step) const {
  check_rows("TaskCovariance", w.shape(), covariance_.shape()[0]);
  check_prox("TaskCovariance", w.shape(), step);
  const double shift = 2 * double{strength_} * step;
  return kernels::solve(shifted(covariance_, shift),
                        kernels::matrix_product(covariance_, w, false, false));
}

}  // namespace tapestry::nn
