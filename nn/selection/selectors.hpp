// The selectors there are.
#pragma once

#include "nn/selection/selector.hpp"
#include "nn/selection/subset_distribution.hpp"

namespace tapestry::nn {

// Each task in turn takes a step of its own.
class Alternating : public Selector {
 public:
  std::string name() const override { return "alternating"; }
  bool one_task_a_step() const override { return true; }
  std::vector<TaskNumbers> next_round(std::size_t tasks, Rng&) override;
};

// One step on all tasks.
class Joint : public Selector {
 public:
  std::string name() const override { return "joint"; }
  std::vector<TaskNumbers> next_round(std::size_t tasks, Rng&) override;
};

// Whether a drawn task's loss is divided by its probability P(t in T): the gradient of the summed
// losses is then, in the mean over the draws, that of a joint step. (Omega's is not, nor what a
// balancer makes of the losses.)
enum class Reweight { no, yes };

// One step on a subset T, drawn from P(T).
class DrawnSubsets : public Selector {
 public:
  explicit DrawnSubsets(std::shared_ptr<const SubsetDistribution> selection,
                        Reweight reweight = Reweight::no);
  std::string name() const override;
  std::vector<TaskNumbers> next_round(std::size_t, Rng& rng) override;
  std::vector<double> loss_factors(const TaskNumbers& step) const override;
  void check_tasks(std::size_t tasks) const override;
  Reasons reasons() const override;
  void serialise(Archive& archive) override;

 private:
  const std::vector<double>& marginals() const;

  std::shared_ptr<const SubsetDistribution> selection_;
  Reweight reweight_;
  mutable std::vector<double> marginals_;  // once they were asked for: they may take long
};

}  // namespace tapestry::nn
