// P(T): the probability of training on the subset T of all tasks A, given a score s_t a task:
//
//   P(T) = exp(sum_{t in T} s_t) / Z,    Z = sum_{S subset of A} exp(sum_{t in S} s_t).
//
// Z has 2^|A| terms, but it factorises: each task is in S or not, independently of the others, so
// Z = prod_t (1 + e^{s_t}). Hence each task is a coin of its own, P(t in T) = sigmoid(s_t), and all
// below costs one pass over the tasks. Everything is in double and stable for scores of any finite
// size. Score 0 is a fair coin; a large one means nearly always.
#pragma once

#include <vector>

#include "engine/array/random.hpp"

namespace tapestry::nn {

class SubsetSelection {
 public:
  // One finite score a task. Throws for none, and for a score that is not finite.
  explicit SubsetSelection(std::vector<double> scores);

  std::size_t tasks() const { return scores_.size(); }
  const std::vector<double>& scores() const { return scores_; }

  // log Z = sum_t log(1 + e^{s_t})
  double log_partition() const;

  // log P(T) = sum_{t in T} s_t - log Z; T as task numbers, in any order. Throws for an unknown
  // task and for one named twice.
  double log_probability(const std::vector<std::size_t>& subset) const;

  // P(t in T) = sigmoid(s_t), one a task.
  const std::vector<double>& marginals() const { return marginals_; }
  double marginal(std::size_t task) const;  // of this task; throws for an unknown one

  // A draw of T from P(T), in ascending order; may be empty, as P says it may.
  std::vector<std::size_t> sample(Rng& rng) const;

 private:
  std::vector<double> scores_, marginals_;
};

}  // namespace tapestry::nn
