#include "nn/convex/stages.hpp"

#include <cmath>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"

namespace tapestry::nn {

StagesSolution minimise_in_stages(const TaskLosses& loss, const Omega& omega,
                                  std::size_t most_stages, const FistaOptions& options) {
  if (most_stages == 0)
    base::fail("minimise_in_stages: 0 stages were asked for, but there must be at least 1.");
  const NoRecording only_values;
  FistaOptions how = options;
  StagesSolution found;
  Tensor at =
      how.start.size() == 0 ? zeros({loss.tasks() * omega.parts(), loss.features()}) : how.start;
  while (found.objectives.size() < most_stages && !found.settled) {
    found.last = minimise(loss, *omega.convex_bound(at), how);
    at = how.start = found.last.parts;
    const double objective =
        double{loss.of(Var(found.last.weights)).item()} + double{omega.of(Var(at)).item()};
    found.settled = !found.objectives.empty() &&
                    found.objectives.back() - objective <= how.tolerance * std::abs(objective);
    found.objectives.push_back(objective);
  }
  found.last.objective = found.objectives.back();
  found.last.gap = std::numeric_limits<double>::infinity();
  found.last.gap_is_bound = false;
  found.last.converged = found.last.converged && found.settled;
  if (!found.settled && options.throw_if_short)
    base::fail("minimise_in_stages: with the Omega '", omega.name(),
               "' the objective still falls after ", most_stages, " stages, to ",
               found.last.objective, ": allow more.");
  return found;
}

}  // namespace tapestry::nn
