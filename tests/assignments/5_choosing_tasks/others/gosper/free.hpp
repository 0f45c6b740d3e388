// With long doubles, and no function for log(1 + e^s).
#pragma once

#include <cmath>
#include <functional>
#include <vector>

using Subset = std::vector<std::size_t>;
using Long = long double;

inline double log_partition(const std::vector<double>& scores) {
  Long sum = 0;
  for (Long s : scores) sum += std::log1p(std::exp(s));
  return (double)sum;
}

inline std::vector<double> marginals(const std::vector<double>& scores) {
  std::vector<double> p(scores.size());
  for (std::size_t t = 0; t < p.size(); ++t)
    p[t] = (double)(std::exp((Long)scores[t]) / (1 + std::exp((Long)scores[t])));
  return p;
}

inline double log_probability(const std::vector<double>& scores, const Subset& tasks) {
  Long sum = 0;
  std::size_t next = 0;  // of tasks
  for (std::size_t t = 0; t < scores.size(); ++t) {
    const bool in = next < tasks.size() && tasks[next] == t;
    next += in;
    sum -= std::log1p(std::exp((Long)(in ? -scores[t] : scores[t])));
  }
  return (double)sum;
}

// One number decides all: its bits are spent coin by coin, by cutting the interval it is in.
inline Subset draw(const std::vector<double>& scores, const std::function<double()>& uniform) {
  const std::vector<double> p = marginals(scores);
  Subset drawn;
  Long u = uniform();
  for (std::size_t t = 0; t < p.size(); ++t) {
    if (u < p[t]) {
      drawn.push_back(t);
      u /= p[t];
    } else {
      u = (u - p[t]) / (1 - (Long)p[t]);
    }
  }
  return drawn;
}
