#include "nn/balancing/famo.hpp"

#include <cmath>

#include "engine/base/error.hpp"
#include "nn/balancing/loss_weights.hpp"

namespace tapestry::nn {

Famo::Famo(double rate, double gamma) : rate_(rate), gamma_(gamma) {
  if (!(rate > 0 && std::isfinite(rate)))
    base::fail("FAMO: the rate is ", rate,
               ", but must be positive and finite: 0.025 is the paper's.");
  if (!(gamma >= 0 && std::isfinite(gamma)))
    base::fail("FAMO: gamma is ", gamma, ", but must be 0 or more, and finite: 0.001 is usual.");
}

std::vector<double> Famo::logits_of(const std::vector<std::size_t>& tasks) {
  std::vector<double> x;
  for (std::size_t t : tasks) {
    if (t >= logits_.size()) logits_.resize(t + 1);
    x.push_back(logits_[t]);
  }
  return x;
}

Var Famo::combine(const std::vector<std::size_t>& tasks, const std::vector<Var>& losses) {
  check_losses(name(), tasks, losses);
  std::vector<double> x = logits_of(tasks);
  for (std::size_t k = 0; k < tasks.size(); ++k) {
    const double loss = double{losses[k].item()};
    check_positive(name(), tasks[k], loss);
    x[k] -= std::log(loss);
  }
  return weighted_sum(softmax_of(x), losses);
}

void Famo::after_step(const std::vector<std::size_t>& tasks, const std::vector<double>& before,
                      const std::vector<double>& after) {
  if (tasks.empty() || before.size() != tasks.size() || after.size() != tasks.size())
    base::fail("FAMO: ", before.size(), " losses before and ", after.size(), " after a step on ",
               tasks.size(), " tasks: give one of each a task, for at least one task.");
  const std::vector<double> z = softmax_of(logits_of(tasks));
  std::vector<double> delta(tasks.size());
  double mean = 0;
  for (std::size_t k = 0; k < tasks.size(); ++k) {
    for (double loss : {before[k], after[k]}) {
      check_positive(name(), tasks[k], loss);
      if (std::isinf(loss))
        base::fail("FAMO: the loss of task ", tasks[k],
                   " is inf after a step, but must be finite: lower the learning rate.");
    }
    delta[k] = std::log(before[k]) - std::log(after[k]);
    mean += z[k] * delta[k];
  }
  for (std::size_t k = 0; k < tasks.size(); ++k) {
    double& x = logits_[tasks[k]];
    x -= rate_ * (z[k] * (delta[k] - mean) + gamma_ * x);
  }
}

}  // namespace tapestry::nn
