// SoftSharing: soft parameter sharing. Every task has a whole net of its own, and an Omega keeps
// the nets' trunks near each other (Duong, Cohn, Bird & Cook 2015, "Low resource dependency
// parsing: cross-lingual parameter sharing in a neural network parser").
//
//   f_t(x) = tower_t(trunk_t(x))
//   L = sum_t loss_t + sum_layers Omega(their weights, a row a task) + the same of their biases
//
// The net itself shares nothing: fit does, with the penalty on_layers(omega, tied()). With no Omega
// the tasks are trained as if each were alone; with an infinitely strong mean-regularised one it is
// hard sharing.
//
// Assumes that the tasks' trunks should be alike, in the way that the Omega says (near their mean,
// near their neighbours' on a graph, ...): less than that they be equal. T tasks have T trunks, so
// it saves no parameters and no time.
#pragma once

#include "nn/sharing/sharing_model.hpp"

namespace tapestry::nn {

class SoftSharing : public SharingModel {
 public:
  struct Widths {
    std::vector<std::size_t> trunk = {64};  // outputs of each trunk's layers; at least one
    std::vector<std::size_t> tower;         // of each task's layers between trunk and head
    Activation activation = Activation::relu;
  };

  // Parameters are named "trunk.<task>.<layer>", "tower.<task>.<layer>" and "head.<task>". All
  // trunks begin with the same weights: hidden units have no order of their own, and only those
  // that began alike can be compared. Throws as SharingModel, and for a trunk without layers.
  SoftSharing(std::vector<Task> tasks, const Widths& widths, std::uint64_t seed);

  // For on_layers(): a group for each layer's weights and for its biases, with one Var a task.
  std::vector<std::vector<Var>> tied() const;

  Parameters trunk(std::size_t task) const;

  Parameters shared() const override;

 private:
  std::vector<Var> represent(const TaskNumbers& tasks, const Var& x) const override;
  Parameters own_below_tower(std::size_t task) const override;

  std::vector<Mlp> trunks_;
};

}  // namespace tapestry::nn
