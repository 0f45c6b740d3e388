#include "tests/balancing/loss_steps.hpp"

#include <cmath>
#include <random>
#include <string>

#include "engine/array/random.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"

namespace tapestry::nn {

std::vector<Task> mixed_tasks(std::size_t n) {
  std::vector<Task> tasks;
  for (std::size_t t = 0; t < n; ++t)
    tasks.push_back(
        {"t" + std::to_string(t), {3}, 2, t % 2 == 0 ? squared_error() : cross_entropy()});
  return tasks;
}

std::vector<double> some_losses(std::size_t n, std::uint64_t seed) {
  Rng rng(seed);
  std::uniform_real_distribution<double> exponent(-1, 1);
  std::vector<double> losses;
  for (std::size_t t = 0; t < n; ++t) losses.push_back(std::pow(10, exponent(rng)));
  return losses;
}

Step step_of(LossBalancer& balancer, const std::vector<std::size_t>& tasks,
             const std::vector<double>& losses) {
  std::vector<Var> wrt;
  for (double loss : losses) wrt.push_back(Var("loss", full({}, static_cast<Scalar>(loss))));
  const Tape tape;
  std::vector<Var> on_tape;  // made by an op, as a model's losses are
  for (const Var& loss : wrt) on_tape.push_back(1 * loss);
  const Var objective = balancer.combine(tasks, on_tape);
  const std::vector<Tensor> gradients =
      tape.gradient(objective, joined(wrt, balancer.parameters()), Unused::zeros);
  Step step;
  step.objective = double{objective.item()};
  for (std::size_t k = 0; k < gradients.size(); ++k)
    (k < losses.size() ? step.weights : step.learned).push_back(double{gradients[k].data()[0]});
  return step;
}

}  // namespace tapestry::nn
