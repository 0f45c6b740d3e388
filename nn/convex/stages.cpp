#include "nn/convex/stages.hpp"

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
  return found;
}

}  // namespace tapestry::nn
