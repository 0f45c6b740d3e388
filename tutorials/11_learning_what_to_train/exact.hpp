// Sums over all subsets of a few tasks: what the learned scores climb, and their estimates.
#pragma once

#include <cmath>
#include <cstddef>
#include <functional>
#include <vector>

#include "nn/selection/subset_distribution.hpp"

namespace tapestry {

// Calls visit(T, P(T)) for each subset that the distribution allows.
inline void for_each_subset(const nn::SubsetDistribution& p,
                            const std::function<void(const nn::TaskNumbers&, double)>& visit) {
  for (std::size_t bits = 0; bits < std::size_t{1} << p.tasks(); ++bits) {
    nn::TaskNumbers subset;
    for (std::size_t t = 0; t < p.tasks(); ++t)
      if (bits >> t & 1) subset.push_back(t);
    const double log_p = p.log_probability(subset);
    if (std::isfinite(log_p)) visit(subset, std::exp(log_p));
  }
}

inline double worth(const nn::TaskNumbers& subset, const std::vector<double>& v) {
  double sum = 0;
  for (const std::size_t t : subset) sum += v[t];
  return sum;
}

// [objective]
// J: the mean worth of a draw, and the entropy of P(T), as they are defined.
inline double objective(const nn::SubsetDistribution& p, const std::vector<double>& v,
                        double entropy) {
  double sum = 0;
  for_each_subset(p, [&](const nn::TaskNumbers& subset, double probability) {
    sum += probability * (worth(subset, v) - entropy * std::log(probability));
  });
  return sum;
}
// [objective]

// A vector's mean over the draws, and the square root of the summed variances of its elements.
struct Scatter {
  std::vector<double> mean;
  double deviation = 0;
};

// [estimate]
// Of the estimate (r - baseline) (1_T - marginals), with the reward r(T) = level + worth of T.
inline Scatter of_estimate(const nn::SubsetDistribution& p, const std::vector<double>& v,
                           double level, double baseline) {
  const std::vector<double> in = p.marginals();
  Scatter of{std::vector<double>(p.tasks())};
  double squares = 0;
  for_each_subset(p, [&](const nn::TaskNumbers& subset, double probability) {
    std::vector<double> estimate(p.tasks());
    const double advantage = level + worth(subset, v) - baseline;
    for (std::size_t t = 0; t < p.tasks(); ++t) estimate[t] = -advantage * in[t];
    for (const std::size_t t : subset) estimate[t] += advantage;
    for (std::size_t t = 0; t < p.tasks(); ++t) {
      of.mean[t] += probability * estimate[t];
      squares += probability * estimate[t] * estimate[t];
    }
  });
  for (const double mean : of.mean) squares -= mean * mean;
  of.deviation = std::sqrt(squares);
  return of;
}
// [estimate]

}  // namespace tapestry
