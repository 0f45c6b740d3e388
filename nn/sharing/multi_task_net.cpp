#include "nn/sharing/multi_task_net.hpp"

#include <algorithm>
#include <unordered_set>

#include "engine/array/random.hpp"
#include "engine/base/error.hpp"
#include "engine/core/scope.hpp"
#include "engine/ops/shape/reshape.hpp"
#include "nn/layers/initialise.hpp"
#include "nn/layers/mlp.hpp"

namespace tapestry::nn {
namespace {

MultiTaskNet::Parts dense_parts(const std::vector<Task>& tasks, const MultiTaskNet::Widths& widths,
                                std::uint64_t seed) {
  std::vector<Module> encoders;
  for (const Task& task : tasks) {
    // The word that a generator is seeded with is not the name: "adapter" is what the encoder was
    // called when the figures in docs/ were measured.
    Rng rng = part_generator(seed, "adapter." + task.name);
    encoders.emplace_back(Dense("encoder." + task.name, size_of(task.input_shape), widths.encoder,
                                widths.activation, rng));
  }
  Rng rng = part_generator(seed, "trunk");
  return {std::move(encoders),
          Mlp("trunk", with_input(widths.encoder, widths.trunk), widths.activation, rng),
          widths.trunk.empty() ? widths.encoder : widths.trunk.back()};
}

// A scope's name must have a letter, and no '/': a task's need not be so.
std::string scope_name(const std::string& task) {
  std::string name = task.empty() ? "unnamed task" : task;
  std::replace(name.begin(), name.end(), '/', '|');
  return name;
}

}  // namespace

MultiTaskNet::MultiTaskNet(std::vector<Task> tasks, const Widths& widths, std::uint64_t seed)
    : MultiTaskNet(tasks, dense_parts(tasks, widths, seed), seed, /*flat=*/true) {}

MultiTaskNet::MultiTaskNet(std::vector<Task> tasks, Parts parts, std::uint64_t seed)
    : MultiTaskNet(std::move(tasks), std::move(parts), seed, /*flat=*/false) {}

MultiTaskNet::MultiTaskNet(std::vector<Task> tasks, Parts parts, std::uint64_t seed, bool flat)
    : tasks_(std::move(tasks)), parts_(std::move(parts)), flat_(flat) {
  if (tasks_.empty()) base::fail("MultiTaskNet: no tasks were given, but at least one is needed.");
  if (!parts_.encoders.empty() && parts_.encoders.size() != tasks_.size())
    base::fail("MultiTaskNet: ", parts_.encoders.size(), " encoders were given for ", tasks_.size(),
               " tasks: give one a task, or none where all tasks read the same inputs.");
  std::unordered_set<std::string> names;
  for (const Task& task : tasks_) {
    if (!names.insert(task.name).second)
      base::fail("MultiTaskNet: two tasks are named '", task.name,
                 "': give each a name of its own.");
    if (parts_.encoders.empty() && task.input_shape != tasks_[0].input_shape)
      base::fail("MultiTaskNet: the examples of task '", tasks_[0].name, "' are ",
                 to_string(tasks_[0].input_shape), " and those of task '", task.name, "' ",
                 to_string(task.input_shape),
                 ", but without encoders all tasks read the same inputs: give each an encoder.");
    scopes_.push_back(scope_name(task.name));
    Rng rng = part_generator(seed, "head." + task.name);
    heads_.emplace_back("head." + task.name, parts_.represented, task.outputs, Activation::none,
                        rng);
  }
}

void MultiTaskNet::check_task(std::size_t task) const {
  if (task >= tasks_.size())
    base::fail("MultiTaskNet: there is no task ", task, ": the ", tasks_.size(),
               " tasks are numbered from 0.");
}

Var MultiTaskNet::shaped(std::size_t task, const Var& inputs) const {
  const Shape& example = tasks_[task].input_shape;
  const std::size_t numbers = size_of(example);
  const std::size_t batch = inputs.rank() == 0 ? 0 : inputs.shape()[0];
  Shape flat = {batch, numbers}, whole = {batch};
  whole.insert(whole.end(), example.begin(), example.end());
  if (inputs.shape() != flat && inputs.shape() != whole)
    base::fail("MultiTaskNet: ", describe(inputs), " does not fit task '", tasks_[task].name,
               "', whose examples are ", to_string(example),
               ": give one example a row, in that shape or flat, as [batch x ", numbers, "].");
  return kernels::in_shape(inputs, flat_ ? flat : whole);
}

Var MultiTaskNet::represent(std::size_t task, const Var& inputs, const Context& context) const {
  check_task(task);
  Var z;
  if (one_input()) {
    const Scope part("trunk");
    z = parts_.trunk(shaped(task, inputs), context);
  } else {
    {
      const Scope part("encoder"), of_task(scopes_[task]);
      z = parts_.encoders[task](shaped(task, inputs), context);
    }
    const Scope part("trunk"), of_task(scopes_[task]);
    z = parts_.trunk(z, context);
  }
  const Shape expected = {inputs.shape()[0], parts_.represented};
  if (z.shape() != expected)
    base::fail("MultiTaskNet: the trunk made ", describe(z), " of the inputs of task '",
               tasks_[task].name, "', but the heads read ", to_string(expected),
               ": give Parts::represented the number that the trunk puts out for each example, or "
               "let the trunk end with a layer that makes rows.");
  return z;
}

Var MultiTaskNet::read_out(std::size_t task, const Var& representation, const Context&) const {
  check_task(task);
  const Scope part("head"), of_task(scopes_[task]);
  return heads_[task](representation);
}

Outputs MultiTaskNet::forward(const Var& inputs, const TaskNumbers& tasks,
                              const Context& context) const {
  for (const std::size_t t : tasks) check_task(t);
  Outputs outputs;
  for (const std::size_t t : tasks) {
    const bool once = one_input() && !outputs.representations.empty();
    const Var z = once ? outputs.representations[0] : represent(t, inputs, context);
    outputs.representations.push_back(z);
    outputs.predictions.push_back(read_out(t, z, context));
  }
  return outputs;
}

Parameters MultiTaskNet::shared() const { return parts_.trunk.parameters(); }

Parameters MultiTaskNet::own(std::size_t task) const {
  check_task(task);
  return joined(encoder(task), heads_[task].parameters());
}

Parameters MultiTaskNet::encoder(std::size_t task) const {
  check_task(task);
  return one_input() ? Parameters() : parts_.encoders[task].parameters();
}

std::string MultiTaskNet::settings() const {
  std::string all = "trunk: " + parts_.trunk.settings();
  for (std::size_t t = 0; t < parts_.encoders.size(); ++t)
    all += base::text("; encoder of ", tasks_[t].name, ": ", parts_.encoders[t].settings());
  return all;
}

Parameters MultiTaskNet::head(std::size_t task) const {
  check_task(task);
  return heads_[task].parameters();
}

}  // namespace tapestry::nn
