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
  return forward_all(*this, task, inputs, Context::evaluation()).predictions;
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

Outputs forward_all(const MultiTaskModel& model, std::size_t task, const Var& inputs,
                    const Context& context) {
  const TaskNumbers all = model.all_tasks();
  if (task < all.size() && model.one_input()) return checked_forward(model, inputs, all, context);
  // For an unknown task: the model's own error.
  const Var z = checked_forward(model, inputs, {task}, context).representations[0];
  Outputs outputs;
  for (const std::size_t t : all) outputs.predictions.push_back(model.read_out(t, z, context));
  outputs.representations.assign(all.size(), z);
  return outputs;
}

}  // namespace tapestry::nn
