#include "nn/sharing/sharing_model.hpp"

#include <unordered_set>

#include "engine/array/random.hpp"
#include "engine/base/error.hpp"
#include "engine/ops/shape/reshape.hpp"
#include "nn/layers/initialise.hpp"
#include "nn/layers/mlp.hpp"

namespace tapestry::nn {
namespace {

void check(const std::string& who, const std::vector<Task>& tasks) {
  if (tasks.empty()) base::fail(who, ": no tasks were given, but at least one is needed.");
  std::unordered_set<std::string> names;
  for (std::size_t t = 0; t < tasks.size(); ++t) {
    if (!names.insert(tasks[t].name).second)
      base::fail(who, ": two tasks are named '", tasks[t].name, "': give each a name of its own.");
    if (tasks[t].input_shape != tasks[0].input_shape)
      base::fail(who, ": the examples of task '", tasks[0].name, "' are ",
                 to_string(tasks[0].input_shape), " and those of task '", tasks[t].name, "' ",
                 to_string(tasks[t].input_shape),
                 ", but all tasks must read one input: give them one shape, or use MultiTaskNet.");
    if (tasks[t].outputs == 0)
      base::fail(who, ": task '", tasks[t].name, "' has no outputs, but needs at least one.");
  }
}

}  // namespace

SharingModel::SharingModel(std::string who, std::vector<Task> tasks, std::size_t represented,
                           const std::vector<std::size_t>& tower, Activation activation,
                           std::uint64_t seed)
    : who_(std::move(who)), tasks_(std::move(tasks)), activation_(activation) {
  check(who_, tasks_);
  const std::size_t last = tower.empty() ? represented : tower.back();
  for (const Task& task : tasks_) {
    Rng tower_rng = part_generator(seed, "tower." + task.name);
    Rng head_rng = part_generator(seed, "head." + task.name);
    towers_.emplace_back("tower." + task.name, with_input(represented, tower), activation,
                         tower_rng);
    heads_.emplace_back("head." + task.name, last, task.outputs, Activation::none, head_rng);
  }
}

void SharingModel::check_task(std::size_t task) const {
  if (task >= tasks_.size())
    base::fail(who_, ": there is no task ", task, ": the ", tasks_.size(),
               " tasks are numbered from 0.");
}

Var SharingModel::flat(const Var& inputs) const {
  const Shape& example = tasks_[0].input_shape;
  const std::size_t batch = inputs.rank() == 0 ? 0 : inputs.shape()[0];
  Shape flat = {batch, numbers()}, whole = {batch};
  whole.insert(whole.end(), example.begin(), example.end());
  if (inputs.shape() != flat && inputs.shape() != whole)
    base::fail(who_, ": ", describe(inputs), " does not fit the tasks, whose examples are ",
               to_string(example), ": give one example a row, in that shape or flat, as [batch x ",
               numbers(), "].");
  return kernels::in_shape(inputs, flat);
}

Outputs SharingModel::forward(const Var& inputs, const TaskNumbers& tasks, const Context&) const {
  for (const std::size_t t : tasks) check_task(t);
  Outputs outputs;
  outputs.representations = represent(tasks, flat(inputs));
  for (std::size_t k = 0; k < tasks.size(); ++k) {
    const std::size_t t = tasks[k];
    outputs.predictions.push_back(heads_[t](towers_[t](outputs.representations[k])));
  }
  return outputs;
}

Parameters SharingModel::own(std::size_t task) const {
  check_task(task);
  const Parameters below = joined(own_below_tower(task), towers_[task].parameters());
  return joined(below, heads_[task].parameters());
}

Parameters SharingModel::head(std::size_t task) const {
  check_task(task);
  return heads_[task].parameters();
}

std::size_t last_width(const std::string& who, const std::string& what,
                       const std::vector<std::size_t>& widths) {
  if (widths.empty())
    base::fail(who, ": ", what, " has no layers, but needs at least one: give the width of each.");
  return widths.back();
}

}  // namespace tapestry::nn
