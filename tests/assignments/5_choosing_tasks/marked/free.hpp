// Assignment 5, part "free": P(T) over all sets of tasks, without going through them.
#pragma once

#include <cmath>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <vector>

using Subset = std::vector<std::size_t>;  // of the tasks 0, 1, ..., n - 1, each once, ascending

// [solution]
// log(1 + e^s), for which neither a large nor a small s is too much.
inline double log_one_plus_exp(double s) {
  return std::fmax(s, 0) + std::log1p(std::exp(-std::abs(s)));
}

// [end]
// log Z: the logarithm of the summed weight of all sets.
inline double log_partition(const std::vector<double>& scores) {
  // [solution]
  double sum = 0;
  for (const double s : scores) sum += log_one_plus_exp(s);
  return sum;
  // [starter]
  //| throw std::logic_error("to do: free, task 1, log_partition(scores), of all sets");
  // [end]
}

// For each task, the probability that it is in T.
inline std::vector<double> marginals(const std::vector<double>& scores) {
  // [solution]
  std::vector<double> in;
  for (const double s : scores) in.push_back(std::exp(s - log_one_plus_exp(s)));
  return in;
  // [starter]
  //| throw std::logic_error("to do: free, task 2, marginals(scores), one for each task");
  // [end]
}

// log P(T).
inline double log_probability(const std::vector<double>& scores, const Subset& tasks) {
  // [solution]
  // Coin by coin, and not as a difference of two large numbers: log(1 / (1 + e^s)) for a task that
  // is out, log(1 / (1 + e^-s)) for one that is in.
  std::vector<bool> in(scores.size(), false);
  for (const std::size_t t : tasks) in[t] = true;
  double sum = 0;
  for (std::size_t t = 0; t < scores.size(); ++t)
    sum -= log_one_plus_exp(in[t] ? -scores[t] : scores[t]);
  return sum;
  // [starter]
  //| throw std::logic_error("to do: free, task 3, log_probability(scores, tasks)");
  // [end]
}

// A set, drawn with the probability P(T). Each call of uniform() gives another number in [0, 1).
inline Subset draw(const std::vector<double>& scores, const std::function<double()>& uniform) {
  // [solution]
  const std::vector<double> in = marginals(scores);
  Subset drawn;
  for (std::size_t t = 0; t < scores.size(); ++t)
    if (uniform() < in[t]) drawn.push_back(t);
  return drawn;
  // [starter]
  //| throw std::logic_error("to do: free, task 4, draw(scores, uniform), one set of tasks");
  // [end]
}
