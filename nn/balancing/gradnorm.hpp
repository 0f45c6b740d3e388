// GradNorm: learned loss weights that let all tasks train at similar rates.
#pragma once

#include <cmath>
#include <map>

#include "nn/balancing/balancer.hpp"

namespace tapestry::nn {

// d = sum_t w_t g_t, the w_t learned (Chen et al. 2018, "GradNorm: Gradient Normalization for
// Adaptive Loss Balancing in Deep Multitask Networks"). With G_t = w_t ||g_t|| and M their mean,
//   r_t = (L_t / L_t(0)) / mean_s (L_s / L_s(0))     the inverse training rate: large for slow ones
//   F = sum_t | G_t - M r_t^alpha |,   the targets M r_t^alpha held constant
// is lowered by one gradient step a training step. alpha 0: equal lengths; larger: slow tasks get
// longer gradients. The step uses the w_t of before it, so the first has w_t = 1.
//
// The gradient step is one on log w_t, of F / M:  w_t <- w_t exp(-rate sign(G_t - M r_t^alpha) G_t
// / M); then all are multiplied so that their sum is T again. The paper steps on w_t itself, which
// takes w_t below 0 where gradients are large, and hardly moves it where they are small; on a
// logarithm it stays positive and does not see the gradients' scale. As F has a kink where it is
// least, the w_t end by swinging around it by about `rate`.
//
// L_t(0) is a task's loss in its first step. In a step on some of the tasks, the mean is over those
// and their sum of weights stays. A loss that has become 0 has r_t = 0; r_t = 1 where all have, and
// w stays where all gradients are 0. Nothing keeps d from conflicting with a task. Cost: O(T). It
// differs from the paper also in that a task's own parameters get their gradient unweighted, as in
// all gradient balancing here. A closed form. Throws where alpha or the rate is negative or not
// finite, where there is not one loss a task, and for a loss that is negative or not finite, or 0
// in the task's first step.
class GradNorm : public GradientBalancer {
 public:
  explicit GradNorm(double alpha = 1.5, double rate = 0.025);
  std::string name() const override { return "GradNorm"; }
  Weighting weights(const TaskGradients& gradients) override;

  void serialise(Archive& archive) override {
    archive.expect("alpha", alpha_, "GradNorm's alpha");
    archive.expect("rate", rate_, "GradNorm's rate");
    archive("learned", learned_);
  }

 private:
  struct Learned {
    double weight = 1;
    double first_loss = 0;

    void serialise(Archive& archive) {
      archive("weight", weight);
      archive("first loss", first_loss);
      archive.require(weight > 0 && std::isfinite(weight), "weight", "is not positive");
      archive.require(first_loss > 0 && std::isfinite(first_loss), "first loss", "is not positive");
    }
  };
  double alpha_, rate_;
  std::map<std::size_t, Learned> learned_;  // by the task's number
};

}  // namespace tapestry::nn
