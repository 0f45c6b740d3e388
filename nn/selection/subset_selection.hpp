// P(T): the probability of training on the subset T of all tasks A, given a score s_t a task:
//
//   P(T) = exp(sum_{t in T} s_t) / Z,    Z = sum_{S subset of A} exp(sum_{t in S} s_t).
//
// Z has 2^|A| terms, but it factorises: each task is in S or not, independently of the others, so
// Z = prod_t (1 + e^{s_t}). Hence each task is a coin of its own, P(t in T) = sigmoid(s_t), and all
// below costs one pass over the tasks. Everything is in double and stable for scores of any finite
// size. Score 0 is a fair coin; a large one means nearly always.
#pragma once

#include "nn/selection/subset_distribution.hpp"

namespace tapestry::nn {

class SubsetSelection : public SubsetDistribution {
 public:
  // One finite score a task. Throws for none, and for a score that is not finite.
  explicit SubsetSelection(std::vector<double> scores);

  std::string name() const override { return "every subset"; }
  std::unique_ptr<SubsetDistribution> with_scores(std::vector<double> scores) const override;
  double log_partition() const override;                                 // sum_t log(1 + e^{s_t})
  std::vector<double> marginals() const override { return marginals_; }  // sigmoid(s_t)
  double marginal(std::size_t task) const;  // of this task; throws for an unknown one
  std::vector<double> pairwise_marginals() const override;  // products: the tasks are independent
  double entropy() const override;
  TaskNumbers most_likely() const override;  // all tasks of positive score
  TaskNumbers sample(Rng& rng) const override;

 protected:
  double log_probability_of(const std::vector<bool>& chosen) const override;

 private:
  std::vector<double> marginals_;
};

}  // namespace tapestry::nn
