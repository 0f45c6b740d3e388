// With log P(T) as a difference, and draws from the last task to the first.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

using Subset = std::vector<std::size_t>;

template <class It>
double log_product(It begin, It end) {
  if (begin == end) return 0;
  if (end - begin == 1)
    return *begin > 0 ? *begin + std::log1p(std::exp(-*begin)) : std::log1p(std::exp(*begin));
  const It middle = begin + (end - begin) / 2;
  return log_product(begin, middle) + log_product(middle, end);
}

inline double log_partition(const std::vector<double>& scores) {
  return log_product(scores.begin(), scores.end());
}

inline std::vector<double> marginals(const std::vector<double>& scores) {
  std::vector<double> in(scores.size());
  std::transform(scores.begin(), scores.end(), in.begin(), [](double s) {
    return s < 0 ? std::exp(s) / (1 + std::exp(s)) : 1 / (1 + std::exp(-s));
  });
  return in;
}

inline double log_probability(const std::vector<double>& scores, const Subset& tasks) {
  return std::accumulate(tasks.begin(), tasks.end(), 0.0,
                         [&](double sum, std::size_t t) { return sum + scores[t]; }) -
         log_partition(scores);
}

inline Subset draw(const std::vector<double>& scores, const std::function<double()>& uniform) {
  Subset drawn;
  for (std::size_t t = scores.size(); t-- > 0;) {
    // The logistic distribution: s + noise > 0 has the probability sigmoid(s).
    double u = uniform();
    while (u == 0) u = uniform();
    if (scores[t] + std::log(u) - std::log1p(-u) > 0) drawn.insert(drawn.begin(), t);
  }
  return drawn;
}
