// Random linear and logistic tasks, and plain loops that know what a solution of them must obey.
// Nothing here uses the engine's gradients, the Omegas or the solver.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/batch.hpp"

namespace tapestry {

struct TaskSizes {
  std::size_t tasks = 4, rows = 20, features = 8;
};

// Tasks that use the first third of the features, more or less alike: y = X w + noise. Task t has
// `rows` + t rows. Labels are drawn with probability sigmoid(X w).
inline std::vector<Batch> random_tasks(const TaskSizes& sizes, Rng& rng) {
  std::normal_distribution<double> normal;
  std::vector<double> common(sizes.features, 0);
  for (std::size_t j = 0; j < sizes.features; j += 3) common[j] = 2 * normal(rng);
  std::vector<Batch> tasks(sizes.tasks);
  for (std::size_t t = 0; t < sizes.tasks; ++t) {
    const std::size_t n = sizes.rows + t;
    std::vector<double> w = common;
    for (double& value : w)
      if (value != 0) value += 0.5 * normal(rng);
    Batch& task = tasks[t];
    task.inputs = random_normal({n, sizes.features}, rng);
    task.targets = zeros({n, 1});
    for (std::size_t i = 0; i < n; ++i) {
      double z = 0;
      for (std::size_t j = 0; j < sizes.features; ++j) z += task.inputs(i, j) * w[j];
      task.targets(i, 0) = z + 0.5 * normal(rng);
      task.labels.push_back(std::uniform_real_distribution<double>()(rng) < 1 / (1 + std::exp(-z)));
    }
  }
  return tasks;
}

inline double logit(const Batch& task, const Tensor& w, std::size_t t, std::size_t row) {
  double z = 0;
  for (std::size_t j = 0; j < w.shape()[1]; ++j) z += task.inputs(row, j) * w(t, j);
  return z;
}

enum class Kind { linear, logistic };

// The sum over all rows of (z - y)^2, or of log(1 + e^z) - y z; and its gradient at w.
inline double plain_loss(const std::vector<Batch>& tasks, const Tensor& w, Kind kind) {
  double loss = 0;
  for (std::size_t t = 0; t < tasks.size(); ++t)
    for (std::size_t i = 0; i < tasks[t].labels.size(); ++i) {
      const double z = logit(tasks[t], w, t, i);
      loss += kind == Kind::linear ? std::pow(z - tasks[t].targets(i, 0), 2)
                                   : std::log(1 + std::exp(z)) - tasks[t].labels[i] * z;
    }
  return loss;
}

inline Tensor plain_gradient(const std::vector<Batch>& tasks, const Tensor& w, Kind kind) {
  Tensor gradient = zeros_like(w);
  for (std::size_t t = 0; t < tasks.size(); ++t)
    for (std::size_t i = 0; i < tasks[t].labels.size(); ++i) {
      const double z = logit(tasks[t], w, t, i);
      const double theta = kind == Kind::linear ? 2 * (z - tasks[t].targets(i, 0))
                                                : 1 / (1 + std::exp(-z)) - tasks[t].labels[i];
      for (std::size_t j = 0; j < w.shape()[1]; ++j)
        gradient(t, j) += theta * tasks[t].inputs(i, j);
    }
  return gradient;
}

inline double largest(const Tensor& x) {
  double most = 0;
  for (const double v : x.storage()) most = std::max(most, std::abs(v));
  return most;
}

inline double largest_difference(const Tensor& a, const Tensor& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    most = std::max(most, std::abs(a.data()[i] - b.data()[i]));
  return most;
}

// How far -gradient is from the subgradients of strength * Omega at w, divided by the strength: for
// the lasso, the largest over the weights; for L2,1, over the columns.
inline double lasso_kkt(const Tensor& w, const Tensor& gradient, double strength) {
  double worst = 0;
  for (std::size_t i = 0; i < w.size(); ++i) {
    const double x = w.data()[i], g = gradient.data()[i];
    const double off =
        x == 0 ? std::max(std::abs(g) - strength, 0.0) : std::abs(g + strength * (x > 0 ? 1 : -1));
    worst = std::max(worst, off / strength);
  }
  return worst;
}

inline double l21_kkt(const Tensor& w, const Tensor& gradient, double strength) {
  double worst = 0;
  for (std::size_t j = 0; j < w.shape()[1]; ++j) {
    double norm = 0, slope = 0, off = 0;
    for (std::size_t t = 0; t < w.shape()[0]; ++t) norm += w(t, j) * w(t, j);
    norm = std::sqrt(norm);
    for (std::size_t t = 0; t < w.shape()[0]; ++t) {
      slope += gradient(t, j) * gradient(t, j);
      if (norm > 0) off += std::pow(gradient(t, j) + strength * w(t, j) / norm, 2);
    }
    worst = std::max(worst, norm > 0 ? std::sqrt(off) / strength
                                     : std::max(std::sqrt(slope) - strength, 0.0) / strength);
  }
  return worst;
}

inline std::vector<Batch> some_tasks(std::uint64_t seed, const TaskSizes& sizes = {}) {
  Rng rng(seed);
  return random_tasks(sizes, rng);
}

}  // namespace tapestry
