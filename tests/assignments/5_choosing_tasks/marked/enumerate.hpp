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
  // [solution]
  std::vector<Subset> all;
  for (std::size_t bits = 0; bits < std::size_t{1} << n; ++bits) {
    Subset one;
    for (std::size_t t = 0; t < n; ++t)
      if (bits >> t & 1) one.push_back(t);
    all.push_back(one);
  }
  return all;
  // [starter]
  //| throw std::logic_error("to do: enumerate, task 1, all_subsets(n), 2^n of them");
  // [end]
}

// [solution]
// Of each set, the sum of its tasks' scores: the logarithm of its weight.
inline std::vector<double> log_weights(const std::vector<double>& scores,
                                       const std::vector<Subset>& sets) {
  std::vector<double> sums;
  for (const Subset& set : sets) {
    double sum = 0;
    for (const std::size_t t : set) sum += scores[t];
    sums.push_back(sum);
  }
  return sums;
}

// [end]
// The logarithm of the summed weight of these sets, of which there is at least one.
inline double log_partition_over(const std::vector<double>& scores,
                                 const std::vector<Subset>& sets) {
  // [solution]
  const std::vector<double> sums = log_weights(scores, sets);
  const double largest = *std::max_element(sums.begin(), sums.end());
  double z = 0;  // over the largest weight
  for (const double sum : sums) z += std::exp(sum - largest);
  return largest + std::log(z);
  // [starter]
  //| throw std::logic_error("to do: enumerate, task 2, log_partition_over(scores, sets)");
  // [end]
}

// The probability of each of these sets, where one of them is drawn.
inline std::vector<double> probabilities_over(const std::vector<double>& scores,
                                              const std::vector<Subset>& sets) {
  // [solution]
  std::vector<double> p = log_weights(scores, sets);
  const double log_z = log_partition_over(scores, sets);
  for (double& one : p) one = std::exp(one - log_z);
  return p;
  // [starter]
  //| throw std::logic_error("to do: enumerate, task 3, probabilities_over(scores, sets)");
  // [end]
}

// For each task, the probability that it is in the set, where one of these is drawn.
inline std::vector<double> marginals_over(const std::vector<double>& scores,
                                          const std::vector<Subset>& sets) {
  // [solution]
  const std::vector<double> p = probabilities_over(scores, sets);
  std::vector<double> in(scores.size(), 0);
  for (std::size_t i = 0; i < sets.size(); ++i)
    for (const std::size_t t : sets[i]) in[t] += p[i];
  return in;
  // [starter]
  //| throw std::logic_error("to do: enumerate, task 4, marginals_over(scores, sets)");
  // [end]
}
