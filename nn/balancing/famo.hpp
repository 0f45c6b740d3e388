// FAMO: fast adaptive multi-task optimisation. All losses are to fall by the same share.
#pragma once

#include "nn/balancing/balancer.hpp"

namespace tapestry::nn {

// L = sum_t a_t L_t,   a_t = (z_t / L_t) / sum_s (z_s / L_s),   z = softmax(x)
//
// and after the step, with the change of each loss on the same batches,
//
//   delta_t = log L_t(before) - log L_t(after)
//   x <- x - rate (J delta + gamma x),   J = dz/dx:  (J delta)_t = z_t (delta_t - sum_s z_s
//   delta_s)
//
// (Liu, Feng, Stone & Liu 2023, "FAMO: Fast Adaptive Multitask Optimization", algorithm 1; the
// authors' program moves x by Adam instead.) The task whose loss fell by the smallest share gains
// weight, and d = sum_t a_t g_t is a step on the logarithms, so the losses' units do not matter. No
// task's own gradient is needed: a step costs one backward pass and one more forward pass. rate is
// beta of the paper, 0.025 there; gamma pulls x to 0, the equal weights, and forgets what was long
// ago.
//
// L's value is the harmonic mean of the losses weighted by z; the weights a are constants to the
// backward pass, and sum to 1, so steps are T times shorter than with the sum. Computed as
// a = softmax(x - log L), so that no quotient overflows. Assumes positive losses whose minimum is
// 0. A task that is not in a step keeps its x. Throws for a rate that is not positive and finite, a
// gamma that is negative or not finite, a loss (before or after) that is not positive and finite,
// and losses that do not fit the tasks.
class Famo : public LossBalancer {
 public:
  explicit Famo(double rate = 0.025, double gamma = 0.001);
  std::string name() const override { return "FAMO"; }
  Var combine(const std::vector<std::size_t>& tasks, const std::vector<Var>& losses) override;
  bool looks_again() const override { return true; }
  void after_step(const std::vector<std::size_t>& tasks, const std::vector<double>& before,
                  const std::vector<double>& after) override;

  // x, one number a task; those of tasks beyond the last one met are 0 and not listed.
  const std::vector<double>& logits() const { return logits_; }

  void serialise(Archive& archive) override {
    archive.expect("rate", rate_, "FAMO's rate");
    archive.expect("gamma", gamma_, "FAMO's gamma");
    archive("logits", logits_);
  }

 private:
  std::vector<double> logits_of(const std::vector<std::size_t>& tasks);

  double rate_, gamma_;
  std::vector<double> logits_;
};

}  // namespace tapestry::nn
