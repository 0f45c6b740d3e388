#include "nn/training/steps.hpp"

#include "engine/base/error.hpp"

namespace tapestry::nn {

Steps::Steps(std::shared_ptr<Selector> selector, Together together)
    : selector_(std::move(selector)), together_(std::move(together)) {
  if (!selector_)
    base::fail("Steps: there is no selector: give one, or take alternating() or joint().");
  if (!together_.balancer)
    base::fail("Steps: there is no balancer: give one, such as EqualLosses, which is the sum.");
  if (!selector_->one_task_a_step()) return;
  if (balancer().needs_several_tasks())
    base::fail("Steps: ", balancer().name(), " balances the tasks of one step, but the selector '",
               selector_->name(),
               "' gives each a step of its own: take joint(), drawn() or another selector.");
  if (diagnosis())
    base::fail("Steps: the diagnosis compares the tasks of one step, but the selector '",
               selector_->name(),
               "' gives each a step of its own: take joint(), drawn() or another selector.");
}

Steps alternating() { return Steps(std::make_shared<Alternating>()); }

Steps joint(Together together) { return Steps(std::make_shared<Joint>(), std::move(together)); }

Steps drawn(std::shared_ptr<const SubsetDistribution> selection, Reweight reweight,
            Together together) {
  return Steps(std::make_shared<DrawnSubsets>(std::move(selection), reweight), std::move(together));
}

Steps drawn(std::shared_ptr<TaskScorer> scorer, std::shared_ptr<const SubsetDistribution> rule,
            Reweight reweight, Together together) {
  return Steps(std::make_shared<ScoredSubsets>(std::move(scorer), std::move(rule), reweight),
               std::move(together));
}

}  // namespace tapestry::nn
