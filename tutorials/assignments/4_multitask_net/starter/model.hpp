// Assignment 4: what training sees of a multi-task model and of its data. As it is given.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "engine/array/tensor.hpp"
#include "engine/core/var.hpp"

// Any model of T tasks. (A MultiTaskNet of net.hpp can be one; the grader brings its own.)
struct Model {
  // The logits [rows x classes of the task] for inputs [rows x inputs of the task].
  std::function<tapestry::Var(std::size_t task, const tapestry::Var& inputs)> forward;
  std::vector<tapestry::Var> shared;            // the trunk's parameters
  std::vector<std::vector<tapestry::Var>> own;  // own[t]: those of task t's encoder and head
};

// The examples of one task.
struct TaskData {
  tapestry::Tensor inputs;  // [rows x inputs of the task]
  std::vector<int> labels;  // one for each row, in 0 .. classes - 1
};

// What evaluate finds out about one task.
struct Score {
  double accuracy;  // the part of the rows whose largest logit is at the label
  double loss;      // the mean cross-entropy of a row
};
