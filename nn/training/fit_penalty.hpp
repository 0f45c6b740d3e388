// The Omegas of a model's weights, as a step of fit uses them: as a Var beside the losses, or as a
// proximal step after the optimiser's. A part of fit; users need nn/training/fit.hpp alone.
#pragma once

#include <memory>
#include <vector>

#include "nn/omega/running_omega.hpp"
#include "nn/optimise/optimiser.hpp"
#include "nn/tasks/multi_task_model.hpp"
#include "nn/training/fit_options.hpp"

namespace tapestry::nn {

// What the penalties' Omegas learn, each once, but for the model's own parameters.
Parameters penalty_parameters(const MultiTaskModel& model, const FitOptions& options);

// All that training may move: the model's parameters, the balancer's and the Omegas'.
Parameters all_parameters(const MultiTaskModel& model, const FitOptions& options);

// One Omega of one group of weights.
class GroupPenalty {
 public:
  // tasks: one for each of the group's rows, ascending.
  GroupPenalty(std::shared_ptr<const Omega> omega, TaskNumbers tasks, WeightGroup group,
               bool by_prox, std::size_t all_tasks);

  // For a step on these tasks: empty where none of them is penalised, or it acts by its prox.
  Var as_loss(const TaskNumbers& step);

  // Once the optimiser has moved the weights: the running Omega is told.
  void note_moves(const TaskNumbers& step);

  // After a round, in which these tasks were trained: the proximal step, if it acts by that. It
  // sees all rows and moves theirs. Returns whether it moved any.
  bool proximal_step(const TaskNumbers& trained, double rate);
  bool acts_by_prox() const { return by_prox_; }

  // Where weights were moved by others than the step: the running Omega begins with them as they
  // are.
  void begin_anew();

  void serialise(Archive& archive);

 private:
  // Which of the group's rows these tasks are, in their order.
  std::vector<std::size_t> rows_of(const TaskNumbers& step) const;
  WeightGroup chosen(const std::vector<std::size_t>& rows) const;

  std::shared_ptr<const Omega> omega_;
  TaskNumbers tasks_;
  WeightGroup group_;
  bool by_prox_;
  std::vector<std::size_t> row_of_;  // [task of the model]; group_.size(): not in it
  std::unique_ptr<RunningOmega> running_;
  Tensor before_;  // the rows that a step is about to move
};

class WeightPenalties {
 public:
  // Throws where fit's header says so.
  WeightPenalties(const MultiTaskModel& model, const Optimiser& optimiser,
                  const FitOptions& options);

  Var as_loss(const TaskNumbers& step);
  void after(const TaskNumbers& step);
  void end_round(TaskNumbers trained, double rate);
  void begin_anew();
  void serialise(Archive& archive) { archive("groups", groups_); }

 private:
  std::vector<GroupPenalty> groups_;
};

}  // namespace tapestry::nn
