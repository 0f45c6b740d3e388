// What a loss is: a number that says how wrong predictions are, and has a gradient. Those there are
// stand in losses.hpp.
#pragma once

#include <functional>
#include <string>

#include "engine/core/var.hpp"
#include "nn/tasks/batch.hpp"

namespace tapestry::nn {

// What the answers of a batch are, and how it says that one is missing.
enum class Answer {
  labels,         // batch.labels: a class a row, or kNoLabel (-1)
  numbers,        // batch.targets [rows x outputs]: finite numbers, or NaN
  probabilities,  // batch.targets [rows x outputs]: in [0, 1], or NaN
};

// A task's loss: predictions [rows x outputs] and the batch they were made for -> scalar, the mean
// over the answers that are present. What is missing must have gradient 0, and no NaN may come of
// it. Where there is no answer at all it is not asked.
struct Loss {
  std::string name;  // with its constants: a run that goes on from a checkpoint must have the same
  std::function<Var(const Var& prediction, const Batch& batch)> of;
  Answer answer;

  // Whether the largest prediction of a row can be right or wrong, as evaluate() and fit() count.
  bool classifies() const { return answer == Answer::labels; }
};

}  // namespace tapestry::nn
