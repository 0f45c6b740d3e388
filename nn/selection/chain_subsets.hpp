// Distributions over subsets whose rule can be followed task by task: a rule has a few states, such
// as how many tasks are in T so far, and each task's "in" or "out" leads from one to the next.
//
// Then all is exact by dynamic programming over a table b [tasks + 1 x states], where b(i, state)
// is the summed weight of all ways to go on from there: log Z is b's first element, and P(task i is
// in T | the state before it) = e^{s_i} b(i + 1, state with it) / b(i, state). All sums are of
// positive terms, in WideNumbers: there is nothing to overflow or to cancel. (It is the
// forward-backward algorithm of a Markov chain: Rabiner 1989, "A tutorial on hidden Markov
// models".)
#pragma once

#include <limits>

#include "nn/selection/subset_distribution.hpp"
#include "nn/selection/wide_number.hpp"

namespace tapestry::nn {

// Which subsets are allowed. The tasks are decided one after the other, at positions 0, 1, ...
class SubsetRule {
 public:
  static constexpr std::size_t kNotAllowed = std::numeric_limits<std::size_t>::max();

  virtual ~SubsetRule() = default;
  virtual std::string name() const = 0;

  // The numbers that it was made with, beside its name's; see SubsetDistribution.
  virtual std::string settings() const { return {}; }

  // The task at each position; empty: in their order.
  virtual TaskNumbers order() const { return {}; }

  virtual std::size_t states() const = 0;  // they begin in state 0

  // The state after the task at this position, with it or without it; or kNotAllowed.
  virtual std::size_t next(std::size_t position, std::size_t state, bool with) const = 0;

  // Whether leaving a task out never changes the state: next(i, state, false) is always state.
  // Draws then pass over the tasks that are left out.
  virtual bool waits() const { return false; }

  // Whether all tasks may have been decided in this state.
  virtual bool may_end(std::size_t state) const = 0;
};

class ChainSubsets : public SubsetDistribution {
 public:
  // The time and the memory of b: tasks * states, of the marginals too; of the pairwise marginals
  // tasks times that. Throws as SubsetDistribution does, for a score outside -1e9 .. 1e9
  // (beyond, a double has no digits left), and where no subset is allowed.
  ChainSubsets(std::shared_ptr<const SubsetRule> rule, std::vector<double> scores);

  std::string name() const override { return rule_->name(); }
  std::string settings() const override { return rule_->settings(); }
  std::unique_ptr<SubsetDistribution> with_scores(std::vector<double> scores) const override;
  double log_partition() const override;
  std::vector<double> marginals() const override;
  std::vector<double> pairwise_marginals() const override;
  double entropy() const override;
  TaskNumbers most_likely() const override;
  TaskNumbers sample(Rng& rng) const override;

 protected:
  double log_probability_of(const std::vector<bool>& chosen) const override;

 private:
  // A way on from a state: where to, and its probability, P(in or out | state).
  struct Way {
    std::size_t to = SubsetRule::kNotAllowed;
    WideNumber weight;  // of all that follows
    double probability = 0;
  };
  Way way(std::size_t position, std::size_t state, bool with) const;

  std::size_t task_at(std::size_t position) const {
    return order_.empty() ? position : order_[position];
  }
  const WideNumber& b(std::size_t position, std::size_t state) const {
    return b_[position * states_ + state];
  }

  TaskNumbers sample_task_by_task(Rng& rng) const;
  TaskNumbers sample_by_gaps(Rng& rng) const;

  // From the states' probabilities before a position to those after it; returns the probability
  // that the task is in T.
  double advance(std::size_t position, std::vector<double>& states) const;

  std::shared_ptr<const SubsetRule> rule_;
  TaskNumbers order_;
  std::size_t states_;
  std::vector<WideNumber> weights_;  // e^{s}, one a position
  std::vector<WideNumber> b_;
};

}  // namespace tapestry::nn
