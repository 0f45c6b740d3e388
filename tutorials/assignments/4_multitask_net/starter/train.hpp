// Assignment 4, part "train": two ways to train several tasks, and a score for each of them.
#pragma once

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/loss/cross_entropy.hpp"
#include "engine/ops/reduce/argmax.hpp"
#include "model.hpp"

using namespace tapestry;

// Alternating training: step s = 0, 1, ... is one of task s mod T.
inline void train_alternating(const Model& model, const std::vector<TaskData>& data,
                              std::size_t steps, std::size_t batch, double rate) {
  (void)model, (void)data, (void)steps, (void)batch, (void)rate;
  throw std::logic_error("to do: train, task 1, train_alternating(model, data, ...)");
}

// Joint training: each step is one for the sum of all tasks' losses.
inline void train_joint(const Model& model, const std::vector<TaskData>& data, std::size_t steps,
                        std::size_t batch, double rate) {
  (void)model, (void)data, (void)steps, (void)batch, (void)rate;
  throw std::logic_error("to do: train, task 2, train_joint(model, data, steps, ...)");
}

// Each task's score on all its rows, of which forward sees at most `batch` at a time.
inline std::vector<Score> evaluate(const Model& model, const std::vector<TaskData>& data,
                                   std::size_t batch) {
  (void)model, (void)data, (void)batch;
  throw std::logic_error("to do: train, task 3, evaluate(model, data, batch)");
}
