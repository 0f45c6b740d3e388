// Which strength of an Omega: the one whose models predict rows best that they were not trained on.
#pragma once

#include <cstdint>

#include "nn/convex/path.hpp"
#include "nn/convex/task_losses.hpp"

namespace tapestry::nn {

// What is held out to be predicted, of each task's rows: with k_fold each row once, in turn; with
// hold_out this share of them, once.
struct HeldOut {
  std::size_t folds;
  double share;
  std::uint64_t seed;
};
inline HeldOut k_fold(std::size_t folds = 5, std::uint64_t seed = 1) {
  return {folds, 1 / static_cast<double>(folds), seed};
}
inline HeldOut hold_out(double share = 0.2, std::uint64_t seed = 1) { return {1, share, seed}; }

struct Fold {
  std::vector<Batch> train, held_out;  // one a task
};

// The same seed gives the same folds. Throws, naming the task, where a task has too few rows to
// have one of each kind in every fold; for 0 folds; and for a share outside 0 .. 1.
std::vector<Fold> folds_of(const std::vector<Batch>& tasks, const HeldOut& how);

// What the tasks are: tasks_as<LinearTasks>() or tasks_as<LogisticTasks>().
struct TaskKind {
  std::function<std::shared_ptr<TaskLosses>(const std::vector<Batch>& tasks)> losses;
  // Their loss at weights w, row by row: no digits are lost where targets are large.
  std::function<double(const std::vector<Batch>& tasks, const Tensor& w)> loss_of_rows;
};
template <class Losses>
TaskKind tasks_as() {
  return {[](const std::vector<Batch>& tasks) { return std::make_shared<Losses>(tasks); },
          &Losses::loss_of_rows};
}

struct StrengthChoice {
  double strength;                          // the best of them
  bool at_an_end;                           // it is the first or the last tried: try more
  double loss;                              // its mean loss of a held-out row
  std::vector<std::vector<double>> losses;  // [strength][fold], mean over the fold's held-out rows
  Solution solution;                        // of all rows, at the best strength
};

// Give it training rows alone: what is to judge the result must not take part in the choice. There
// is no intercept of its own, and Omega's strength is for features of one scale (task_losses.hpp):
// give a column of ones, and bring the others to mean 0 and deviation 1. Strengths: down from
// strength_of_zero (path.hpp), if it has one.
//
// A strength means what it does for all rows together. As the loss is a sum over rows, a fold that
// trains on 80 % of them gets 80 % of the strength. Throws as folds_of and regularisation_path do,
// and for no strengths.
StrengthChoice choose_strength(const std::vector<Batch>& tasks, const TaskKind& kind,
                               const OmegaOfStrength& omega, const std::vector<double>& strengths,
                               const HeldOut& how = k_fold(), const FistaOptions& options = {});

}  // namespace tapestry::nn
