// Selector: which tasks train in each round, and with whom.
//
// A round is one step or several, each on a subset of the tasks. A selector may remember, and is
// told what came of its choices.
#pragma once

#include <string>
#include <vector>

#include "engine/array/random.hpp"
#include "nn/files/archive.hpp"
#include "nn/tasks/multi_task_model.hpp"

namespace tapestry::nn {

// Why a selector chooses as it does at the moment, one number a task; what it has none of is empty.
struct Reasons {
  std::vector<double> scores;         // s_t
  std::vector<double> probabilities;  // P(t in T)
};

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

  // Whether no step ever has more than one task, so that there is nothing to balance.
  virtual bool one_task_a_step() const { return false; }

  // Throws where it was made for another number of tasks.
  virtual void check_tasks(std::size_t /*tasks*/) const {}

  // Asked before a run: throws where it looks at another model, or, where the run is saved, has
  // something that cannot be.
  virtual void check_run(const MultiTaskModel& /*model*/, bool /*saved*/) const {}

  // Asked at the end of each epoch, of its last round, for the history.
  virtual Reasons reasons() const { return {}; }

  // Writes or reads what it remembers from round to round, and expects what it was made with.
  virtual void serialise(Archive&) {}
};

}  // namespace tapestry::nn
