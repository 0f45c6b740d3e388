// PCGrad: gradient surgery.
#pragma once

#include "engine/array/random.hpp"
#include "nn/balancing/balancer.hpp"

namespace tapestry::nn {

// Each task's gradient v = g_t meets the others' in a random order; where <v, g_s> < 0, v loses its
// part along g_s: v <- v - <v, g_s> / ||g_s||^2 g_s. d is the SUM of what is left (Yu et al. 2020,
// "Gradient Surgery for Multi-Task Learning"). For two tasks d conflicts with neither; for more it
// may. Cost: O(T^3). A closed form. The order is drawn from the seed.
class PcGrad : public GradientBalancer {
 public:
  explicit PcGrad(std::uint64_t seed = 1) : rng_(seed) {}
  std::string name() const override { return "PCGrad"; }
  Weighting weights(const TaskGradients& gradients) override;

  void serialise(Archive& archive) override { archive("rng", rng_); }

 private:
  Rng rng_;
};

}  // namespace tapestry::nn
