// LeNet for several tasks on one grey image: the net of Sener & Koltun (2018) for MultiMNIST.
//
//   x [batch x 1 x 28 x 28]
//     -> conv 10 of 5x5 -> max pool 2 -> ReLU      [batch x 10 x 12 x 12]
//     -> conv 20 of 5x5 -> max pool 2 -> ReLU      [batch x 20 x 4 x 4]
//     -> dense 320 -> 50, ReLU                     the shared representation
//   and for each task: dense 50 -> 50, ReLU -> dense 50 -> outputs
//
// It is hard sharing: all but each task's last two layers are common. The authors' program also
// multiplies half of the second convolution's channels and half of each task's hidden units by 0
// while it trains (dropout); this net has none, so that it is the same function in training and
// evaluation.
#pragma once

#include <cstdint>
#include <vector>

#include "nn/layers/conv2d.hpp"
#include "nn/layers/dense.hpp"
#include "nn/tasks/multi_task_model.hpp"

namespace tapestry::nn {

class LeNet : public MultiTaskModel {
 public:
  // Parameters are named "trunk.conv1", "trunk.conv2", "trunk.dense", "hidden.<task>" and
  // "head.<task>". A task's starting weights depend on the seed and on its name, not on the tasks
  // beside it: a net for one task alone begins where the shared net begins. Throws for no tasks,
  // two of one name, a task without outputs, and one whose inputs are not {1, 28, 28}.
  LeNet(std::vector<Task> tasks, std::uint64_t seed);

  // A copy would share its weights with the original (see MultiTaskNet).
  LeNet(const LeNet&) = delete;
  LeNet& operator=(const LeNet&) = delete;
  LeNet(LeNet&&) = default;
  LeNet& operator=(LeNet&&) = default;

  const std::vector<Task>& tasks() const override { return tasks_; }

  // Inputs [batch x 1 x 28 x 28], or flat, [batch x 784].
  Outputs forward(const Var& inputs, const TaskNumbers& tasks,
                  const Context& context) const override;
  Parameters shared() const override;
  Parameters own(std::size_t task) const override;
  Parameters head(std::size_t task) const override;

  // The shared representation. -> [batch x 50]
  Var represent(const Var& inputs) const;

 private:
  void check_task(std::size_t task) const;

  std::vector<Task> tasks_;
  std::vector<Conv2d> convolutions_;
  std::vector<Dense> dense_;  // one: the end of the trunk
  std::vector<Dense> hidden_, heads_;
};

}  // namespace tapestry::nn
