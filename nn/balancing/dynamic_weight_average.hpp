// DWA: dynamic weight average. A task whose loss falls slowly gets more weight.
#pragma once

#include "nn/balancing/balancer.hpp"

namespace tapestry::nn {

// L = sum_t l_t L_t,   l_t = T e^{w_t / temperature} / sum_s e^{w_s / temperature},
// w_t = L_t(e - 1) / L_t(e - 2)
//
// with L_t(e) task t's mean training loss in epoch e (Liu, Johns & Davison 2019, "End-to-End
// Multi-Task Learning with Attention"). The weights are those of an epoch: equal, 1 each, in the
// first two, and of sum T always, over all T tasks. Only the rate at which a loss falls counts, not
// its unit; so a task of large losses still has a large say.
//
// Assumes positive mean losses, and epochs long enough that their means are not noise. A step on
// some of the tasks uses their weights as they are. A mean of 0 says that a task was not trained in
// the epoch, which is then left out of its history; until two are known, w_t = 1. Throws for a
// temperature that is not positive and finite, for a mean loss that is negative or not finite, for
// another number of tasks than in the epoch before, and for losses that do not fit the tasks.
class DynamicWeightAverage : public LossBalancer {
 public:
  explicit DynamicWeightAverage(double temperature = 2);
  std::string name() const override { return "DWA"; }
  Var combine(const std::vector<std::size_t>& tasks, const std::vector<Var>& losses) override;
  void end_epoch(const std::vector<double>& mean_losses) override;

  void serialise(Archive& archive) override {
    archive.expect("temperature", temperature_, "DWA's temperature");
    archive("weights", weights_);
    archive("last losses", last_);
    archive("losses before those", previous_);
  }

 private:
  double temperature_;
  std::vector<double> weights_;          // l; empty in the first epoch
  std::vector<double> last_, previous_;  // mean losses of the two last epochs; 0: not known
};

}  // namespace tapestry::nn
