// Mmoe: multi-gate mixture of experts (Ma, Zhao, Yi, Chen, Hong & Chi 2018, "Modeling task
// relationships in multi-task learning with multi-gate mixture-of-experts").
//
//   z_t = sum_e g_t(x)_e expert_e(x),   g_t(x) = softmax(x W_t),   f_t(x) = tower_t(z_t)
//
// Every expert is a small trunk that all tasks may use; each task's gate says, example by example,
// how much of each. With one expert the gate is 1 and this is hard sharing without encoders: the
// shared bottom.
//
// Assumes that the tasks need some representations in common, and does not need to be told which:
// related tasks can use the same experts, unrelated ones different ones. Nothing keeps an expert
// from being used by all tasks alike, or by none.
//
// Parameters: experts * (one trunk) + tasks * (inputs * experts + one tower with its head).
#pragma once

#include "nn/sharing/gates.hpp"
#include "nn/sharing/sharing_model.hpp"

namespace tapestry::nn {

class Mmoe : public SharingModel {
 public:
  struct Sizes {
    std::size_t experts = 8;                 // at least one
    std::vector<std::size_t> expert = {16};  // outputs of each expert's layers; at least one
    std::vector<std::size_t> tower = {8};    // of each task's layers between mixture and head
    Activation activation = Activation::relu;
  };

  // Parameters are named "expert.<number>.<layer>", "gate.<task>", "tower.<task>.<layer>" and
  // "head.<task>". Throws as SharingModel, for no experts, and for an expert without layers.
  Mmoe(std::vector<Task> tasks, const Sizes& sizes, std::uint64_t seed);

  // The shares of the experts in this task's mixture. -> [batch x experts]
  Var gate(std::size_t task, const Var& inputs) const;

  Parameters shared() const override;

 private:
  std::vector<Var> represent(const TaskNumbers& tasks, const Var& x) const override;
  Parameters own_below_tower(std::size_t task) const override;

  std::vector<Mlp> experts_;
  std::vector<Gate> gates_;
};

}  // namespace tapestry::nn
