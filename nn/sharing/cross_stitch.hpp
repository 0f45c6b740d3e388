// CrossStitch: a net a task, whose layers exchange what they computed (Misra, Shrivastava, Gupta &
// Hebert 2016, "Cross-stitch networks for multi-task learning").
//
//   h_t = activation(x_t W_t + b_t) of task t's own layer,   x'_s = sum_t A[s][t] h_t
//
// after each layer, and x' is what the next layers, at the end the towers, read. A [tasks x tasks]
// is learned, one for each layer: its diagonal is the paper's alpha_S (same task), the rest its
// alpha_D (different task). A = identity makes separate nets; a column of ones and zeros elsewhere,
// one net for all.
//
// Assumes that what tasks share differs from layer to layer, and lets training find how much; all
// units of a layer are mixed alike. Every task's prediction needs every task's layers, so one task
// cannot be served alone.
//
// Parameters: tasks * (one trunk) + layers * tasks^2 + the towers: more than separate nets.
#pragma once

#include "nn/sharing/sharing_model.hpp"

namespace tapestry::nn {

class CrossStitch : public SharingModel {
 public:
  struct Sizes {
    std::vector<std::size_t> trunk = {64, 64};  // outputs of each task's layers; at least one
    std::vector<std::size_t> tower;             // of each task's layers between trunk and head
    Activation activation = Activation::relu;
    // Each A's diagonal at the start, in [0, 1]; the rest of each row is (1 - own) / (tasks - 1),
    // so that a row sums to 1 and activations keep their size. For a single task A is 1.
    double own = 0.9;
  };

  // Parameters are named "trunk.<task>.<layer>", "stitch.<layer>.<task>" (one row of A, [tasks]),
  // "tower.<task>.<layer>" and "head.<task>". Throws as SharingModel, for a trunk without layers,
  // and for an `own` outside of [0, 1].
  CrossStitch(std::vector<Task> tasks, const Sizes& sizes, std::uint64_t seed);

  // A after this layer, as it is now. -> [tasks x tasks]. Throws for an unknown layer.
  Tensor stitch(std::size_t layer) const;

  Parameters shared() const override;

 private:
  std::vector<Var> represent(const TaskNumbers& tasks, const Var& x) const override;
  Parameters own_below_tower(std::size_t task) const override;

  std::vector<Mlp> trunks_;           // [task]
  std::vector<Parameters> stitches_;  // [layer][task]: rows, because the last ones are private
};

}  // namespace tapestry::nn
