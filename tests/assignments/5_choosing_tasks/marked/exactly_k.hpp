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

// [solution]
// log(e^a + e^b); either may be minus infinity, the logarithm of 0.
inline double log_add(double a, double b) {
  const double larger = std::max(a, b), smaller = std::min(a, b);
  if (std::isinf(larger)) return larger;
  return larger + std::log1p(std::exp(smaller - larger));
}

// Row i, element j: log e_j of the first i of these scores, for j <= k.
inline std::vector<std::vector<double>> log_elementary(const std::vector<double>& scores,
                                                       std::size_t k) {
  const double log_zero = -std::numeric_limits<double>::infinity();
  std::vector<std::vector<double>> rows = {std::vector<double>(k + 1, log_zero)};
  rows[0][0] = 0;
  for (const double score : scores) {
    std::vector<double> next = rows.back();
    for (std::size_t j = k; j > 0; --j) next[j] = log_add(next[j], score + next[j - 1]);
    rows.push_back(next);
  }
  return rows;
}

// The same from the other end: row i is of all scores but the first i.
inline std::vector<std::vector<double>> log_elementary_from(std::vector<double> scores,
                                                            std::size_t k) {
  std::reverse(scores.begin(), scores.end());
  std::vector<std::vector<double>> rows = log_elementary(scores, k);
  std::reverse(rows.begin(), rows.end());
  return rows;
}

// [end]
// log Z: the logarithm of the summed weight of all sets of k tasks. Throws where k is more than
// there are.
inline double log_partition(const std::vector<double>& scores, std::size_t k) {
  // [solution]
  if (k > scores.size()) throw std::invalid_argument("there are no sets of so many tasks");
  return log_elementary(scores, k).back()[k];
  // [starter]
  //| throw std::logic_error("to do: exactly_k, task 1, log_partition(scores, k)");
  // [end]
}

// For each task, the probability that it is in T. Throws likewise.
inline std::vector<double> marginals(const std::vector<double>& scores, std::size_t k) {
  // [solution]
  const double log_z = log_partition(scores, k);
  const auto before = log_elementary(scores, k), after = log_elementary_from(scores, k);
  std::vector<double> in(scores.size(), 0);
  // With t in T, j of the tasks before it are, and k - 1 - j of those after it.
  for (std::size_t t = 0; t < scores.size(); ++t)
    for (std::size_t j = 0; j < k; ++j)
      in[t] += std::exp(scores[t] + before[t][j] + after[t + 1][k - 1 - j] - log_z);
  return in;
  // [starter]
  //| throw std::logic_error("to do: exactly_k, task 2, marginals(scores, k), one for each task");
  // [end]
}

// log P(T): minus infinity where T has not k tasks. Throws likewise.
inline double log_probability(const std::vector<double>& scores, const Subset& tasks,
                              std::size_t k) {
  // [solution]
  const double log_z = log_partition(scores, k);
  if (tasks.size() != k) return -std::numeric_limits<double>::infinity();
  double sum = -log_z;
  for (const std::size_t t : tasks) sum += scores[t];
  return sum;
  // [starter]
  //| throw std::logic_error("to do: exactly_k, task 3, log_probability(scores, tasks, k)");
  // [end]
}

// A set of k tasks, drawn with the probability P(T). Each call of uniform() gives another number in
// [0, 1). Throws likewise.
inline Subset draw(const std::vector<double>& scores, std::size_t k,
                   const std::function<double()>& uniform) {
  // [solution]
  if (k > scores.size()) throw std::invalid_argument("there are no sets of so many tasks");
  const auto from = log_elementary_from(scores, k);
  Subset drawn;
  for (std::size_t t = 0; t < scores.size() && drawn.size() < k; ++t) {
    const std::size_t missing = k - drawn.size(), left = scores.size() - t;
    // Of the sets that can still be made, the share with t.
    const double share = std::exp(scores[t] + from[t + 1][missing - 1] - from[t][missing]);
    if (missing == left || uniform() < share) drawn.push_back(t);
  }
  return drawn;
  // [starter]
  //| throw std::logic_error("to do: exactly_k, task 4, draw(scores, k, uniform)");
  // [end]
}
