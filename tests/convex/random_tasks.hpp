// Random linear and logistic tasks, and plain loops that know what a solution of them must obey.
// Nothing here uses the engine's gradients, the Omegas or the solver.
#pragma once

#include <vector>

#include "engine/array/random.hpp"
#include "nn/tasks/batch.hpp"

namespace tapestry {

struct TaskSizes {
  std::size_t tasks = 4, rows = 20, features = 8;
};

// Tasks that use the first third of the features, more or less alike: y = X w + noise. Task t has
// `rows` + t rows. Labels are drawn with probability sigmoid(X w).
std::vector<nn::Batch> random_tasks(const TaskSizes& sizes, Rng& rng);

inline double logit(const nn::Batch& task, const Tensor& w, std::size_t t, std::size_t row) {
  double z = 0;
  for (std::size_t j = 0; j < w.shape()[1]; ++j) z += task.inputs(row, j) * w(t, j);
  return z;
}

enum class Kind { linear, logistic };

// The sum over all rows of (z - y)^2, or of log(1 + e^z) - y z; and its gradient at w.
double plain_loss(const std::vector<nn::Batch>& tasks, const Tensor& w, Kind kind);

Tensor plain_gradient(const std::vector<nn::Batch>& tasks, const Tensor& w, Kind kind);

double largest(const Tensor& x);

double largest_difference(const Tensor& a, const Tensor& b);

// How far -gradient is from the subgradients of strength * Omega at w, divided by the strength: for
// the lasso, the largest over the weights; for L2,1, over the columns.
double lasso_kkt(const Tensor& w, const Tensor& gradient, double strength);

double l21_kkt(const Tensor& w, const Tensor& gradient, double strength);

inline std::vector<nn::Batch> some_tasks(std::uint64_t seed, const TaskSizes& sizes = {}) {
  Rng rng(seed);
  return random_tasks(sizes, rng);
}

}  // namespace tapestry
