// fit: trains a multi-task model.
//
// Training is a number of rounds, gathered into epochs. Which tasks a round trains, and with whom,
// is the selector's choice (nn/selection): each by itself in turn, all together, or a drawn subset.
// How the losses of a step's tasks, or their gradients, become one step is the balancer's
// (nn/balancing): their sum, unless told otherwise.
//
// The examples come task by task (BatchSource), or as one set of inputs with answers to several
// tasks (SharedSource). Some answers may be missing in either (nn/tasks/loss.hpp): each task's loss
// is then the mean over its own, and a task without any takes no part in that step.
//
// A step changes only what its tasks share and what is their own. Same model, batches, options and
// thread count: same bits; and so where it was stopped and goes on from a checkpoint.
#pragma once

#include <vector>

#include "nn/optimise/optimiser.hpp"
#include "nn/tasks/multi_task_model.hpp"
#include "nn/tasks/source.hpp"
#include "nn/training/fit_options.hpp"
#include "nn/training/trainer.hpp"

namespace tapestry::nn {

// Trains the model and returns what was measured, epoch by epoch. The optimiser's learning rate is
// as before afterwards. Throws where there is not one source a task, for 0 epochs or rounds, for
// a selection over another number of tasks, an empty function as source, schedule or pass, an Omega
// on heads that do not have equally many parameters, predictions or answers that do not fit a task,
// and, naming task and round, when a loss is no longer finite. With checkpoints, throws also where
// they cannot be written, a source has no state to save, or the folder holds another run's and it
// was not asked to resume.
//
// With FitOptions::stop the history may end before the last epoch: it then holds those that were
// completed.
History fit(MultiTaskModel& model, const std::vector<BatchSource>& sources, Optimiser& optimiser,
            const FitOptions& options);

// The same with all tasks' examples from one source. A model with one_input() is run once for all
// tasks of a step; another one once a task, on the rows that have its answers. With
// alternating(), the tasks' steps of a round are on one shared batch. Throws also where a
// shared batch does not have one Answers a task, rows that do not ascend or are not of the batch,
// or not one answer a row. (A bare {} in place of the sources fits both functions, and does not
// compile.)
History fit(MultiTaskModel& model, const SharedSource& source, Optimiser& optimiser,
            const FitOptions& options);

// The same where some tasks share their inputs and others have their own: each task in one group.
History fit(MultiTaskModel& model, const std::vector<SourceGroup>& groups, Optimiser& optimiser,
            const FitOptions& options);

}  // namespace tapestry::nn
