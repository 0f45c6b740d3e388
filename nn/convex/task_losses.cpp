#include "nn/convex/task_losses.hpp"

#include <algorithm>
#include <cmath>

#include "engine/array/blas.hpp"
#include "engine/base/error.hpp"

namespace tapestry::nn {

TaskLosses::TaskLosses(const std::string& who, const std::vector<Batch>& tasks)
    : who_(who), tasks_(tasks.size()) {
  if (tasks.empty()) base::fail(who, ": there are no tasks: give one Batch a task.");
  for (std::size_t t = 0; t < tasks.size(); ++t) {
    const Shape& shape = tasks[t].inputs.shape();
    if (shape.size() != 2 || shape[0] == 0 || shape[1] == 0)
      base::fail(
          who, ": the inputs of task ", t, " are ", to_string(shape),
          ", but must be [rows x features], neither of them 0: leave a task without rows out.");
    if (t == 0) features_ = shape[1];
    if (shape[1] != features_)
      base::fail(
          who, ": task ", t, " has ", shape[1], " features and task 0 has ", features_,
          ", but all tasks must have the same features: give a feature that a task lacks as 0.");
    for (const Scalar x : tasks[t].inputs.storage())
      if (!std::isfinite(x))
        base::fail(who, ": the inputs of task ", t, " hold ", x,
                   ", but must be finite: fill it in.");
  }
}

void TaskLosses::check_weights(const Shape& w) const {
  if (w != Shape{tasks_, features_})
    base::fail(who_, ": w is ", to_string(w), ", but must be ", to_string(Shape{tasks_, features_}),
               ": a row a task, a column a feature.");
}

Tensor TaskLosses::gram_matrices(const std::vector<Batch>& tasks) {
  const std::size_t d = features_;
  Tensor grams = uninitialised({tasks_, d, d});
  factors_.clear();
  bool invertible = true;
  for (std::size_t t = 0; t < tasks_; ++t) {
    const Tensor& x = tasks[t].inputs;
    Scalar* gram = grams.data() + t * d * d;
    kernels::multiply_into(gram, x.data(), x.data(), {d, d, x.shape()[0]}, kernels::Into::overwrite,
                           true);
    if (!invertible) continue;
    factors_.push_back(kernels::cholesky(std::vector<double>(gram, gram + d * d), d));
    invertible = factors_.back().failed_minor == 0;
  }
  if (!invertible) factors_.clear();
  return grams;
}

Tensor TaskLosses::solve_each(const Tensor& r) const {
  Tensor out = uninitialised(r.shape());
  for (std::size_t t = 0; t < tasks_; ++t) {
    Tensor column = uninitialised({features_, 1});
    std::copy_n(r.data() + t * features_, features_, column.data());
    const Tensor solved = kernels::solve(factors_[t], column);
    std::copy_n(solved.data(), features_, out.data() + t * features_);
  }
  return out;
}

}  // namespace tapestry::nn
