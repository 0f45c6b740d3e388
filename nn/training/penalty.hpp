// Penalty: an Omega, and what it is of in a training run: FitOptions::penalties.
//
// A smooth Omega is part of each step's objective. One with kinks and a prox acts by its proximal
// step after each round, for which the optimiser must be Sgd: all tasks' weights are seen, and
// those of the tasks that the round trained are moved; each may train once in a round. With
// joint() that is the proximal gradient method. With alternating() it is an incremental one
// (Bertsekas 2011, "Incremental proximal methods for large scale convex optimization"): the same
// where the tasks share nothing, and elsewhere as near as the learning rate is small. With drawn
// subsets it holds for an Omega that is a sum of terms of one task each, such as the lasso; for one
// that couples tasks it is near that, not the same.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "nn/layers/parameter.hpp"
#include "nn/omega/omega.hpp"
#include "nn/tasks/multi_task_model.hpp"

namespace tapestry::nn {

// One parameter of each of the penalty's tasks, its own, in their order, alike in shape: the rows
// of the matrix w that Omega is a function of.
using WeightGroup = std::vector<Var>;

struct Penalty {
  enum class Of { heads, layers, predictions };

  std::shared_ptr<const Omega> omega;
  Of of = Of::heads;
  TaskNumbers tasks = {};                // ascending; empty: all tasks of the model
  std::vector<WeightGroup> layers = {};  // of Of::layers; each has a term of its own
};

// The weights of these tasks' heads, and their biases: the first parameters of all heads are one
// group, the second ones another.
inline Penalty on_heads(std::shared_ptr<const Omega> omega, TaskNumbers tasks = {}) {
  return {std::move(omega), Penalty::Of::heads, std::move(tasks)};
}

// Any layers that these tasks have alike, such as SoftSharing's tied().
inline Penalty on_layers(std::shared_ptr<const Omega> omega, std::vector<WeightGroup> layers,
                         TaskNumbers tasks = {}) {
  return {std::move(omega), Penalty::Of::layers, std::move(tasks), std::move(layers)};
}

// For each forward pass of a step, these tasks' predictions from its representation, which is the
// formula's f_t(x) on one x; divided by the rows. Where one pass serves all tasks of the step it is
// one pass, otherwise one a task.
inline Penalty on_predictions(std::shared_ptr<const Omega> omega, TaskNumbers tasks = {}) {
  return {std::move(omega), Penalty::Of::predictions, std::move(tasks)};
}

}  // namespace tapestry::nn
