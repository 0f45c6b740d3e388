#include "nn/balancing/balanced_gradients.hpp"

#include <cmath>

#include "engine/base/error.hpp"

namespace tapestry::nn {
namespace {

std::vector<double> gramian_of(const std::vector<std::vector<Tensor>>& gradients,
                               const std::vector<bool>& shared) {
  const std::size_t n = gradients.size();
  std::vector<double> gramian(n * n);
  for (std::size_t s = 0; s < n; ++s)
    for (std::size_t t = s; t < n; ++t)
      gramian[s * n + t] = gramian[t * n + s] = inner_product(gradients[s], gradients[t], shared);
  return gramian;
}

void check(const Weighting& found, const std::string& method, std::size_t tasks,
           std::size_t round) {
  const SolveStatus& status = found.status;
  if (!status.solved)
    base::fail("fit: ", method, " did not solve its inner problem in round ", round,
               ": its residual is ", status.residual, " after ", status.iterations,
               " iterations, above its tolerance ", status.tolerance,
               ": give the method more iterations or a larger tolerance, or lower the ",
               "learning rate.");
  if (found.weights.size() != tasks)
    base::fail("fit: ", method, " gave ", found.weights.size(), " weights in round ", round,
               " for ", tasks, " tasks: it must give one a task.");
  for (double weight : found.weights)
    if (!std::isfinite(weight))
      base::fail(
          "fit: ", method, " gave a weight ", weight, " in round ", round,
          ", but weights must be finite: look for a task whose gradient is 0, or mend the method.");
}

Tensor combined(const std::vector<std::vector<Tensor>>& gradients, std::size_t parameter,
                const std::vector<double>& weights) {
  Tensor sum = zeros_like(gradients[0][parameter]);
  for (std::size_t t = 0; t < weights.size(); ++t) {
    const Scalar weight = static_cast<Scalar>(weights[t]);
    const Scalar* g = gradients[t][parameter].data();
    Scalar* to = sum.data();
    for (std::size_t i = 0, n = sum.size(); i < n; ++i) to[i] += weight * g[i];
  }
  return sum;
}

}  // namespace

double inner_product(const std::vector<Tensor>& a, const std::vector<Tensor>& b,
                     const std::vector<bool>& chosen) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    if (!chosen[k]) continue;
    const Scalar *x = a[k].data(), *y = b[k].data();
    // Four sums, so that an addition need not wait for the one before.
    double part[4] = {0, 0, 0, 0};
    const std::size_t n = a[k].size();
    std::size_t i = 0;
    for (; i + 4 <= n; i += 4)
      for (std::size_t j = 0; j < 4; ++j) part[j] += double{x[i + j]} * double{y[i + j]};
    for (; i < n; ++i) part[0] += double{x[i]} * double{y[i]};
    sum += (part[0] + part[1]) + (part[2] + part[3]);
  }
  return sum;
}

std::vector<Tensor> balanced(GradientBalancer& balancer, const BalancedStep& step) {
  const std::vector<std::vector<Tensor>>& gradients = step.task_gradients();
  const std::size_t tasks = step.tasks.size();
  std::vector<bool> shared;
  for (const std::size_t owner : step.owners()) shared.push_back(owner == BalancedStep::kShared);
  std::vector<double> weights(tasks, 1.0);
  if (tasks > 1 && !step.shared.empty()) {
    const Weighting found =
        balancer.weights({step.tasks, gramian_of(gradients, shared), step.loss_values()});
    check(found, balancer.name(), tasks, step.round);
    weights = found.weights;
  }
  std::vector<Tensor> direction;
  for (std::size_t p = 0; p < shared.size(); ++p)
    direction.push_back(shared[p] ? combined(gradients, p, weights)
                                  : gradients[step.owners()[p]][p]);
  return direction;
}

}  // namespace tapestry::nn
