#include "nn/balancing/loss_weights.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"

namespace tapestry::nn {

void check_losses(const std::string& balancer, const std::vector<std::size_t>& tasks,
                  const std::vector<Var>& losses) {
  if (tasks.empty()) base::fail(balancer, ": there are no tasks, but at least one is needed.");
  if (losses.size() != tasks.size())
    base::fail(balancer, ": ", losses.size(), " losses for ", tasks.size(),
               " tasks: give one a task, in the tasks' order.");
  for (std::size_t k = 0; k < tasks.size(); ++k) {
    if (losses[k].size() != 1)
      base::fail(balancer, ": the loss of task ", tasks[k], " is ", describe(losses[k]),
                 ", but must be one number: take its mean over the examples.");
    if (const Scalar loss = losses[k].item(); !std::isfinite(loss))
      base::fail(balancer, ": the loss of task ", tasks[k], " is ", loss,
                 ", but must be finite: lower the learning rate, or look for a NaN in the data.");
  }
}

void check_positive(const std::string& balancer, std::size_t task, double loss) {
  if (!(loss > 0))
    base::fail(
        balancer, ": the loss of task ", task, " is ", loss,
        ", but must be positive, because its logarithm is taken: add a small constant to the ",
        "loss, or take a balancer without logarithms, such as DWA.");
}

Var weighted_sum(const std::vector<double>& weights, const std::vector<Var>& losses) {
  Var sum;
  for (std::size_t k = 0; k < losses.size(); ++k) {
    const Var term = weights[k] == 1 ? losses[k] : static_cast<Scalar>(weights[k]) * losses[k];
    sum = sum.empty() ? term : sum + term;
  }
  return sum;
}

std::vector<double> softmax_of(std::vector<double> x) {
  const double largest = *std::max_element(x.begin(), x.end());
  double sum = 0;
  for (double& element : x) sum += element = std::exp(element - largest);
  for (double& element : x) element /= sum;
  return x;
}

}  // namespace tapestry::nn
