// MultiTaskNet: hard parameter sharing (Caruana 1997). Each task has its own encoder and head, and
// all have one trunk in common.
//
//   inputs_t [batch x input_shape] -> encoder_t -> [batch x width] -> trunk -> head_t
//   -> [batch x outputs_t]
//
// The encoder is one dense layer and the trunk any number of them, each followed by a ReLU unless
// Widths says otherwise; the head is one dense layer without an activation, so that it can predict
// any number, and logits.
//
// On a tape, the records stand in the scopes "encoder/<task>", "trunk/<task>" and "head/<task>":
// the trunk's <task> is the one whose inputs go through it. A '/' in a task's name is a '|' there.
//
// The encoder is there because the tasks' inputs differ: a digit has 784 numbers and a colour
// picture 3,072, and one input layer cannot take both.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "nn/layers/dense.hpp"
#include "nn/layers/mlp.hpp"
#include "nn/tasks/multi_task_model.hpp"

namespace tapestry::nn {

class MultiTaskNet : public MultiTaskModel {
 public:
  struct Widths {
    std::size_t encoder = 256;                 // each encoder's output, the trunk's input
    std::vector<std::size_t> trunk = {128};    // outputs of the trunk's layers; may be empty
    Activation activation = Activation::relu;  // after encoders and trunk; none: a linear model
  };

  // Parameters are named "encoder.<task>", "trunk.<layer>" and "head.<task>". A task's starting
  // weights depend on the seed and on its name, not on the tasks beside it: a net for one task
  // alone begins where the shared net begins. Throws for no tasks, two of one name, a task without
  // inputs or outputs.
  MultiTaskNet(std::vector<Task> tasks, const Widths& widths, std::uint64_t seed);

  // A copy would share its weights with the original, because a Parameter is a handle, and training
  // one would train both: there is none. For a second net, make one and give it these parameters'
  // values.
  MultiTaskNet(const MultiTaskNet&) = delete;
  MultiTaskNet& operator=(const MultiTaskNet&) = delete;
  MultiTaskNet(MultiTaskNet&&) = default;
  MultiTaskNet& operator=(MultiTaskNet&&) = default;

  const std::vector<Task>& tasks() const override { return tasks_; }
  Var predict(std::size_t task, const Var& inputs) const override;
  Parameters parameters(const std::vector<std::size_t>& tasks) const override;
  Parameters head(std::size_t task) const override;
  std::vector<Var> predict_all(std::size_t task, const Var& inputs) const override;

  // The weights and the bias of a task's encoder.
  Parameters encoder(std::size_t task) const;

  // The shared representation of a task's inputs. [batch x ...] -> [batch x last trunk width]
  Var represent(std::size_t task, const Var& inputs) const;

  using MultiTaskModel::parameters;

 private:
  void check_task(std::size_t task) const;
  Var through_head(std::size_t task, const Var& representation) const;

  std::vector<Task> tasks_;
  std::vector<std::string> scopes_;  // the tasks' names as names of scopes
  std::vector<Dense> encoders_;
  Mlp trunk_;
  std::vector<Dense> heads_;
};

}  // namespace tapestry::nn
