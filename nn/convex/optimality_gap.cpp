#include "nn/convex/optimality_gap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/array/loops.hpp"
#include "engine/core/tape.hpp"
#include "nn/convex/euclidean.hpp"
#include "nn/omega/two_parts.hpp"

namespace tapestry::nn {
namespace {

// The shares to try: 1, 1 - 10^-15 .. 1 - 10^-1, then 1/2 .. 1/64.
std::vector<double> shares() {
  std::vector<double> all = {1};
  for (int k = 15; k >= 1; --k) all.push_back(1 - std::pow(10.0, -k));
  for (int k = 1; k <= 6; ++k) all.push_back(std::pow(0.5, k));
  return all;
}

// The largest of these at which prox(-share * gradient, 1) is 0; 0 for none.
double feasible_share(const Omega& omega, const Tensor& gradient) {
  for (const double share : shares()) {
    const Tensor u =
        kernels::map(gradient, [share](Scalar g) { return static_cast<Scalar>(-share) * g; });
    const Tensor v = omega.prox(u, 1);
    if (std::all_of(v.storage().begin(), v.storage().end(), [](Scalar x) { return x == 0; }))
      return share;
  }
  return 0;
}

}  // namespace

OptimalityGap optimality_gap(const Composite& objective, const Tensor& w, const Tensor& r) {
  const NoRecording evaluation;
  const TaskLosses& loss = objective.loss();
  const Omega& omega = objective.omega();
  const Tensor weights = objective.weights(w);

  double gap = std::numeric_limits<double>::infinity();
  if (omega.parts() == 1) gap = loss.fenchel_gap(w, r);
  if (omega.has_prox() && !omega.smooth()) {
    Tape tape;
    const Var at(weights);
    const Tensor gradient = tape.gradient(loss.of(at), {at})[0];
    const double share =
        feasible_share(omega, omega.parts() == 1 ? gradient : join_parts(gradient, gradient));
    if (share > 0) gap = std::min(gap, objective.objective(w) - loss.dual_value(weights, share));
  }
  // Both are at least 0 but for rounding.
  if (std::isfinite(gap)) return {std::max(gap, 0.0), true};
  return {euclidean_norm(r) * std::max(euclidean_norm(w), 1.0), false};
}

}  // namespace tapestry::nn
