// Multi-stage minimisation: for an Omega that is not convex, a few convex problems one after the
// other.
#pragma once

#include "nn/convex/fista.hpp"

namespace tapestry::nn {

struct StagesSolution {
  // Of the last stage; its objective is the loss + Omega. No gap is known: gap_is_bound is false.
  // converged: the last stage's problem was solved, and the stages have settled.
  Solution last;
  std::vector<double> objectives;  // loss + Omega after each stage; never rises
  bool settled = false;  // the last stage changed the objective by less than its tolerance
};

// Replaces Omega by its convex bound at the weights found so far (at first 0), minimises, and
// again: each stage lowers the objective, because the bound is above Omega and meets it at the
// start ("majorise, minimise"). With capped L1 this is Gong, Ye & Zhang 2012, "Multi-stage
// multi-task feature learning"; its first stage is the lasso. What it finds is a point from which
// no stage goes on; a global minimum need not be it. Throws as minimise does, for 0 stages, and, if
// options.throw_if_short, where it has not settled after so many.
StagesSolution minimise_in_stages(const TaskLosses& loss, const Omega& omega,
                                  std::size_t most_stages = 50, const FistaOptions& options = {});

}  // namespace tapestry::nn
