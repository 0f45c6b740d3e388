// Selector: which tasks train in each round, and with whom.
//
// A round is one step or several, each on a subset of the tasks. A selector may remember, and is
// told what came of its choices.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/array/random.hpp"
#include "nn/files/archive.hpp"
#include "nn/selection/subset_selection.hpp"
#include "nn/tasks/multi_task_model.hpp"

namespace tapestry::nn {

// How many tasks a step may have.
enum class TogetherTasks { one, some, all };

class Selector {
 public:
  virtual ~Selector() = default;
  virtual std::string name() const = 0;

  // The steps of the next round, in order: the tasks of each, of 0 .. tasks - 1, ascending; a step
  // without any trains nothing. Whatever is drawn is drawn from rng, which the run saves.
  virtual std::vector<TaskNumbers> next_round(std::size_t tasks, Rng& rng) = 0;

  // A factor for the loss of each of these tasks in their step; empty: 1.
  virtual std::vector<double> loss_factors(const TaskNumbers& /*step*/) const { return {}; }

  // After each step: its tasks, those without any examples left out, and their losses before it.
  virtual void told(const TaskNumbers& /*step*/, const std::vector<double>& /*losses*/) {}

  virtual TogetherTasks together() const { return TogetherTasks::some; }

  // Throws where it was made for another number of tasks.
  virtual void check_tasks(std::size_t /*tasks*/) const {}

  // Writes or reads what it remembers from round to round, and expects what it was made with.
  virtual void serialise(Archive&) {}
};

// Each task in turn takes a step of its own, as in the founding article's program.
std::shared_ptr<Selector> alternating();

// One step on all tasks.
std::shared_ptr<Selector> joint();

// Whether a drawn task's loss is divided by its probability P(t in T): the gradient of the summed
// losses is then, in the mean over the draws, that of joint(). (Omega's is not, nor what a balancer
// makes of the losses.)
enum class Reweight { no, yes };

// One step on a subset T, drawn from P(T). An empty T, which P(T) allows, trains nothing in that
// round.
std::shared_ptr<Selector> drawn(SubsetSelection selection, Reweight reweight = Reweight::no);

}  // namespace tapestry::nn
