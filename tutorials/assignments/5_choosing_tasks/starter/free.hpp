// Assignment 5, part "free": P(T) over all sets of tasks, without going through them.
#pragma once

#include <cmath>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <vector>

using Subset = std::vector<std::size_t>;  // of the tasks 0, 1, ..., n - 1, each once, ascending

// log Z: the logarithm of the summed weight of all sets.
inline double log_partition(const std::vector<double>& scores) {
  throw std::logic_error("to do: free, task 1, log_partition(scores), of all sets");
}

// For each task, the probability that it is in T.
inline std::vector<double> marginals(const std::vector<double>& scores) {
  throw std::logic_error("to do: free, task 2, marginals(scores), one for each task");
}

// log P(T).
inline double log_probability(const std::vector<double>& scores, const Subset& tasks) {
  throw std::logic_error("to do: free, task 3, log_probability(scores, tasks)");
}

// A set, drawn with the probability P(T). Each call of uniform() gives another number in [0, 1).
inline Subset draw(const std::vector<double>& scores, const std::function<double()>& uniform) {
  throw std::logic_error("to do: free, task 4, draw(scores, uniform), one set of tasks");
}
