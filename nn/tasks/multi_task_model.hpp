// The model: what training and evaluation need of an architecture. Any that answers this can be
// trained, by every method.
//
// One forward pass serves several tasks on inputs that they have in common:
//
//   inputs [batch x ...] -> representations z_t -> predictions f_t(x) [batch x outputs_t]
//
// and the parameters fall into those that tasks share and those of one task alone. Nothing is
// computed for a task that was not asked for.
#pragma once

#include <string>
#include <vector>

#include "nn/layers/context.hpp"
#include "nn/layers/parameter.hpp"
#include "nn/tasks/task.hpp"

namespace tapestry::nn {

using TaskNumbers = std::vector<std::size_t>;

// Of one forward pass: one of each for each task that was asked for, in that order.
struct Outputs {
  std::vector<Var> predictions;      // [batch x outputs of the task]
  std::vector<Var> representations;  // what each was read out of; one Var where tasks share it
};

class MultiTaskModel {
 public:
  virtual ~MultiTaskModel() = default;

  virtual const std::vector<Task>& tasks() const = 0;

  // inputs [batch x ...], one example a row. Throws for an unknown task, and where the rows are not
  // of a task's input shape.
  virtual Outputs forward(const Var& inputs, const TaskNumbers& tasks,
                          const Context& context) const = 0;

  // What several tasks use, each once; and what one task alone does. A step changes what is shared
  // and its own tasks' own: a task that is not in it stays as it is, bit for bit. own() throws for
  // an unknown task.
  virtual Parameters shared() const = 0;
  virtual Parameters own(std::size_t task) const = 0;

  // What forward() reads and no step is to change; in neither of the two above. (What is in none of
  // the three is taken for forgotten, and fit refuses it.)
  virtual Parameters frozen() const { return {}; }

  // The task's last layer, weights and then bias, which Omega compares unless it is told what else;
  // none where the architecture has no such layer.
  virtual Parameters head(std::size_t /*task*/) const { return {}; }

  // What decides, beside its parameters, what it computes (activations, the probability of
  // dropout), as a text for errors: a run that goes on from a checkpoint must have the same.
  virtual std::string settings() const { return {}; }

  // Whether all tasks read the same kind of input through the same first layers: one pass for all
  // of them then costs less than one a task.
  virtual bool one_input() const { return true; }

  // f_t of a representation that was made for another task's inputs: what an Omega compares that is
  // on predictions, where the tasks' inputs differ. Without one_input() only, and then only for
  // that Omega; otherwise it throws.
  virtual Var read_out(std::size_t task, const Var& representation, const Context& context) const;

  // For evaluation. [batch x outputs of the task]
  Var predict(std::size_t task, const Var& inputs) const;

  // For evaluation, every task's prediction from one and the same representation, that which `task`
  // makes of these inputs: the f_t(x) on one x. One Var a task.
  std::vector<Var> predict_all(std::size_t task, const Var& inputs) const;

  // All that a step on these tasks may change: what is shared, and then each one's own.
  Parameters parameters(const TaskNumbers& tasks) const;
  Parameters parameters() const;  // of all tasks

  TaskNumbers all_tasks() const;  // 0, 1, ...
};

// model.forward, checked: throws where there is not one prediction and one representation a task.
Outputs checked_forward(const MultiTaskModel& model, const Var& inputs, const TaskNumbers& tasks,
                        const Context& context);

// The predictions of these tasks on inputs of task `as`, as predict_all() says, in this context.
Outputs forward_as(const MultiTaskModel& model, std::size_t as, const Var& inputs,
                   const TaskNumbers& tasks, const Context& context);

}  // namespace tapestry::nn
