// e_k in long doubles, whose exponent has room enough here, and a table for the draws.
#pragma once

#include <cmath>
#include <functional>
#include <stdexcept>
#include <vector>

using Subset = std::vector<std::size_t>;
using Long = long double;

// e[j][i]: all sets of j of the tasks i, i + 1, ..., but for the task `without`.
inline std::vector<std::vector<Long>> table(const std::vector<double>& scores, std::size_t k,
                                            std::size_t without = std::size_t(-1)) {
  const std::size_t n = scores.size();
  if (k > n) throw k;
  std::vector<std::vector<Long>> e(k + 1, std::vector<Long>(n + 1, 0));
  for (std::size_t i = n + 1; i-- > 0;) e[0][i] = 1;
  for (std::size_t j = 1; j <= k; ++j)
    for (std::size_t i = n; i-- > 0;)
      e[j][i] = e[j][i + 1] + (i == without ? 0 : std::exp((Long)scores[i]) * e[j - 1][i + 1]);
  return e;
}

inline double log_partition(const std::vector<double>& scores, std::size_t k) {
  return (double)std::log(table(scores, k)[k][0]);
}

inline std::vector<double> marginals(const std::vector<double>& scores, std::size_t k) {
  std::vector<double> p(scores.size(), 0);
  const Long all = table(scores, k)[k][0];
  for (std::size_t t = 0; t < p.size() && k > 0; ++t)
    p[t] = (double)(std::exp((Long)scores[t]) * table(scores, k - 1, t)[k - 1][0] / all);
  return p;
}

inline double log_probability(const std::vector<double>& scores, const Subset& tasks,
                              std::size_t k) {
  Long weight = tasks.size() == k;
  for (auto t : tasks) weight *= std::exp((Long)scores[t]);
  return (double)std::log(weight / table(scores, k)[k][0]);
}

inline Subset draw(const std::vector<double>& scores, std::size_t k,
                   const std::function<double()>& uniform) {
  const auto e = table(scores, k);
  Subset drawn;
  std::size_t j = k;
  for (std::size_t i = 0; j > 0; ++i)
    if (uniform() * e[j][i] >= e[j][i + 1]) {
      drawn.push_back(i);
      --j;
    }
  return drawn;
}
