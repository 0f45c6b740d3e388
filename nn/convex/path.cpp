#include "nn/convex/path.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "nn/convex/euclidean.hpp"
#include "nn/convex/stages.hpp"
#include "nn/omega/two_parts.hpp"

namespace tapestry::nn {

std::vector<PathPoint> regularisation_path(const TaskLosses& loss, const OmegaOfStrength& omega,
                                           const std::vector<double>& strengths,
                                           const FistaOptions& options) {
  if (strengths.empty())
    base::fail("regularisation_path: no strengths were given, but at least one is needed.");
  FistaOptions how = options;
  std::vector<PathPoint> path;
  for (const double strength : strengths) {
    const std::shared_ptr<const Omega> penalty = omega(strength);
    // Stages begin at the lasso each time: from another strength's end they go elsewhere.
    path.push_back({strength, penalty->convex()
                                  ? minimise(loss, *penalty, how)
                                  : minimise_in_stages(loss, *penalty, 50, options).last});
    how.start = path.back().solution.parts;
  }
  return path;
}

std::vector<double> falling_strengths(double largest, double smallest, std::size_t count) {
  if (!(largest > smallest && smallest > 0 && std::isfinite(largest)) || count < 2)
    base::fail("falling_strengths: ", count, " strengths from ", largest, " to ", smallest,
               " were asked for, but they must be at least 2, and fall to a number above 0.");
  std::vector<double> strengths;
  for (std::size_t k = 0; k < count; ++k)
    strengths.push_back(largest * std::pow(smallest / largest, double(k) / double(count - 1)));
  return strengths;
}

double strength_of_zero(const TaskLosses& loss, const OmegaOfStrength& omega) {
  Tensor downhill;
  {
    Tape tape;
    const Var zero(zeros({loss.tasks(), loss.features()}));
    downhill = tape.gradient(-loss.of(zero), {zero})[0];
  }
  if (euclidean_norm(downhill) == 0) return 0;
  // Beyond any Omega that grows like a norm; one that does not, such as a squared norm, is zeroed
  // at last by rounding alone.
  const double most = 1e9 * euclidean_norm(downhill);
  if (omega(1)->parts() == 2) downhill = join_parts(downhill, downhill);
  // At 0 the loss goes down along `downhill`; 0 is the minimum where Omega's prox takes that back.
  // Of an Omega that is not convex it is its bound at 0, the first stage, that decides.
  const auto zeroes = [&](double strength) {
    const std::shared_ptr<const Omega> penalty = omega(strength);
    const Tensor v = penalty->convex()
                         ? penalty->prox(downhill, 1)
                         : penalty->convex_bound(zeros(downhill.shape()))->prox(downhill, 1);
    return std::all_of(v.storage().begin(), v.storage().end(), [](Scalar x) { return x == 0; });
  };
  double high = 1;
  while (!zeroes(high)) {
    high *= 4;
    if (high > most)
      base::fail(
          "strength_of_zero: the Omega '", omega(1)->name(),
          "' leaves weights other than 0 at every strength: give the path's strengths by hand.");
  }
  double low = high / 4;
  while (low > 1e-30 && zeroes(low)) low /= 4;
  while (high / low > 1 + 1e-6)
    (zeroes(std::sqrt(low * high)) ? high : low) = std::sqrt(low * high);
  return high;
}

}  // namespace tapestry::nn
