// Two linear tasks of two features whose true weights are told, and how far from them others are.
#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/array/random.hpp"
#include "nn/convex/linear_tasks.hpp"
#include "nn/convex/path.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "nn/tasks/batch.hpp"
#include "tutorials/support/table.hpp"

namespace tapestry {

// y = x . w_t + noise e, with x and e ~ N(0, I): `rows` rows of each task, a row of `truth`.
inline std::vector<nn::Batch> draw_tasks(const Tensor& truth, std::size_t rows, double noise,
                                         std::uint64_t seed) {
  Rng rng(seed);
  std::vector<nn::Batch> tasks;
  for (std::size_t t = 0; t < truth.shape()[0]; ++t) {
    nn::Batch task{random_normal({rows, truth.shape()[1]}, rng), {}, {}};
    task.targets = random_normal({rows, 1}, rng, 0, noise);
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t j = 0; j < truth.shape()[1]; ++j)
        task.targets(i, 0) += task.inputs(i, j) * truth(t, j);
    tasks.push_back(task);
  }
  return tasks;
}

// || w_t - truth_t ||^2, the mean over the tasks. With x ~ N(0, I) it is the error on new rows
// beyond the noise, exactly.
inline double error_of(const Tensor& w, const Tensor& truth) {
  double sum = 0;
  for (std::size_t t = 0; t < truth.shape()[0]; ++t)
    for (std::size_t j = 0; j < truth.shape()[1]; ++j)
      sum += std::pow(w(t, j) - truth(t, j), 2) / double(truth.shape()[0]);
  return sum;
}

// (y - x . w_t)^2, the mean over these rows of all tasks.
inline double loss_on(const std::vector<nn::Batch>& tasks, const Tensor& w) {
  double sum = 0, rows = 0;
  for (std::size_t t = 0; t < tasks.size(); ++t)
    for (std::size_t i = 0; i < tasks[t].inputs.shape()[0]; ++i) {
      double rest = tasks[t].targets(i, 0);
      for (std::size_t j = 0; j < w.shape()[1]; ++j) rest -= tasks[t].inputs(i, j) * w(t, j);
      sum += rest * rest;
      rows += 1;
    }
  return sum / rows;
}

// [path]
inline Tensor near_tasks() { return {{1, 0.7}, {0.75, 0.95}}; }  // the true weights, a row a task
inline Tensor opposed_tasks() { return {{1, 0.7}, {-1, -0.7}}; }
inline std::vector<double> strengths() { return nn::falling_strengths(1e4, 1e-3, 29); }
inline std::shared_ptr<nn::Omega> mean_of(double strength) {
  return std::make_shared<nn::MeanRegularised>(strength);
}
inline std::vector<nn::PathPoint> path_of(const Tensor& truth, std::uint64_t seed) {
  const std::vector<nn::Batch> tasks = draw_tasks(truth, /*rows=*/8, /*noise=*/0.5, seed);
  return nn::regularisation_path(nn::LinearTasks(tasks), mean_of, strengths());
}
// [path]

// Each strength's error, the mean over so many draws of the rows.
inline std::vector<double> mean_errors(const Tensor& truth, std::uint64_t draws) {
  std::vector<double> errors(strengths().size());
  for (std::uint64_t seed = 0; seed < draws; ++seed) {
    const std::vector<nn::PathPoint> path = path_of(truth, seed);
    for (std::size_t i = 0; i < path.size(); ++i)
      errors[i] += error_of(path[i].solution.weights, truth) / double(draws);
  }
  return errors;
}

// How many weights are exactly 0, and how many features' are so for all tasks.
struct Zeros {
  std::size_t weights = 0, features = 0;
};
inline Zeros zeros_in(const Tensor& w) {
  Zeros zeros;
  for (std::size_t j = 0; j < w.shape()[1]; ++j) {
    std::size_t of_feature = 0;
    for (std::size_t t = 0; t < w.shape()[0]; ++t) of_feature += w(t, j) == 0;
    zeros.weights += of_feature;
    zeros.features += of_feature == w.shape()[0];
  }
  return zeros;
}

inline std::string zeros_table(const std::vector<std::pair<std::string, Zeros>>& all) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, zeros] : all)
    rows.push_back({name, std::to_string(zeros.weights), std::to_string(zeros.features)});
  return table_text({"600 weights", "exactly 0", "features 0 for all"}, rows);
}

}  // namespace tapestry
