#include "tests/convex/random_tasks.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "engine/array/random.hpp"

namespace tapestry {

std::vector<nn::Batch> random_tasks(const TaskSizes& sizes, Rng& rng) {
  std::normal_distribution<double> normal;
  std::vector<double> common(sizes.features, 0);
  for (std::size_t j = 0; j < sizes.features; j += 3) common[j] = 2 * normal(rng);
  std::vector<nn::Batch> tasks(sizes.tasks);
  for (std::size_t t = 0; t < sizes.tasks; ++t) {
    const std::size_t n = sizes.rows + t;
    std::vector<double> w = common;
    for (double& value : w)
      if (value != 0) value += 0.5 * normal(rng);
    nn::Batch& task = tasks[t];
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

double plain_loss(const std::vector<nn::Batch>& tasks, const Tensor& w, Kind kind) {
  double loss = 0;
  for (std::size_t t = 0; t < tasks.size(); ++t)
    for (std::size_t i = 0; i < tasks[t].labels.size(); ++i) {
      const double z = logit(tasks[t], w, t, i);
      loss += kind == Kind::linear ? std::pow(z - tasks[t].targets(i, 0), 2)
                                   : std::log(1 + std::exp(z)) - tasks[t].labels[i] * z;
    }
  return loss;
}

Tensor plain_gradient(const std::vector<nn::Batch>& tasks, const Tensor& w, Kind kind) {
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

double largest(const Tensor& x) {
  double most = 0;
  for (const double v : x.storage()) most = std::max(most, std::abs(v));
  return most;
}

double largest_difference(const Tensor& a, const Tensor& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    most = std::max(most, std::abs(a.data()[i] - b.data()[i]));
  return most;
}

double lasso_kkt(const Tensor& w, const Tensor& gradient, double strength) {
  double worst = 0;
  for (std::size_t i = 0; i < w.size(); ++i) {
    const double x = w.data()[i], g = gradient.data()[i];
    const double off =
        x == 0 ? std::max(std::abs(g) - strength, 0.0) : std::abs(g + strength * (x > 0 ? 1 : -1));
    worst = std::max(worst, off / strength);
  }
  return worst;
}

double l21_kkt(const Tensor& w, const Tensor& gradient, double strength) {
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

}  // namespace tapestry
