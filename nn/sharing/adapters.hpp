// Adapters: one trunk for all tasks, and after each of its layers a small correction that is each
// task's own (Rebuffi, Bilen & Vedaldi 2017, "Learning multiple visual domains with residual
// adapters"; as a bottleneck, Houlsby et al. 2019, "Parameter-efficient transfer learning for
// NLP").
//
//   h = activation(z W + b) of the trunk's layer,   z'_t = h + activation(h D_t + d_t) U_t + u_t
//
// D_t [width x bottleneck], U_t [bottleneck x width]. U_t and u_t start at zero: the net begins as
// its trunk, hard sharing, and each task moves away from it only as far as its loss asks.
//
// Assumes that the tasks need nearly the same representation, and each a small change to it. With
// the trunk frozen, tasks cannot harm each other at all, and a new one costs its adapters and tower
// alone; then the trunk must already be good: load it, or train it with other tasks first.
//
// Parameters: one trunk + tasks * (sum over layers of 2 width bottleneck + bottleneck + width) +
// the towers.
//
// (The encoders of MultiTaskNet are something else: the layers that bring inputs of different sizes
// to one width.)
#pragma once

#include "nn/sharing/sharing_model.hpp"

namespace tapestry::nn {

class Adapters : public SharingModel {
 public:
  struct Sizes {
    std::vector<std::size_t> trunk = {64, 64};  // outputs of the trunk's layers; at least one
    std::size_t bottleneck = 4;                 // units between D and U; at least one
    std::vector<std::size_t> tower;             // of each task's layers between trunk and head
    Activation activation = Activation::relu;
  };

  // Parameters are named "trunk.<layer>", "down.<task>.<layer>", "up.<task>.<layer>",
  // "tower.<task>.<layer>" and "head.<task>". Throws as SharingModel, for a trunk without layers,
  // and for a bottleneck of 0.
  Adapters(std::vector<Task> tasks, const Sizes& sizes, std::uint64_t seed);

  // A frozen trunk is not trained; at first it is not frozen. Meanwhile parameters() is without
  // it: save joined(trunk(), parameters()) then.
  void freeze_trunk(bool frozen = true) { frozen_ = frozen; }
  bool trunk_is_frozen() const { return frozen_; }

  Parameters trunk() const { return trunk_.parameters(); }
  Parameters adapters(std::size_t task) const;  // down and up of each layer in turn

  Parameters shared() const override;
  Parameters frozen() const override { return frozen_ ? trunk() : Parameters(); }

 private:
  struct Adapter {
    Dense down, up;
  };

  std::vector<Var> represent(const TaskNumbers& tasks, const Var& x) const override;
  Parameters own_below_tower(std::size_t task) const override;

  Mlp trunk_;
  std::vector<std::vector<Adapter>> adapters_;  // [task][layer]
  bool frozen_ = false;
};

}  // namespace tapestry::nn
