// A training run as small as can be that has state of every kind: two tasks, a balancer that
// learns, an observer that keeps parameters, an optimiser with moments.
#pragma once

#include <memory>

#include "datasets/batches.hpp"
#include "nn/balancing/uncertainty.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "nn/sharing/multi_task_net.hpp"
#include "nn/training/early_stopping.hpp"
#include "nn/training/fit.hpp"
#include "nn/training/trainer.hpp"

namespace tapestry::fuzz {

inline const datasets::ImageSet& four_images() {
  static const datasets::ImageSet set{
      "four images", 1, 2, 1, {0, 255, 255, 0, 255, 255, 0, 0}, {0, 1, 1, 0}, {"no", "yes"}, true};
  return set;
}

// Gives one batch again and again. Its state is a number: a generator's would be six kilobytes.
class Counted {
 public:
  nn::Batch operator()() {
    ++given_;
    return datasets::make_batch(four_images(), 0, 2);
  }
  void serialise(nn::Archive& archive) { archive("given", given_); }

 private:
  std::uint64_t given_ = 0;
};

class SmallRun {
 public:
  SmallRun()
      : net_(tasks(), {.encoder = 2, .trunk = {2}}, 1),
        trainer_(net_, {datasets::Batches(four_images(), 2, 1), Counted()}, adam_, options()) {}

  nn::Trainer& trainer() { return trainer_; }

 private:
  static std::vector<nn::Task> tasks() { return {{"a", {2}, 2}, {"b", {2}, 2}}; }

  static nn::FitOptions options() {
    nn::FitOptions how;
    how.epochs = 2;
    how.rounds_per_epoch = 2;
    how.steps = nn::joint({.balancer = std::make_shared<nn::Uncertainty>(tasks())});
    how.penalties = {nn::on_heads(std::make_shared<nn::MeanRegularised>(1e-3))};
    const auto pass = [](const auto& visit) { datasets::for_each_batch(four_images(), 4, visit); };
    how.validation = {pass, pass};
    how.observers = {std::make_shared<nn::EarlyStopping>(5)};
    return how;
  }

  nn::MultiTaskNet net_;
  nn::Adam adam_{1e-2};
  nn::Trainer trainer_;
};

}  // namespace tapestry::fuzz
