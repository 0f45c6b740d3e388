// Steps: which tasks each step of training has, and how they become one step. FitOptions::steps.
//
//   how.steps = alternating();    // each task by itself, in turn
//   how.steps = joint();          // all together, by the sum of their losses
//   how.steps = joint({.balancer = std::make_shared<PcGrad>()});
//   how.steps = drawn(SubsetSelection({0, 1, 1}));  // a subset T, drawn from P(T)
//   how.steps = drawn(exactly_k({0, 1, 1}, 2));     // two tasks, drawn from P(T | |T| = 2)
//   how.steps = drawn(std::make_shared<LossScores>(), exactly_k({0, 0, 0}, 2));  // by scores that
//                                                                                // change
//   how.steps = Steps(std::make_shared<MySelector>(), {.diagnosis = diagnosis});
//
// Where a step never has more than one task there is nothing to balance, and no two tasks to
// compare: alternating() cannot be told a balancer.
#pragma once

#include <concepts>
#include <memory>

#include "nn/balancing/balancer.hpp"
#include "nn/balancing/equal_losses.hpp"
#include "nn/diagnosis/diagnosis.hpp"
#include "nn/scoring/scored_subsets.hpp"
#include "nn/selection/selectors.hpp"
#include "nn/selection/subset_selection.hpp"

namespace tapestry::nn {

// What is done with a step's tasks together.
struct Together {
  // How their losses, or gradients, become one step. Its own parameters, if it has any, are moved
  // by the same optimiser.
  std::shared_ptr<Balancer> balancer = std::make_shared<EqualLosses>();
  // Looks at the gradients of steps that have several tasks; none: nothing is looked at. It adds a
  // backward pass a task to the rounds that it looks at, and no more forward passes than it says.
  std::shared_ptr<Diagnosis> diagnosis = nullptr;
};

class Steps {
 public:
  // Throws where selector or balancer is nullptr, and where the selector gives each task a step of
  // its own, but a diagnosis is there, or a balancer that needs several.
  explicit Steps(std::shared_ptr<Selector> selector, Together together = {});

  Selector& selector() const { return *selector_; }
  Balancer& balancer() const { return *together_.balancer; }
  Diagnosis* diagnosis() const { return together_.diagnosis.get(); }  // nullptr: none

 private:
  std::shared_ptr<Selector> selector_;
  Together together_;
};

// Each task in turn takes a step of its own, as in the founding article's program.
Steps alternating();

// One step on all tasks.
Steps joint(Together together = {});

// One step on a subset T, drawn from P(T). An empty T, which P(T) allows, trains nothing in that
// round.
Steps drawn(std::shared_ptr<const SubsetDistribution> selection, Reweight reweight = Reweight::no,
            Together together = {});
template <std::derived_from<SubsetDistribution> Distribution>
Steps drawn(Distribution selection, Reweight reweight = Reweight::no, Together together = {}) {
  return drawn(std::shared_ptr<const SubsetDistribution>(
                   std::make_shared<Distribution>(std::move(selection))),
               reweight, std::move(together));
}

// The same with scores that a scorer gives anew each round (nn/scoring): the rule's own are not
// used.
Steps drawn(std::shared_ptr<TaskScorer> scorer, std::shared_ptr<const SubsetDistribution> rule,
            Reweight reweight = Reweight::no, Together together = {});
template <std::derived_from<SubsetDistribution> Distribution>
Steps drawn(std::shared_ptr<TaskScorer> scorer, Distribution rule, Reweight reweight = Reweight::no,
            Together together = {}) {
  return drawn(
      std::move(scorer),
      std::shared_ptr<const SubsetDistribution>(std::make_shared<Distribution>(std::move(rule))),
      reweight, std::move(together));
}

template <std::derived_from<TaskScorer> Scorer, std::derived_from<SubsetDistribution> Distribution>
Steps drawn(Scorer scorer, Distribution rule, Reweight reweight = Reweight::no,
            Together together = {}) {
  return drawn(std::shared_ptr<TaskScorer>(std::make_shared<Scorer>(std::move(scorer))),
               std::move(rule), reweight, std::move(together));
}

}  // namespace tapestry::nn
