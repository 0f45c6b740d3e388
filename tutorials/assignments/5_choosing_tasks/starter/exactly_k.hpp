// Assignment 5, part "exactly_k": P(T) over the sets of k tasks, in about n k steps.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <stdexcept>
#include <vector>

using Subset = std::vector<std::size_t>;  // of the tasks 0, 1, ..., n - 1, each once, ascending

// log Z: the logarithm of the summed weight of all sets of k tasks. Throws where k is more than
// there are.
inline double log_partition(const std::vector<double>& scores, std::size_t k) {
  throw std::logic_error("to do: exactly_k, task 1, log_partition(scores, k)");
}

// For each task, the probability that it is in T. Throws likewise.
inline std::vector<double> marginals(const std::vector<double>& scores, std::size_t k) {
  throw std::logic_error("to do: exactly_k, task 2, marginals(scores, k), one for each task");
}

// log P(T): minus infinity where T has not k tasks. Throws likewise.
inline double log_probability(const std::vector<double>& scores, const Subset& tasks,
                              std::size_t k) {
  throw std::logic_error("to do: exactly_k, task 3, log_probability(scores, tasks, k)");
}

// A set of k tasks, drawn with the probability P(T). Each call of uniform() gives another number in
// [0, 1). Throws likewise.
inline Subset draw(const std::vector<double>& scores, std::size_t k,
                   const std::function<double()>& uniform) {
  throw std::logic_error("to do: exactly_k, task 4, draw(scores, k, uniform)");
}
