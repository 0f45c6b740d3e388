// fit: trains a multi-task model.
//
// Training is a number of rounds, gathered into epochs. What a round does is the order's choice:
//   alternating  each task in turn takes a step of its own on one of its batches, as in the
//                founding article's program
//   joint        one step on the sum of all tasks' losses, each on one of its batches
//   selected     a subset T of the tasks is drawn from P(T); one step on the sum of their losses.
//                An empty T, which P(T) allows, trains nothing in that round.
// How the tasks' losses, or their gradients, become one step is a balancer's choice (nn/balancing);
// without one, they are added.
//
// The examples come task by task (BatchSource), or as one set of inputs with answers to several
// tasks (SharedSource), of which some may be missing: each task's loss is then the mean over its
// own answers, and a task without any takes no part in that step.
//
// A step changes only what its tasks share and what is their own. Same model, batches, options and
// thread count: same bits.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "nn/balancing/balancer.hpp"
#include "nn/diagnosis/diagnosis.hpp"
#include "nn/omega/omega.hpp"
#include "nn/optimise/optimiser.hpp"
#include "nn/optimise/schedule.hpp"
#include "nn/selection/subset_selection.hpp"
#include "nn/tasks/multi_task_model.hpp"
#include "nn/training/evaluate.hpp"

namespace tapestry::nn {

// A task's training batches: each call gives the next one, for ever.
using BatchSource = std::function<Batch()>;

// All tasks' examples: each call gives the next shared batch, for ever. A model with one_input() is
// run once for all tasks of a step; another one once a task, on the rows that have its answers.
// With Order::alternating, the tasks' steps of a round are on one shared batch.
using SharedSource = std::function<SharedBatch()>;

enum class Order { alternating, joint, selected };

// What the penalty compares: the weights and the biases of the tasks' heads; or, for each batch,
// all heads' predictions from its representation (then Omega is divided by the batch's rows). Where
// one forward pass serves all tasks, it is one batch.
enum class Penalised { heads, predictions };

// What was measured of one task during one epoch.
struct TaskEpoch {
  std::size_t batches = 0;  // that the task was trained on, those without its answers left out
  double loss = 0;          // mean over them, without Omega; 0 where there were none
  double accuracy = 0;      // of the predictions made for them, before each step
  std::optional<Score> validation;
  // That its steps took, fetching the batches included; a step on several tasks is shared equally
  // among them.
  double seconds = 0;
};

struct Epoch {
  std::size_t number = 0;    // from 1
  double seconds = 0;        // since fit began
  double learning_rate = 0;  // of the last round
  std::vector<TaskEpoch> tasks;
};

using History = std::vector<Epoch>;

// How far training is, for a progress line.
struct Progress {
  std::size_t epoch, epochs;  // epoch from 1
  std::size_t round, rounds;  // rounds done, of all epochs together
  double seconds, seconds_left;
  const Epoch& so_far;  // means over the current epoch's rounds until now
};

struct FitOptions {
  std::size_t epochs = 1;
  std::size_t rounds_per_epoch = 1;
  Order order = Order::alternating;
  Schedule schedule = constant();            // factor on the optimiser's learning rate
  std::optional<SubsetSelection> selection;  // for Order::selected, and only then
  std::uint64_t seed = 1;                    // of the draws from it
  std::shared_ptr<const Omega> omega;        // none: no penalty
  Penalised penalised = Penalised::heads;
  // Groups of one parameter a task, its own, alike in shape, that Omega compares instead of the
  // heads; each group has its own term. Empty: the heads.
  std::vector<std::vector<Var>> tied;
  // One of them at most, and not with Order::alternating, whose steps have one task each. A loss
  // balancer's own parameters are moved by the same optimiser. A gradient balancer weighs the
  // gradients of parameters that several tasks of a step use; a parameter of one task alone gets
  // that task's gradient. Omega's gradient is added to either, unweighted.
  std::shared_ptr<LossBalancer> loss_balancer;
  std::shared_ptr<GradientBalancer> gradient_balancer;
  // Looks at the gradients of steps that have several tasks, and so not with Order::alternating;
  // none: nothing is looked at. It adds a backward pass a task to the rounds that it looks at, and
  // no more forward passes than it says.
  std::shared_ptr<Diagnosis> diagnosis;
  std::vector<Pass> validation;                // one a task, scored after each epoch; or none
  std::function<void(const Progress&)> watch;  // called after every round; or none
};

// Trains the model and returns what was measured, epoch by epoch. The optimiser's learning rate is
// as before afterwards. Throws where there is not one source a task, for 0 epochs or rounds, for
// a selection without Order::selected or the other way round or over another number of tasks, an
// empty function as source, schedule or pass, an Omega on heads that do not have equally many
// parameters, predictions or labels that do not fit a task, and, naming task and round, when a loss
// is no longer finite.
History fit(MultiTaskModel& model, const std::vector<BatchSource>& sources, Optimiser& optimiser,
            const FitOptions& options);

// The same with all tasks' examples from one source. Throws also where a shared batch does not have
// one Answers a task, rows that do not ascend or are not of the batch, or not one answer a row.
// (A bare {} in place of the sources fits both functions, and does not compile.)
History fit(MultiTaskModel& model, const SharedSource& source, Optimiser& optimiser,
            const FitOptions& options);

}  // namespace tapestry::nn
