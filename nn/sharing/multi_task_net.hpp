// MultiTaskNet: hard parameter sharing (Caruana 1997). Each task has its own encoder and head, and
// all have one trunk in common.
//
//   inputs_t [batch x input_shape] -> encoder_t -> [batch x width] -> trunk -> head_t
//   -> [batch x outputs_t]
//
// Encoders and trunk may be any layers (nn/layers/module.hpp): convolutions, a recurrent cell,
// dropout. With Widths, the encoder is one dense layer and the trunk any number of them, each
// followed by a ReLU unless Widths says otherwise. The head is one dense layer without an
// activation, so that it can predict any number, and logits.
//
// On a tape, the records stand in the scopes "encoder/<task>", "trunk/<task>" and "head/<task>":
// the trunk's <task> is the one whose inputs go through it; without encoders it is "trunk" alone. A
// '/' in a task's name is a '|' there.
//
// The encoder is there because the tasks' inputs differ: a digit has 784 numbers and a colour
// picture 3,072, and one input layer cannot take both. Tasks that read the same inputs need none:
// then one pass through the trunk serves them all.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "nn/layers/dense.hpp"
#include "nn/layers/module.hpp"
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

  // Of layers of any kind. They read [batch x input_shape], or what the layer before gives.
  struct Parts {
    std::vector<Module> encoders;  // one a task; or none, where all tasks read the same inputs
    Module trunk;                  // Sequential() is none: it hands on what it gets
    std::size_t represented;       // it puts out [batch x represented], which the heads read
  };

  // The parts have the names and the starting weights that they were made with; the heads' are as
  // above. Throws also for encoders that are not one a task, and, without any, where two tasks'
  // inputs differ in shape.
  MultiTaskNet(std::vector<Task> tasks, Parts parts, std::uint64_t seed);

  // A copy would share its weights with the original, because a Parameter is a handle, and training
  // one would train both: there is none. For a second net, make one and give it these parameters'
  // values.
  MultiTaskNet(const MultiTaskNet&) = delete;
  MultiTaskNet& operator=(const MultiTaskNet&) = delete;
  MultiTaskNet(MultiTaskNet&&) = default;
  MultiTaskNet& operator=(MultiTaskNet&&) = default;

  const std::vector<Task>& tasks() const override { return tasks_; }
  Outputs forward(const Var& inputs, const TaskNumbers& tasks,
                  const Context& context) const override;
  Var read_out(std::size_t task, const Var& representation, const Context&) const override;
  Parameters shared() const override;
  Parameters own(std::size_t task) const override;
  Parameters head(std::size_t task) const override;
  std::string settings() const override;
  bool one_input() const override { return parts_.encoders.empty(); }

  // The parameters of a task's encoder, such as its weights and bias; none without encoders.
  Parameters encoder(std::size_t task) const;

  // The shared representation of a task's inputs. [batch x ...] -> [batch x represented]
  Var represent(std::size_t task, const Var& inputs,
                const Context& context = Context::evaluation()) const;

 private:
  // What both constructors do; `flat`: whether the first layers read [batch x numbers].
  MultiTaskNet(std::vector<Task> tasks, Parts parts, std::uint64_t seed, bool flat);

  void check_task(std::size_t task) const;
  Var shaped(std::size_t task, const Var& inputs) const;

  std::vector<Task> tasks_;
  std::vector<std::string> scopes_;  // the tasks' names as names of scopes
  Parts parts_;
  std::vector<Dense> heads_;
  bool flat_;
};

}  // namespace tapestry::nn
