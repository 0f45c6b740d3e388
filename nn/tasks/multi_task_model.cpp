#include "nn/tasks/multi_task_model.hpp"

#include <numeric>

#include "engine/base/error.hpp"

namespace tapestry::nn {

Var MultiTaskModel::read_out(std::size_t task, const Var&, const Context&) const {
  base::fail("MultiTaskModel: this model has no read_out() for task '", tasks().at(task).name,
             "', which an Omega on predictions needs where the tasks' inputs differ: give it one, "
             "or penalise the heads.");
}

Var MultiTaskModel::predict(std::size_t task, const Var& inputs) const {
  return checked_forward(*this, inputs, {task}, Context::evaluation()).predictions[0];
}

std::vector<Var> MultiTaskModel::predict_all(std::size_t task, const Var& inputs) const {
  return forward_as(*this, task, inputs, all_tasks(), Context::evaluation()).predictions;
}

Parameters MultiTaskModel::parameters(const TaskNumbers& tasks) const {
  Parameters all = shared();
  for (const std::size_t t : tasks) all = joined(std::move(all), own(t));
  return all;
}

Parameters MultiTaskModel::parameters() const { return parameters(all_tasks()); }

TaskNumbers MultiTaskModel::all_tasks() const {
  TaskNumbers all(tasks().size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

Outputs checked_forward(const MultiTaskModel& model, const Var& inputs, const TaskNumbers& tasks,
                        const Context& context) {
  Outputs outputs = model.forward(inputs, tasks, context);
  if (outputs.predictions.size() != tasks.size() || outputs.representations.size() != tasks.size())
    base::fail("forward: the model gave ", outputs.predictions.size(), " predictions and ",
               outputs.representations.size(), " representations for ", tasks.size(),
               " tasks: mend its forward(), which must give one of each a task, in their order.");
  return outputs;
}

Outputs forward_as(const MultiTaskModel& model, std::size_t as, const Var& inputs,
                   const TaskNumbers& tasks, const Context& context) {
  // For an unknown task: the model's own error.
  if (as < model.tasks().size() && model.one_input())
    return checked_forward(model, inputs, tasks, context);
  const Var z = checked_forward(model, inputs, {as}, context).representations[0];
  Outputs outputs;
  for (const std::size_t t : tasks) outputs.predictions.push_back(model.read_out(t, z, context));
  outputs.representations.assign(tasks.size(), z);
  return outputs;
}

}  // namespace tapestry::nn
