#include "nn/sharing/lenet.hpp"

#include <unordered_set>

#include "engine/array/random.hpp"
#include "engine/base/error.hpp"
#include "engine/ops/elementwise/activations.hpp"
#include "engine/ops/net/pooling.hpp"
#include "engine/ops/shape/reshape.hpp"
#include "nn/layers/initialise.hpp"

namespace tapestry::nn {
namespace {

constexpr std::size_t kSide = 28, kKernel = 5, kFirst = 10, kSecond = 20, kWidth = 50;
constexpr std::size_t kFlat = kSecond * 4 * 4;  // 28 - 4 = 24, pooled 12, - 4 = 8, pooled 4

void check(const std::vector<Task>& tasks) {
  if (tasks.empty()) base::fail("LeNet: no tasks were given, but at least one is needed.");
  std::unordered_set<std::string> names;
  for (std::size_t t = 0; t < tasks.size(); ++t) {
    if (!names.insert(tasks[t].name).second)
      base::fail("LeNet: two tasks are named '", tasks[t].name, "': give each a name of its own.");
    if (tasks[t].input_shape != Shape{1, kSide, kSide})
      base::fail("LeNet: the inputs of task '", tasks[t].name, "' are ",
                 to_string(tasks[t].input_shape),
                 ", but this net is for grey images, [1 x 28 x 28].");
    if (tasks[t].outputs == 0)
      base::fail("LeNet: task '", tasks[t].name, "' has no outputs, but needs at least one.");
  }
}

}  // namespace

LeNet::LeNet(std::vector<Task> tasks, std::uint64_t seed) : tasks_(std::move(tasks)) {
  check(tasks_);
  Rng trunk = part_generator(seed, "trunk");
  convolutions_.emplace_back("trunk.conv1", 1, kFirst, kKernel, trunk);
  convolutions_.emplace_back("trunk.conv2", kFirst, kSecond, kKernel, trunk);
  dense_.emplace_back("trunk.dense", kFlat, kWidth, Activation::relu, trunk);
  for (const Task& task : tasks_) {
    Rng rng = part_generator(seed, "task." + task.name);
    hidden_.emplace_back("hidden." + task.name, kWidth, kWidth, Activation::relu, rng);
    heads_.emplace_back("head." + task.name, kWidth, task.outputs, Activation::none, rng);
  }
}

void LeNet::check_task(std::size_t task) const {
  if (task >= tasks_.size())
    base::fail("LeNet: there is no task ", task, ": the ", tasks_.size(),
               " tasks are numbered from 0.");
}

Var LeNet::represent(const Var& inputs) const {
  const std::size_t batch = inputs.rank() == 0 ? 0 : inputs.shape()[0];
  if (inputs.shape() != Shape{batch, kSide * kSide} &&
      inputs.shape() != Shape{batch, 1, kSide, kSide})
    base::fail("LeNet: ", describe(inputs),
               " holds no grey images: give [batch x 1 x 28 x 28] or, flat, [batch x 784].");
  Var x = kernels::in_shape(inputs, {batch, 1, kSide, kSide});
  // The maximum first: it commutes with the ReLU, which then has a quarter of the numbers to do.
  for (const Conv2d& convolution : convolutions_) x = relu(max_pool2d(convolution(x), 2));
  return dense_[0](reshape(x, {batch, kFlat}));
}

Outputs LeNet::forward(const Var& inputs, const TaskNumbers& tasks, const Context&) const {
  for (const std::size_t t : tasks) check_task(t);
  const Var z = represent(inputs);
  Outputs outputs;
  for (const std::size_t t : tasks) outputs.predictions.push_back(heads_[t](hidden_[t](z)));
  outputs.representations.assign(tasks.size(), z);
  return outputs;
}

Parameters LeNet::shared() const {
  const Parameters all = joined(convolutions_[0].parameters(), convolutions_[1].parameters());
  return joined(all, dense_[0].parameters());
}

Parameters LeNet::own(std::size_t task) const {
  check_task(task);
  return joined(hidden_[task].parameters(), heads_[task].parameters());
}

Parameters LeNet::head(std::size_t task) const {
  check_task(task);
  return heads_[task].parameters();
}

}  // namespace tapestry::nn
