#include "nn/omega/omega.hpp"

#include "engine/base/error.hpp"
#include "engine/ops/shape/concatenate.hpp"
#include "engine/ops/shape/reshape.hpp"

namespace tapestry::nn {

Var Omega::operator()(const std::vector<Var>& tasks) const {
  if (tasks.empty()) base::fail("Omega: no tasks were given, but at least one is needed.");
  std::vector<Var> rows;
  for (const Var& task : tasks) {
    if (task.shape() != tasks[0].shape())
      base::fail(
          "Omega: ", describe(tasks[0]), " and ", describe(task),
          " are compared, so they must have the same shape: penalise a layer that all tasks have "
          "alike.");
    rows.push_back(reshape(task, {1, task.size()}));
  }
  return of(concatenate(rows, 0));
}

std::shared_ptr<const Omega> Omega::convex_bound(const Tensor&) const {
  base::fail("Omega: ", name(), convex() ? " is convex, and needs" : " is not convex, and gives",
             " no convex bound: minimise it ", convex() ? "as it is." : "by a network's training.");
}

Tensor Omega::prox(const Tensor&, double) const {
  base::fail("Omega: ", name(), " has no proximal step: add its Var to the loss instead.");
}

}  // namespace tapestry::nn
