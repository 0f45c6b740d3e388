// One step of fit: examples, forward, gradients, the optimiser. A part of fit; users need
// nn/training/fit.hpp alone.
#pragma once

#include <functional>
#include <unordered_set>
#include <vector>

#include "engine/core/tape.hpp"
#include "nn/balancing/balanced_step.hpp"
#include "nn/optimise/optimiser.hpp"
#include "nn/tasks/multi_task_model.hpp"
#include "nn/training/fit_batches.hpp"
#include "nn/training/fit_options.hpp"
#include "nn/training/fit_penalty.hpp"

namespace tapestry::nn {

class FitStep {
 public:
  FitStep(MultiTaskModel& model, Optimiser& optimiser, const FitOptions& options);

  // A step on these examples; changes what their tasks share and what is their own, and nothing
  // where there are none. Returns what the model said before the step. round: from 1, for errors.
  Forward operator()(const StepBatches& step, std::size_t round);

  // After a round's steps, which trained these tasks (in any order): the proximal step of Omegas
  // that act by it.
  void end_round(const TaskNumbers& trained) {
    weight_penalties_.end_round(trained, optimiser_.learning_rate);
  }

  // After weights were moved by others than steps.
  void parameters_changed() { weight_penalties_.begin_anew(); }

  void serialise(Archive& archive) {
    archive("layers' draws", rng_);
    archive("penalties", weight_penalties_);
  }

 private:
  void diagnose(const BalancedStep& view, const std::function<std::vector<double>()>& losses_again);
  void check_finite(const StepBatches& step, const Forward& forward, std::size_t round) const;
  void check_leaves(const Tape& tape, const StepBatches& step, Rng drawn);

  MultiTaskModel& model_;
  Optimiser& optimiser_;
  const FitOptions& options_;
  WeightPenalties weight_penalties_;
  Parameters omega_parameters_;            // what the penalties learn beside the model's
  Rng rng_;                                // of the layers that draw
  std::unordered_set<const void*> known_;  // what the model says that it has
  std::vector<bool> looked_at_;            // [task]: its first step has been checked
};

}  // namespace tapestry::nn
