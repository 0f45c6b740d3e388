#include "nn/sharing/multi_task_net.hpp"

#include <algorithm>

#include "engine/array/random.hpp"
#include "engine/base/error.hpp"
#include "engine/core/scope.hpp"
#include "engine/ops/shape/reshape.hpp"
#include "nn/layers/initialise.hpp"
#include "nn/layers/mlp.hpp"

namespace tapestry::nn {
namespace {

Mlp make_trunk(const MultiTaskNet::Widths& widths, std::uint64_t seed) {
  Rng rng = part_generator(seed, "trunk");
  return Mlp("trunk", with_input(widths.encoder, widths.trunk), widths.activation, rng);
}

// A scope's name must have a letter, and no '/': a task's need not be so.
std::string scope_name(const std::string& task) {
  std::string name = task.empty() ? "unnamed task" : task;
  std::replace(name.begin(), name.end(), '/', '|');
  return name;
}

}  // namespace

MultiTaskNet::MultiTaskNet(std::vector<Task> tasks, const Widths& widths, std::uint64_t seed)
    : tasks_(std::move(tasks)), trunk_(make_trunk(widths, seed)) {
  if (tasks_.empty()) base::fail("MultiTaskNet: no tasks were given, but at least one is needed.");
  const std::size_t represented = widths.trunk.empty() ? widths.encoder : widths.trunk.back();
  for (std::size_t t = 0; t < tasks_.size(); ++t) {
    const Task& task = tasks_[t];
    for (std::size_t other = 0; other < t; ++other)
      if (tasks_[other].name == task.name)
        base::fail("MultiTaskNet: two tasks are named '", task.name,
                   "': give each a name of its own.");
    scopes_.push_back(scope_name(task.name));
    // The word that a generator is seeded with is not the name: "adapter" is what the encoder was
    // called when the figures in docs/ were measured.
    Rng encoder_rng = part_generator(seed, "adapter." + task.name);
    Rng head_rng = part_generator(seed, "head." + task.name);
    encoders_.emplace_back("encoder." + task.name, size_of(task.input_shape), widths.encoder,
                           widths.activation, encoder_rng);
    heads_.emplace_back("head." + task.name, represented, task.outputs, Activation::none, head_rng);
  }
}

void MultiTaskNet::check_task(std::size_t task) const {
  if (task >= tasks_.size())
    base::fail("MultiTaskNet: there is no task ", task, ": the ", tasks_.size(),
               " tasks are numbered from 0.");
}

Var MultiTaskNet::represent(std::size_t task, const Var& inputs) const {
  check_task(task);
  const Shape& example = tasks_[task].input_shape;
  const std::size_t numbers = size_of(example);
  const std::size_t batch = inputs.rank() == 0 ? 0 : inputs.shape()[0];
  Shape flat = {batch, numbers}, whole = {batch};
  whole.insert(whole.end(), example.begin(), example.end());
  if (inputs.shape() != flat && inputs.shape() != whole)
    base::fail("MultiTaskNet: ", describe(inputs), " does not fit task '", tasks_[task].name,
               "', whose examples are ", to_string(example),
               ": give one example a row, in that shape or flat, as [batch x ", numbers, "].");
  Var encoded;
  {
    const Scope part("encoder"), of_task(scopes_[task]);
    encoded = encoders_[task](kernels::in_shape(inputs, {batch, numbers}));
  }
  const Scope part("trunk"), of_task(scopes_[task]);
  return trunk_(encoded);
}

Var MultiTaskNet::through_head(std::size_t task, const Var& representation) const {
  const Scope part("head"), of_task(scopes_[task]);
  return heads_[task](representation);
}

Var MultiTaskNet::predict(std::size_t task, const Var& inputs) const {
  const Var representation = represent(task, inputs);  // first: it checks the task's number
  return through_head(task, representation);
}

std::vector<Var> MultiTaskNet::predict_all(std::size_t task, const Var& inputs) const {
  const Var representation = represent(task, inputs);
  std::vector<Var> predictions;
  for (std::size_t t = 0; t < heads_.size(); ++t)
    predictions.push_back(through_head(t, representation));
  return predictions;
}

Parameters MultiTaskNet::parameters(const std::vector<std::size_t>& tasks) const {
  Parameters all = trunk_.parameters();
  for (std::size_t t : tasks) {
    check_task(t);
    all = joined(std::move(all), encoders_[t].parameters());
    all = joined(std::move(all), heads_[t].parameters());
  }
  return all;
}

Parameters MultiTaskNet::encoder(std::size_t task) const {
  check_task(task);
  return encoders_[task].parameters();
}

Parameters MultiTaskNet::head(std::size_t task) const {
  check_task(task);
  return heads_[task].parameters();
}

}  // namespace tapestry::nn
