// Assignment 3, part "loss": the cross-entropy of logits, and how many rows are right.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "engine/array/tensor.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/exponential.hpp"
#include "engine/ops/reduce/argmax.hpp"
#include "engine/ops/reduce/max_min.hpp"
#include "engine/ops/reduce/sum_mean.hpp"

using namespace tapestry;

// [solution]
// Throws unless there is a label in 0 ... c - 1 for each row of logits [n x c].
inline void check_labels(const Shape& logits, const std::vector<int>& labels) {
  if (labels.size() != logits[0])
    throw std::invalid_argument(std::to_string(labels.size()) + " labels for " +
                                std::to_string(logits[0]) + " rows");
  for (const int label : labels)
    if (label < 0 || std::size_t(label) >= logits[1])
      throw std::invalid_argument("there is no class " + std::to_string(label));
}

// [end]
// The mean over the rows of -log p_label, p the softmax of the row: logits [n x c], n labels.
inline Var cross_entropy(const Var& logits, const std::vector<int>& labels) {
  // [solution]
  check_labels(logits.shape(), labels);
  Tensor one_hot = zeros(logits.shape());
  for (std::size_t i = 0; i < labels.size(); ++i) one_hot(i, std::size_t(labels[i])) = 1;
  const Var shifted = logits - max(logits, {1}, Axis::keep);
  const Var of_label = sum(shifted * Var::constant(one_hot), {1});
  return mean(log(sum(exp(shifted), {1})) - of_label);
  // [starter]
  //| throw std::logic_error("to do: loss, task 1, cross_entropy(logits, labels)");
  // [end]
}

// The share of the rows whose largest logit is the label's: between 0 and 1.
inline double accuracy(const Tensor& logits, const std::vector<int>& labels) {
  // [solution]
  check_labels(logits.shape(), labels);
  const std::vector<int> said = argmax(Var(logits), 1);
  std::size_t right = 0;
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (said[i] == labels[i]) ++right;
  return double(right) / double(labels.size());
  // [starter]
  //| throw std::logic_error("to do: loss, task 2, accuracy(logits, labels), from 0 to 1");
  // [end]
}
