#include "nn/multi_task_net.hpp"

#include <algorithm>

#include "engine/error.hpp"
#include "engine/ops/shape.hpp"

namespace tapestry::nn {
namespace {

// A generator for one named part, so that its draws do not depend on which other parts there are.
// (FNV-1a: a plain hash that is the same on every machine, unlike std::hash.)
Rng generator_for(std::uint64_t seed, const std::string& part) {
  std::uint64_t hash = 14695981039346656037u ^ seed;
  for (const char c : part) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return Rng(hash);
}

std::vector<std::size_t> with_input(std::size_t input, const std::vector<std::size_t>& outputs) {
  std::vector<std::size_t> widths = {input};
  widths.insert(widths.end(), outputs.begin(), outputs.end());
  return widths;
}

DenseStack make_trunk(const MultiTaskNet::Widths& widths, std::uint64_t seed) {
  Rng rng = generator_for(seed, "trunk");
  return DenseStack("trunk", with_input(widths.adapter, widths.trunk), widths.activation, rng);
}

}  // namespace

MultiTaskNet::MultiTaskNet(std::vector<Task> tasks, const Widths& widths, std::uint64_t seed)
    : tasks_(std::move(tasks)), trunk_(make_trunk(widths, seed)) {
  if (tasks_.empty()) fail("MultiTaskNet: no tasks were given, but at least one is needed.");
  const std::size_t represented = widths.trunk.empty() ? widths.adapter : widths.trunk.back();
  for (std::size_t t = 0; t < tasks_.size(); ++t) {
    const Task& task = tasks_[t];
    for (std::size_t other = 0; other < t; ++other)
      if (tasks_[other].name == task.name)
        fail("MultiTaskNet: two tasks are named '", task.name, "': give each a name of its own.");
    Rng adapter_rng = generator_for(seed, "adapter." + task.name);
    Rng head_rng = generator_for(seed, "head." + task.name);
    adapters_.emplace_back("adapter." + task.name, size_of(task.input_shape), widths.adapter,
                           widths.activation, adapter_rng);
    heads_.emplace_back("head." + task.name, represented, task.outputs, Activation::none, head_rng);
  }
}

void MultiTaskNet::check_task(std::size_t task) const {
  if (task >= tasks_.size())
    fail("MultiTaskNet: there is no task ", task, ": the ", tasks_.size(),
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
    fail("MultiTaskNet: ", describe(inputs), " does not fit task '", tasks_[task].name,
         "', whose examples are ", to_string(example),
         ": give one example a row, in that shape or flat, as [batch x ", numbers, "].");
  return trunk_(adapters_[task](reshape(inputs, {batch, numbers})));
}

Var MultiTaskNet::predict(std::size_t task, const Var& inputs) const {
  const Var representation = represent(task, inputs);  // first: it checks the task's number
  return heads_[task](representation);
}

std::vector<Var> MultiTaskNet::predict_all(std::size_t task, const Var& inputs) const {
  const Var representation = represent(task, inputs);
  std::vector<Var> predictions;
  for (const Dense& head : heads_) predictions.push_back(head(representation));
  return predictions;
}

Parameters MultiTaskNet::parameters(const std::vector<std::size_t>& tasks) const {
  Parameters all = trunk_.parameters();
  for (std::size_t t : tasks) {
    check_task(t);
    all = joined(std::move(all), adapters_[t].parameters());
    all = joined(std::move(all), heads_[t].parameters());
  }
  return all;
}

Parameters MultiTaskNet::adapter(std::size_t task) const {
  check_task(task);
  return adapters_[task].parameters();
}

Parameters MultiTaskNet::head(std::size_t task) const {
  check_task(task);
  return heads_[task].parameters();
}

}  // namespace tapestry::nn
