// ScoredSubsets: each round's tasks are drawn from P(T), whose scores a TaskScorer gives anew.
//
// P(T) is made each round: for n tasks n additions where every subset is allowed, n k under exactly
// k (8 of 40,000: some milliseconds). Scores that never change are cheaper as drawn(P).
#pragma once

#include <memory>

#include "nn/scoring/task_scorer.hpp"
#include "nn/selection/selectors.hpp"

namespace tapestry::nn {

class ScoredSubsets : public Selector {
 public:
  // rule: which subsets are allowed, such as exactly_k(...): its scores are replaced. Throws where
  // one of the two is not there, and where draws are to be reweighted of a scorer that
  // takes_the_best(), whose probabilities nobody knows.
  ScoredSubsets(std::shared_ptr<TaskScorer> scorer, std::shared_ptr<const SubsetDistribution> rule,
                Reweight reweight = Reweight::no);

  std::string name() const override;
  // Throws for scores that are not one finite number a task.
  std::vector<TaskNumbers> next_round(std::size_t, Rng& rng) override;
  std::vector<double> loss_factors(const TaskNumbers& step) const override;
  void told(const TaskNumbers& step, const std::vector<double>& losses) override;
  void check_tasks(std::size_t tasks) const override;
  void check_run(const MultiTaskModel& model, bool saved) const override;
  Reasons reasons() const override;
  void serialise(Archive& archive) override;

 private:
  std::shared_ptr<TaskScorer> scorer_;
  std::shared_ptr<const SubsetDistribution> rule_;
  Reweight reweight_;
  std::unique_ptr<SubsetDistribution> p_;  // of the last round
  std::vector<double> marginals_;          // p_'s, where they are needed: to reweight
};

}  // namespace tapestry::nn
