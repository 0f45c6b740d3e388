#include "nn/omega.hpp"

#include <limits>

#include "engine/error.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/ops/powers.hpp"
#include "engine/ops/sums.hpp"

namespace tapestry::nn {

MeanRegularised::MeanRegularised(double strength) : strength_(static_cast<Scalar>(strength)) {
  constexpr Scalar largest = std::numeric_limits<Scalar>::max();
  if (!(strength >= 0 && strength <= largest))
    fail("MeanRegularised: the strength is ", strength, ", but must be 0 or more, and at most ",
         largest, ", the largest Scalar.");
}

Var MeanRegularised::operator()(const std::vector<Var>& tasks) const {
  if (tasks.empty()) fail("MeanRegularised: no tasks were given, but at least one is needed.");
  Var centre = tasks[0];
  for (std::size_t t = 1; t < tasks.size(); ++t) {
    if (tasks[t].shape() != tasks[0].shape())
      fail("MeanRegularised: ", describe(tasks[0]), " and ", describe(tasks[t]),
           " are compared, so they must have the same shape: penalise a layer that all tasks have "
           "alike.");
    centre = centre + tasks[t];
  }
  centre = centre / static_cast<Scalar>(tasks.size());
  Var total = 0;
  for (const Var& task : tasks) total = total + sum(square(task - centre));
  return strength_ * total;
}

}  // namespace tapestry::nn
