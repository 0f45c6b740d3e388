// What fit() and evaluate() need of a model. Any architecture that answers this can be trained.
#pragma once

#include <vector>

#include "nn/layers/parameter.hpp"
#include "nn/tasks/task.hpp"

namespace tapestry::nn {

class MultiTaskModel {
 public:
  virtual ~MultiTaskModel() = default;

  virtual const std::vector<Task>& tasks() const = 0;

  // inputs [batch x ...], one example a row -> [batch x outputs of the task]. Throws for an unknown
  // task, and where the rows are not of the task's input shape.
  virtual Var predict(std::size_t task, const Var& inputs) const = 0;

  // All that a step on these tasks changes: what they share, once, and what is each one's own. A
  // step on a few of many tasks touches, and costs, only theirs.
  virtual Parameters parameters(const std::vector<std::size_t>& tasks) const = 0;

  // The task's own last layer, weights and then bias, where it has one: Omega compares these.
  virtual Parameters head(std::size_t task) const = 0;

  // Every task's prediction from one and the same representation, the one that `task` computes of
  // these inputs: the f_t(x) on one x that Omega compares. One Var a task.
  virtual std::vector<Var> predict_all(std::size_t task, const Var& inputs) const = 0;

  // Whether every task reads the same kind of input through the same first layers, so that
  // predict_all(any task, x)[t] is predict(t, x): one forward pass then serves all tasks.
  virtual bool one_input() const { return false; }

  Parameters parameters() const {
    std::vector<std::size_t> all(tasks().size());
    for (std::size_t t = 0; t < all.size(); ++t) all[t] = t;
    return parameters(all);
  }
};

}  // namespace tapestry::nn
