// A model whose gradients are known: every task's prediction is x w, and all share w. On inputs I
// (a row a feature), targets c_t and the mean of squares, task t has
//
//   L_t = ||w - c_t||^2 / d,   g_t = 2 (w - c_t) / d
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "engine/ops/linalg/matmul.hpp"
#include "nn/tasks/losses.hpp"
#include "nn/tasks/source.hpp"

namespace tapestry::nn {

class OneVector : public MultiTaskModel {
 public:
  OneVector(std::size_t features, std::size_t tasks)
      : w_(Var::parameter("w", zeros({features, 1}))) {
    for (std::size_t t = 0; t < tasks; ++t)
      tasks_.push_back({"task " + std::to_string(t), {features}, 1, squared_error()});
  }
  const std::vector<Task>& tasks() const override { return tasks_; }
  Outputs forward(const Var& inputs, const TaskNumbers& tasks, const Context&) const override {
    const Var prediction = matmul(inputs, w_);
    return {std::vector<Var>(tasks.size(), prediction), std::vector<Var>(tasks.size(), prediction)};
  }
  Parameters shared() const override { return {w_}; }
  Parameters own(std::size_t) const override { return {}; }

  Parameter& w() { return w_; }
  Task& task(std::size_t t) { return tasks_[t]; }

 private:
  std::vector<Task> tasks_;
  Parameter w_;
};

inline Batch unit_batch(const std::vector<double>& centre) {
  const std::size_t d = centre.size();
  Batch batch{zeros({d, d}), {}, zeros({d, 1})};
  for (std::size_t i = 0; i < d; ++i) {
    batch.inputs(i, i) = 1;
    batch.targets(i, 0) = static_cast<Scalar>(centre[i]);
  }
  return batch;
}

// One source a task, that always gives the same batch, and can be saved.
inline std::vector<BatchSource> unit_sources(const std::vector<std::vector<double>>& centres) {
  std::vector<BatchSource> sources;
  for (const std::vector<double>& centre : centres)
    sources.emplace_back(drawn_from(Rng(1), [batch = unit_batch(centre)](Rng&) { return batch; }));
  return sources;
}

// The same around the centres, drawn anew each time: where a source is, matters.
inline std::vector<BatchSource> drawn_sources(const std::vector<std::vector<double>>& centres,
                                              std::uint64_t seed) {
  std::vector<BatchSource> sources;
  for (const std::vector<double>& centre : centres)
    sources.emplace_back(drawn_from(Rng(seed++), [centre](Rng& rng) {
      std::vector<double> moved = centre;
      for (double& x : moved) x += 0.3 * (uniform_draw(rng) - 0.5);
      return unit_batch(moved);
    }));
  return sources;
}

// A helper that pulls the same way as task 0, one at a right angle, and one that pulls against it.
inline std::vector<std::vector<double>> four_centres() {
  return {{1, 1, 0}, {2, 1, 0}, {0, 0, 3}, {-1, -1, 1}};
}

}  // namespace tapestry::nn
