// What one step of fit computes with: its tasks' examples, however they came, and the tasks'
// predictions and losses on them. A part of fit; users need nn/training/fit.hpp alone.
#pragma once

#include <cstddef>
#include <vector>

#include "nn/tasks/multi_task_model.hpp"
#include "nn/tasks/source.hpp"
#include "nn/training/penalty.hpp"

namespace tapestry::nn {

// The examples of a step.
struct StepBatches {
  std::vector<std::size_t> tasks;  // that have examples, ascending
  std::vector<Batch> batches;      // one for each of them

  // Forward passes that serve several tasks: the inputs of all rows, and which of these rows are
  // those of each task's batch. A task that is in none has a pass of its own.
  struct Pass {
    Tensor inputs;
    TaskNumbers tasks;                   // ascending
    std::vector<std::vector<int>> rows;  // one list for each of them
  };
  std::vector<Pass> passes;
};

// Each task's next batch; a task whose batch has no answer is left out. Throws for answers that do
// not fit the task.
StepBatches own_batches(const MultiTaskModel& model, const std::vector<BatchSource>& sources,
                        const std::vector<std::size_t>& tasks);

// The answers that a shared batch has for these tasks; a task without any is left out, be it that
// no row is listed or that all answers are missing. Throws where there is not one Answers a task,
// rows are not ascending or not of the batch, or there is not one label, or one row of targets, a
// row.
// `of`: the tasks of the batch's source.
StepBatches shared_batches(const MultiTaskModel& model, const SharedBatch& shared,
                           const TaskNumbers& of, const TaskNumbers& tasks);

// Several of these as one step: no task may be in two of them.
StepBatches joined_batches(std::vector<StepBatches> parts);

// What the model says of a step's examples. One of each for each of its tasks.
struct Forward {
  std::vector<Var> predictions, losses, representations;
  Var penalty;  // Omega of the predictions, divided by their rows; empty where none was given

  std::vector<double> loss_values() const;
};

// Of the penalties, those on predictions count. They are added for each forward pass: once a task,
// or once where one pass serves all.
Forward forward(const MultiTaskModel& model, const StepBatches& step,
                const std::vector<Penalty>& penalties, const Context& context);

}  // namespace tapestry::nn
