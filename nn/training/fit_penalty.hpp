// Omega of a model's weights, as a step of fit uses it: as a Var beside the losses, or as a
// proximal step after the optimiser's. A part of fit; users need nn/training/fit.hpp alone.
#pragma once

#include <vector>

#include "nn/optimise/optimiser.hpp"
#include "nn/tasks/multi_task_model.hpp"
#include "nn/training/fit_options.hpp"

namespace tapestry::nn {

class WeightPenalty {
 public:
  // Takes what Omega compares from the options: the groups in `tied`, or the tasks' heads. Throws
  // where fit's header says so.
  WeightPenalty(const MultiTaskModel& model, const Optimiser& optimiser, const FitOptions& options);

  // The sum of Omega over the groups; empty where there is none, or where it acts by its proximal
  // step.
  Var as_loss() const;

  // Omega's proximal step on each group, if it acts by that; writes these tasks' weights alone.
  void proximal_step(double step, const std::vector<std::size_t>& tasks) const;

 private:
  const Omega* omega_ = nullptr;  // none: nothing of the weights is penalised
  bool by_prox_ = false;
  std::vector<std::vector<Var>> groups_;  // [group][task]
};

}  // namespace tapestry::nn
