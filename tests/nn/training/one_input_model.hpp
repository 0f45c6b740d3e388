// For the tests of fit: a model whose tasks read one input through one shared layer, and which
// counts its forward passes and the backward passes through that layer.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/array/random.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/linalg/matmul.hpp"
#include "nn/tasks/batch.hpp"
#include "nn/tasks/multi_task_model.hpp"

namespace tapestry::nn {

struct Counts {
  std::size_t forwards = 0, backwards = 0;
};

// x, and a note of each time it is computed and gone back through.
inline Var counted(const Var& x, const std::shared_ptr<Counts>& counts) {
  ++counts->forwards;
  return record("counted", x.value(), {{x, [counts](const Var& g, const Var&) {
                                          ++counts->backwards;
                                          return g;
                                        }}});
}

// f_t(x) = x A B_t:  A [3 x 4] is shared, B_t [4 x outputs] the task's own.
class OneInputModel : public MultiTaskModel {
 public:
  explicit OneInputModel(std::vector<Task> tasks, std::uint64_t seed = 1)
      : tasks_(std::move(tasks)) {
    Rng rng(seed);
    shared_weight = Var::parameter("shared.weight", random_normal({3, 4}, rng));
    for (const Task& task : tasks_)
      heads.push_back(Var::parameter("head." + task.name, random_normal({4, task.outputs}, rng)));
  }

  const std::vector<Task>& tasks() const override { return tasks_; }
  Outputs forward(const Var& x, const TaskNumbers& of, const Context&) const override {
    const Var common = counted(matmul(x, shared_weight), counts);
    Outputs outputs;
    for (const std::size_t t : of) outputs.predictions.push_back(matmul(common, heads.at(t)));
    outputs.representations.assign(of.size(), common);
    return outputs;
  }
  Var read_out(std::size_t t, const Var& common, const Context&) const override {
    return matmul(common, heads.at(t));
  }
  Parameters shared() const override { return {shared_weight}; }
  Parameters own(std::size_t t) const override { return {heads.at(t)}; }
  Parameters head(std::size_t t) const override { return {heads.at(t)}; }
  bool one_input() const override { return one; }

  bool one = true;
  Parameter shared_weight;
  Parameters heads;
  std::shared_ptr<Counts> counts = std::make_shared<Counts>();

 private:
  std::vector<Task> tasks_;
};

// n regressions with 2 outputs, "t0", "t1", ...
inline std::vector<Task> regressions(std::size_t n) {
  std::vector<Task> tasks;
  for (std::size_t t = 0; t < n; ++t)
    tasks.push_back({"t" + std::to_string(t), {3}, 2, squared_error()});
  return tasks;
}

// A shared batch of 6 rows; task t has answers to the rows in `rows[t]`.
inline SharedBatch shared_batch(const std::vector<std::vector<std::size_t>>& rows, Rng& rng) {
  SharedBatch batch{random_normal({6, 3}, rng), {}};
  for (const auto& of_task : rows)
    batch.tasks.push_back({of_task, {}, random_normal({of_task.size(), 2}, rng)});
  return batch;
}

}  // namespace tapestry::nn
