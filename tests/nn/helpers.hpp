// What the tests of nn share: error texts, parameters as plain numbers, small tasks and batches.
#pragma once

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "engine/array/random.hpp"
#include "nn/sharing/multi_task_net.hpp"
#include "nn/tasks/batch.hpp"
#include "tests/error_of.hpp"

namespace tapestry::nn {

inline std::vector<Scalar> numbers(const Tensor& x) {
  return {x.storage().begin(), x.storage().end()};
}

// All elements of each parameter: equal exactly where all values are.
std::vector<std::vector<Scalar>> values(const Parameters& parameters);

std::vector<std::string> names(const Parameters& parameters);

// A batch with normal inputs and labels that are drawn evenly.
inline Batch random_batch(std::size_t rows, const Shape& input_shape, std::size_t classes,
                          Rng& rng) {
  Shape shape = {rows};
  for (std::size_t n : input_shape) shape.push_back(n);
  Batch batch;
  batch.inputs = random_normal(shape, rng);
  std::uniform_int_distribution<int> label(0, static_cast<int>(classes) - 1);
  for (std::size_t i = 0; i < rows; ++i) batch.labels.push_back(label(rng));
  return batch;
}

// The same for a regression: normal targets and no labels.
Batch random_regression_batch(std::size_t rows, const Shape& input_shape, std::size_t outputs,
                              Rng& rng);

// Two classifiers with inputs of different shapes, and a regression.
inline std::vector<Task> three_tasks() {
  return {{"digits", {1, 2, 3}, 4}, {"things", {5}, 3}, {"heights", {2, 2}, 2, squared_error()}};
}

// Two classifiers alike in shape, so that their heads can be compared by an Omega.
inline std::vector<Task> two_alike() { return {{"a", {3}, 2}, {"b", {3}, 2}}; }

// Predicts whatever it is told to, of one task, and has whatever heads it is told to have.
class ToldModel : public MultiTaskModel {
 public:
  explicit ToldModel(std::vector<Task> tasks) : tasks_(std::move(tasks)) {}

  const std::vector<Task>& tasks() const override { return tasks_; }
  Outputs forward(const Var&, const TaskNumbers& of, const Context&) const override {
    const std::vector<Var> all(of.size(), prediction);
    return {all, all};
  }
  Parameters shared() const override { return {prediction}; }
  Parameters own(std::size_t task) const override {
    return task < heads.size() ? heads[task] : Parameters();
  }
  Parameters head(std::size_t task) const override { return heads.at(task); }

  Parameter prediction;
  std::vector<Parameters> heads;

 private:
  std::vector<Task> tasks_;
};

// A user's own loss, which does not look at the labels.
Loss sum_as_loss();

}  // namespace tapestry::nn
