// BalancedStep: one training step, as a balancer sees it.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/core/tape.hpp"
#include "nn/layers/parameter.hpp"
#include "nn/tasks/multi_task_model.hpp"

namespace tapestry::nn {

// Those of the parameters that the tape used; what a step did not use stays as it is.
Parameters used_in(const Tape& tape, const Parameters& parameters);

class BalancedStep {
 public:
  const Tape& tape;                        // on which the step was recorded
  const std::size_t round;                 // from 1
  const TaskNumbers tasks;                 // of this step, ascending
  const std::vector<Var> losses;           // one a task, scalars, with the selector's factors
  const std::vector<Var> representations;  // one a task: what its prediction was read out of
  const Var penalty;                       // Omega; empty: none
  const Parameters penalty_parameters;     // what Omega learns, and used in this step
  const Parameters shared;                 // of the model
  const std::vector<Parameters> own;       // [task of the step]

  // shared, and then each task's own: the order of all gradients here.
  const Parameters& parameters() const { return parameters_; }

  // Which task of the step (its position) a parameter belongs to, or kShared.
  const std::vector<std::size_t>& owners() const { return owners_; }
  static constexpr std::size_t kShared = static_cast<std::size_t>(-1);

  // The gradient of each task's loss: [task][parameter]. A backward pass a task, at the first call.
  const std::vector<std::vector<Tensor>>& task_gradients() const;

  std::vector<double> loss_values() const;

  BalancedStep(const Tape& on, std::size_t in_round, const MultiTaskModel& model, TaskNumbers of,
               std::vector<Var> with_losses, std::vector<Var> with_representations, Var omega,
               Parameters of_omega);

 private:
  Parameters parameters_;
  std::vector<std::size_t> owners_;
  mutable std::vector<std::vector<Tensor>> gradients_;  // empty until they are asked for
};

}  // namespace tapestry::nn
