// By size, each set's bits from the last one's (Gosper's trick), with long doubles for what is
// large.
#pragma once

#include <cmath>
#include <map>
#include <vector>

using Subset = std::vector<std::size_t>;

inline std::vector<Subset> all_subsets(std::size_t n) {
  std::vector<Subset> all{Subset()};
  for (std::size_t k = 1; k <= n; ++k)
    for (unsigned long bits = (1ul << k) - 1; bits < 1ul << n;) {
      all.emplace_back();
      for (std::size_t t = 0; t < n; ++t)
        if ((bits & 1ul << t) != 0) all.back().push_back(t);
      const unsigned long lowest = bits & -bits, ripple = bits + lowest;
      bits = ((ripple ^ bits) >> 2) / lowest | ripple;
    }
  return all;
}

// e^2800 is well within a long double of 80 bits.
inline long double weight(const std::vector<double>& scores, const Subset& set) {
  long double product = 1;
  for (auto t : set) product *= std::exp((long double)scores[t]);
  return product;
}

inline long double z_over(const std::vector<double>& scores, const std::vector<Subset>& sets) {
  long double z = 0;
  for (auto& set : sets) z += weight(scores, set);
  return z;
}

inline double log_partition_over(const std::vector<double>& s, const std::vector<Subset>& sets) {
  return (double)std::log(z_over(s, sets));
}

inline std::vector<double> probabilities_over(const std::vector<double>& scores,
                                              const std::vector<Subset>& sets) {
  std::vector<double> p;
  const long double z = z_over(scores, sets);
  for (auto& set : sets) p.push_back((double)(weight(scores, set) / z));
  return p;
}

inline std::vector<double> marginals_over(const std::vector<double>& scores,
                                          const std::vector<Subset>& sets) {
  std::map<std::size_t, long double> with;
  for (auto& set : sets)
    for (auto t : set) with[t] += weight(scores, set);
  std::vector<double> in;
  for (std::size_t t = 0; t < scores.size(); ++t)
    in.push_back((double)(with[t] / z_over(scores, sets)));
  return in;
}
