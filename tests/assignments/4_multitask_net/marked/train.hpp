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
// [solution]

// The rows with these numbers.
inline TaskData rows_of(const TaskData& from, const std::vector<std::size_t>& numbers) {
  const std::size_t width = from.inputs.shape()[1];
  TaskData out{zeros({numbers.size(), width}), {}};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    for (std::size_t j = 0; j < width; ++j) out.inputs(i, j) = from.inputs(numbers[i], j);
    out.labels.push_back(from.labels[numbers[i]]);
  }
  return out;
}

// Batch k of an endless walk through the rows, again and again.
inline TaskData batch_of(const TaskData& from, std::size_t k, std::size_t size) {
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < size; ++i) numbers.push_back((k * size + i) % from.labels.size());
  return rows_of(from, numbers);
}

inline Var loss_of(const Model& model, std::size_t task, const TaskData& batch) {
  return softmax_cross_entropy(model.forward(task, Var(batch.inputs)), batch.labels);
}

inline void descend(std::vector<Var> parameters, const std::vector<Tensor>& gradients,
                    double rate) {
  for (std::size_t p = 0; p < parameters.size(); ++p)
    for (std::size_t i = 0; i < gradients[p].size(); ++i)
      parameters[p].mutable_value()[i] -= rate * gradients[p].data()[i];
}
// [end]

// Alternating training: step s = 0, 1, ... is one of task s mod T.
inline void train_alternating(const Model& model, const std::vector<TaskData>& data,
                              std::size_t steps, std::size_t batch, double rate) {
  // [solution]
  for (std::size_t s = 0; s < steps; ++s) {
    const std::size_t task = s % data.size(), k = s / data.size();
    std::vector<Var> moved = model.shared;
    moved.insert(moved.end(), model.own[task].begin(), model.own[task].end());
    const TaskData rows = batch_of(data[task], k, batch);
    Tape tape;
    const Var loss = loss_of(model, task, rows);
    descend(moved, tape.gradient(loss, moved), rate);
  }
  // [starter]
  //| (void)model, (void)data, (void)steps, (void)batch, (void)rate;
  //| throw std::logic_error("to do: train, task 1, train_alternating(model, data, ...)");
  // [end]
}

// Joint training: each step is one for the sum of all tasks' losses.
inline void train_joint(const Model& model, const std::vector<TaskData>& data, std::size_t steps,
                        std::size_t batch, double rate) {
  // [solution]
  std::vector<Var> all = model.shared;
  for (const std::vector<Var>& own : model.own) all.insert(all.end(), own.begin(), own.end());
  for (std::size_t k = 0; k < steps; ++k) {
    Tape tape;
    Var total = 0;
    for (std::size_t t = 0; t < data.size(); ++t)
      total = total + loss_of(model, t, batch_of(data[t], k, batch));
    descend(all, tape.gradient(total, all), rate);
  }
  // [starter]
  //| (void)model, (void)data, (void)steps, (void)batch, (void)rate;
  //| throw std::logic_error("to do: train, task 2, train_joint(model, data, steps, ...)");
  // [end]
}

// Each task's score on all its rows, of which forward sees at most `batch` at a time.
inline std::vector<Score> evaluate(const Model& model, const std::vector<TaskData>& data,
                                   std::size_t batch) {
  // [solution]
  std::vector<Score> scores;
  for (std::size_t t = 0; t < data.size(); ++t) {
    const std::size_t rows = data[t].labels.size();
    double right = 0, loss = 0;
    for (std::size_t first = 0; first < rows; first += batch) {
      std::vector<std::size_t> numbers;
      for (std::size_t i = first; i < std::min(rows, first + batch); ++i) numbers.push_back(i);
      const TaskData part = rows_of(data[t], numbers);
      const Var logits = model.forward(t, Var(part.inputs));
      const std::vector<int> predicted = argmax(logits);
      for (std::size_t i = 0; i < numbers.size(); ++i) right += predicted[i] == part.labels[i];
      loss += softmax_cross_entropy(logits, part.labels, Reduction::sum).item();
    }
    const double count = static_cast<double>(rows);
    scores.push_back({right / count, loss / count});
  }
  return scores;
  // [starter]
  //| (void)model, (void)data, (void)batch;
  //| throw std::logic_error("to do: train, task 3, evaluate(model, data, batch)");
  // [end]
}
