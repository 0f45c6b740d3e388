// Plackett-Luce: k tasks drawn one after the other, without putting them back ("Gumbel top-k").
#pragma once

#include "nn/selection/subset_distribution.hpp"

namespace tapestry::nn {

// The first task is t with probability e^{s_t} / sum of all e^s; the next one, the same among those
// left; and so on, k times (Plackett 1975, "The analysis of permutations"). Adding independent
// Gumbel noise to the scores and taking the k largest draws just so (Vieira 2014, "Gumbel-max trick
// and weighted reservoir sampling"). As a set, the result is NOT from P(T | |T| = k) of exactly_k:
// of three tasks with e^s = 10, 1 and 1, the two light ones are drawn together with probability
// 1/66 here, and 1/21 there. It is here to be told from it, and because a sample is cheap: it costs
// tasks * log k.
class PlackettLuce {
 public:
  // Throws as exactly_k does.
  PlackettLuce(std::vector<double> scores, std::size_t k);

  std::size_t tasks() const { return scores_.size(); }

  // log of the probability that the k tasks are this set, in any order; -infinity for another
  // number of tasks. It is a sum over all orders, by dynamic programming over the 2^k subsets of T:
  // throws for k above 20; and for an unknown task or one named twice.
  double log_probability(const TaskNumbers& subset) const;

  // k tasks, ascending.
  TaskNumbers sample(Rng& rng) const;

 private:
  std::vector<double> scores_;
  std::size_t k_;
};

}  // namespace tapestry::nn
