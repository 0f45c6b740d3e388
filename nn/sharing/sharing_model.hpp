// What the sharing architectures have in common: several tasks on one input, from which the
// architecture makes one representation a task, and a tower for each task on top.
//
//   x [batch x numbers] -> represent -> z_t [batch x width] -> tower_t -> [batch x outputs_t]
//
// The tower is any number of dense layers, each followed by the activation, and then the head: one
// dense layer without an activation, so that it can predict any number, and logits. An architecture
// says how z_t is made and which of its parameters a task uses; the rest is here.
//
// All tasks read the same kind of input, of one shape: so one forward pass serves all of them
// (one_input), and an expert or a trunk of one task can read the examples of another. Tasks whose
// inputs differ need an encoder each: MultiTaskNet.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/array/random.hpp"
#include "nn/layers/dense.hpp"
#include "nn/layers/mlp.hpp"
#include "nn/tasks/multi_task_model.hpp"

namespace tapestry::nn {

class SharingModel : public MultiTaskModel {
 public:
  // A copy would share its weights with the original (see MultiTaskNet).
  SharingModel(const SharingModel&) = delete;
  SharingModel& operator=(const SharingModel&) = delete;
  SharingModel(SharingModel&&) = default;
  SharingModel& operator=(SharingModel&&) = default;

  const std::vector<Task>& tasks() const final { return tasks_; }

  // inputs: [batch x the tasks' input_shape], or flat, [batch x numbers].
  Outputs forward(const Var& inputs, const TaskNumbers& tasks, const Context& context) const final;

  // The architecture's own of the task, and then its tower and head.
  Parameters own(std::size_t task) const final;
  Parameters head(std::size_t task) const final;

  std::string settings() const override { return who_ + ", " + name_of(activation_); }

 protected:
  // What every such model is told. Its towers' parameters are named "tower.<task>.<layer>" and
  // "head.<task>"; they depend on the seed and on the task's name, not on the tasks beside it.
  // `who` is the model's name in errors. Throws for no tasks, two of one name, a task without
  // outputs, and two whose inputs differ in shape.
  SharingModel(std::string who, std::vector<Task> tasks, std::size_t represented,
               const std::vector<std::size_t>& tower, Activation activation, std::uint64_t seed);

  // z_t for each of these tasks, in this order: [batch x represented]. x [batch x numbers]; the
  // tasks are valid.
  virtual std::vector<Var> represent(const TaskNumbers& tasks, const Var& x) const = 0;

  // What the task alone has below its tower.
  virtual Parameters own_below_tower(std::size_t task) const = 0;

  void check_task(std::size_t task) const;

  // The inputs as [batch x numbers]; throws where they are not examples of the tasks.
  Var flat(const Var& inputs) const;

  std::size_t numbers() const { return size_of(tasks_[0].input_shape); }

 private:
  std::string who_;
  std::vector<Task> tasks_;
  std::vector<Mlp> towers_;
  std::vector<Dense> heads_;
  Activation activation_;
};

// The last of these widths: what the layers put out. Throws, as `who`, where there are none.
std::size_t last_width(const std::string& who, const std::string& what,
                       const std::vector<std::size_t>& widths);

}  // namespace tapestry::nn
