// GradVac: gradient vaccine.
#pragma once

#include <cmath>
#include <map>
#include <utility>

#include "engine/array/random.hpp"
#include "nn/balancing/balancer.hpp"

namespace tapestry::nn {

// Each task's gradient v = g_t meets the others' in a random order. Where the cosine c of v and g_s
// is below its target p, v gets just so much of g_s that its cosine becomes p; then the target
// follows the cosines, as an exponential moving average that begins at 0. d is the SUM of what v
// has become (Wang et al. 2021, "Gradient Vaccine: Investigating and Improving Multi-task
// Optimization in Massively Multilingual Models"):
//   v <- v + ||v|| (p sqrt(1 - c^2) - c sqrt(1 - p^2)) / (||g_s|| sqrt(1 - p^2)) g_s   where c < p
//   p <- (1 - beta) p + beta c,   c the cosine before the change
// With targets 0, as in the first step, that is PCGrad. Positive targets also pull together tasks
// that do not conflict; negative ones let them conflict as much as they used to, so d may conflict.
// Cost: O(T^4). A closed form. The order is drawn from the seed.
//
// There is a target for each ordered pair of tasks, by their numbers; it does not move where either
// gradient is 0, or where v is rounding. No finite step reaches the cosine 1, so a target above
// 1 - 1e-6, as that of gradients that used to be identical, counts as 1 - 1e-6. Throws where beta
// is not in [0, 1].
class GradVac : public GradientBalancer {
 public:
  explicit GradVac(double beta = 0.01, std::uint64_t seed = 1);
  std::string name() const override { return "GradVac"; }
  Weighting weights(const TaskGradients& gradients) override;

  void serialise(Archive& archive) override {
    archive.expect("beta", beta_, "GradVac's beta");
    archive("rng", rng_);
    archive("targets", targets_);
    for (const auto& [pair, target] : targets_)
      archive.require(std::abs(target) <= 1 + 1e-9, "targets", "has one that is no cosine");
  }

 private:
  double beta_;
  Rng rng_;
  std::map<std::pair<std::size_t, std::size_t>, double> targets_;
};

}  // namespace tapestry::nn
