// RLW: random loss weighting.
#pragma once

#include <random>

#include "engine/array/random.hpp"
#include "nn/balancing/loss_weights.hpp"

namespace tapestry::nn {

// L = sum_t a_t L_t,   a = softmax(x),  x_t ~ N(0, 1) drawn anew for each step
//
// (Lin, Ye, Zhang & Tsang 2022, "Reasonable Effectiveness of Random Weighting: A Litmus Test for
// Multi-Task Learning".) In the mean over the draws each of T tasks has weight 1/T: the mean of the
// losses, with noise that may help a step out of a poor minimum. A method that is no better than
// this one has shown nothing. The weights sum to 1, so steps are T times shorter than with the sum.
//
// Assumes that the losses are of one size. A step on some of the tasks draws for those alone. The
// same seed and steps give the same weights. Throws only for losses that do not fit the tasks.
class RandomLosses : public LossBalancer {
 public:
  explicit RandomLosses(std::uint64_t seed = 1) : rng_(seed) {}
  std::string name() const override { return "random"; }

  Var combine(const std::vector<std::size_t>& tasks, const std::vector<Var>& losses) override {
    check_losses(name(), tasks, losses);
    NormalDraw normal;
    std::vector<double> x(tasks.size());
    for (double& draw : x) draw = normal(rng_);
    return weighted_sum(softmax_of(x), losses);
  }

  void serialise(Archive& archive) override { archive("rng", rng_); }

 private:
  Rng rng_;
};

}  // namespace tapestry::nn
