// P(T) with pairwise interactions: some tasks are worth more together, or less.
#pragma once

#include "nn/selection/subset_distribution.hpp"

namespace tapestry::nn {

// P(T) = exp(sum_{t in T} s_t + sum_{s < t in T} interaction_st) / Z: an Ising model. There is no
// factorisation, so all 2^n subsets are listed, up to 24 tasks: 8 MiB for
// 20, and 128 for 24. All below costs 2^n; its pairs n^2 times that.
class InteractingTasks : public SubsetDistribution {
 public:
  static constexpr std::size_t kMostTasks = 24;

  // interactions [tasks * tasks]: element s * tasks + t with s < t is that of s and t; the others
  // must be 0 or, of t < s, the same again. Throws for another size, for what is not finite or not
  // symmetric, and for more than kMostTasks tasks.
  InteractingTasks(std::vector<double> scores, std::vector<double> interactions);

  std::string name() const override { return "interacting tasks"; }
  std::string settings() const override;
  bool of_scores_alone() const override { return false; }
  std::unique_ptr<SubsetDistribution> with_scores(std::vector<double> scores) const override;
  double log_partition() const override { return log_partition_; }
  std::vector<double> marginals() const override;
  std::vector<double> pairwise_marginals() const override;
  double entropy() const override;
  TaskNumbers most_likely() const override;
  TaskNumbers sample(Rng& rng) const override;

 protected:
  double log_probability_of(const std::vector<bool>& chosen) const override;

 private:
  std::vector<double> interactions_;
  std::vector<double> log_probabilities_;  // of each subset, by its bits
  double log_partition_ = 0;
};

}  // namespace tapestry::nn
