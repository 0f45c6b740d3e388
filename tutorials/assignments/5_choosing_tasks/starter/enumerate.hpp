// Assignment 5, part "enumerate": P(T) as it is defined, set by set.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <vector>

using Subset = std::vector<std::size_t>;  // of the tasks 0, 1, ..., n - 1, each once, ascending

// All sets of n tasks, in any order.
inline std::vector<Subset> all_subsets(std::size_t n) {
  throw std::logic_error("to do: enumerate, task 1, all_subsets(n), 2^n of them");
}

// The logarithm of the summed weight of these sets, of which there is at least one.
inline double log_partition_over(const std::vector<double>& scores,
                                 const std::vector<Subset>& sets) {
  throw std::logic_error("to do: enumerate, task 2, log_partition_over(scores, sets)");
}

// The probability of each of these sets, where one of them is drawn.
inline std::vector<double> probabilities_over(const std::vector<double>& scores,
                                              const std::vector<Subset>& sets) {
  throw std::logic_error("to do: enumerate, task 3, probabilities_over(scores, sets)");
}

// For each task, the probability that it is in the set, where one of these is drawn.
inline std::vector<double> marginals_over(const std::vector<double>& scores,
                                          const std::vector<Subset>& sets) {
  throw std::logic_error("to do: enumerate, task 4, marginals_over(scores, sets)");
}
