#include "nn/convex/linear_tasks.hpp"

#include <cmath>
#include <limits>

#include "engine/array/blas.hpp"
#include "engine/base/error.hpp"
#include "engine/derivatives/custom_gradient.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/linalg/batched_matmul.hpp"
#include "engine/ops/shape/reshape.hpp"
#include "nn/convex/euclidean.hpp"

namespace tapestry::nn {

LinearTasks::LinearTasks(const std::vector<Batch>& tasks) : TaskLosses("LinearTasks", tasks) {
  Tensor moments = uninitialised({this->tasks(), features()});
  for (std::size_t t = 0; t < tasks.size(); ++t) {
    const Tensor &x = tasks[t].inputs, &y = tasks[t].targets;
    if (y.shape() != Shape{x.shape()[0], 1})
      base::fail("LinearTasks: the targets of task ", t, " are ", to_string(y.shape()),
                 ", but its inputs are ", to_string(x.shape()),
                 ": there must be one target a row, as [", x.shape()[0], " x 1].");
    for (const Scalar target : y.storage())
      if (!std::isfinite(target))
        base::fail("LinearTasks: the targets of task ", t, " hold ", target,
                   ", but must be finite: leave such rows out.");
    kernels::multiply_into(moments.data() + t * features(), x.data(), y.data(),
                           {features(), 1, x.shape()[0]}, kernels::Into::overwrite, true);
    squares_ += inner_product(y, y);
  }
  moments_ = Var::constant(std::move(moments));
  grams_ = Var::constant(gram_matrices(tasks));
}

double LinearTasks::loss_of_rows(const std::vector<Batch>& tasks, const Tensor& w) {
  LinearTasks(tasks).check_weights(w.shape());
  double sum = 0;
  for (std::size_t t = 0; t < tasks.size(); ++t)
    for (std::size_t i = 0; i < tasks[t].inputs.shape()[0]; ++i) {
      double residual = double{tasks[t].targets(i, 0)};
      for (std::size_t j = 0; j < w.shape()[1]; ++j)
        residual -= double{tasks[t].inputs(i, j)} * double{w(t, j)};
      sum += residual * residual;
    }
  return sum;
}

Var LinearTasks::of(const Var& w) const {
  check_weights(w.shape());
  const Shape matrix = {tasks(), features()}, rows = {tasks(), 1, features()};
  const Var product = reshape(batched_matmul(reshape(w, rows), grams_), matrix);  // G_t w_t
  const double value = inner_product(product.value(), w.value()) -
                       2 * inner_product(moments_.value(), w.value()) + squares_;
  // The gradient needs the product that the value is made of, and no second one, as the ops' own
  // pullbacks would. It stays a Var of w, so that it can be differentiated again.
  return custom_gradient(w, full({}, static_cast<Scalar>(value)),
                         [product, moments = moments_](const Var& g, const Var&) {
                           return (2 * g) * (product - moments);
                         });
}

// h(z) = ||z - y||^2, theta = 2 (z - y), h*(eta) = ||eta||^2 / 4 + eta . y
double LinearTasks::dual_value(const Tensor& w, double share) const {
  const double loss = double{of(Var(w)).item()};
  const double theta_y = 2 * (inner_product(moments_.value(), w) - squares_);
  return -(share * share * loss + share * theta_y);
}

// eta = theta - X G^-1 r makes the gap || X G^-1 r ||^2 / 4 = r^T G^-1 r / 4.
double LinearTasks::fenchel_gap(const Tensor& /*w*/, const Tensor& r) const {
  if (factors_.empty()) return std::numeric_limits<double>::infinity();
  return inner_product(r, solve_each(r)) / 4;
}

Tensor LinearTasks::ridge_solution(double ridge) const {
  if (!(ridge >= 0) || !std::isfinite(ridge))
    base::fail("LinearTasks: the ridge is ", ridge, ", but must be finite and 0 or more.");
  const std::size_t d = features();
  Tensor w = uninitialised({tasks(), d}), moment = uninitialised({d, 1});
  for (std::size_t t = 0; t < tasks(); ++t) {
    const Scalar* gram = grams_.value().data() + t * d * d;
    std::vector<double> a(gram, gram + d * d);
    for (std::size_t j = 0; j < d; ++j) a[j * d + j] += ridge;
    const kernels::Cholesky factor = kernels::cholesky(std::move(a), d);
    if (factor.failed_minor != 0)
      base::fail("LinearTasks: the ", d, " columns of task ", t,
                 " depend on each other, so its least squares have no single solution: use a ridge",
                 ridge > 0 ? " that is larger." : " above 0.");
    std::copy_n(moments_.value().data() + t * d, d, moment.data());
    const Tensor solved = kernels::solve(factor, moment);
    std::copy_n(solved.data(), d, w.data() + t * d);
  }
  return w;
}

}  // namespace tapestry::nn
