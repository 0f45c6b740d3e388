// fit: trains a multi-task model.
//
// Training is a number of rounds, gathered into epochs. What a round does is the order's choice:
//   alternating  each task in turn takes a step of its own on one of its batches, as in the
//                founding article's program
//   joint        one step on the sum of all tasks' losses, each on one of its batches
//   selected     a subset T of the tasks is drawn from P(T); one step on the sum of their losses.
//                An empty T, which P(T) allows, trains nothing in that round.
// A step changes only what its tasks share and what is their own. Same model, batches, options and
// thread count: same bits.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "nn/evaluate.hpp"
#include "nn/multi_task_model.hpp"
#include "nn/omega.hpp"
#include "nn/optimiser.hpp"
#include "nn/schedule.hpp"
#include "nn/subset_selection.hpp"

namespace tapestry::nn {

// A task's training batches: each call gives the next one, for ever.
using BatchSource = std::function<Batch()>;

enum class Order { alternating, joint, selected };

// What the penalty compares: the weights and the biases of the tasks' heads; or, for each batch,
// all heads' predictions from its representation (then Omega is divided by the batch's rows).
enum class Penalised { heads, predictions };

// What was measured of one task during one epoch.
struct TaskEpoch {
  std::size_t batches = 0;  // that the task was trained on
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

}  // namespace tapestry::nn
