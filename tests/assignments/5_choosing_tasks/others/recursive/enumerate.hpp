// With a recursion over the tasks, and a running sum of exponentials that moves its own shift.
#pragma once

#include <cmath>
#include <vector>

using Subset = std::vector<std::size_t>;

inline void extend(std::vector<Subset>& all, Subset so_far, std::size_t next, std::size_t n) {
  if (next == n) {
    all.push_back(so_far);
    return;
  }
  extend(all, so_far, next + 1, n);
  so_far.push_back(next);
  extend(all, so_far, next + 1, n);
}

inline std::vector<Subset> all_subsets(std::size_t n) {
  std::vector<Subset> all;
  extend(all, {}, 0, n);
  return all;
}

template <class Number>
class LogSum {
 public:
  void add(Number x) {
    if (x > top_) {
      sum_ = 1 + (sum_ > 0 ? sum_ * std::exp(top_ - x) : 0);
      top_ = x;
    } else {
      sum_ += std::exp(x - top_);
    }
  }
  Number value() const { return top_ + std::log(sum_); }

 private:
  Number top_ = -INFINITY, sum_ = 0;
};

inline double score_of(const std::vector<double>& scores, const Subset& set) {
  double sum = 0;
  for (auto t = set.rbegin(); t != set.rend(); ++t) sum += scores.at(*t);
  return sum;
}

inline double log_partition_over(const std::vector<double>& scores,
                                 const std::vector<Subset>& sets) {
  LogSum<double> z;
  for (const Subset& set : sets) z.add(score_of(scores, set));
  return z.value();
}

// P of one set is 1 / sum over the others of e^(theirs - its own).
inline std::vector<double> probabilities_over(const std::vector<double>& scores,
                                              const std::vector<Subset>& sets) {
  std::vector<double> out(sets.size());
  for (std::size_t i = 0; i < sets.size(); ++i) {
    LogSum<long double> relative;
    for (const Subset& other : sets)
      relative.add(score_of(scores, other) - score_of(scores, sets[i]));
    out[i] = double(std::exp(-relative.value()));
  }
  return out;
}

inline std::vector<double> marginals_over(const std::vector<double>& scores,
                                          const std::vector<Subset>& sets) {
  std::vector<double> in(scores.size());
  for (std::size_t t = 0; t < scores.size(); ++t) {
    LogSum<double> with, all;
    bool any = false;
    for (const Subset& set : sets) {
      all.add(score_of(scores, set));
      for (const std::size_t u : set)
        if (u == t) with.add(score_of(scores, set)), any = true;
    }
    in[t] = any ? std::exp(with.value() - all.value()) : 0;
  }
  return in;
}
