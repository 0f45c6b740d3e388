// How every method of the compare program is trained: on the same rows, for as many steps, with the
// same optimiser, scored at the same checkpoints.
#pragma once

#include <memory>
#include <vector>

#include "nn/sharing/sharing_model.hpp"
#include "nn/verdict/compare.hpp"
#include "problem.hpp"

// Hard sharing of one input: all layers are shared but the heads. A net for one task alone is the
// same with one task, and begins with the same weights.
class SharedBottom : public tapestry::nn::SharingModel {
 public:
  // Two layers, of `width` and half as many units.
  SharedBottom(std::vector<tapestry::nn::Task> tasks, std::size_t width, std::uint64_t seed);

  tapestry::nn::Parameters shared() const override { return trunk_->parameters(); }

 private:
  std::vector<tapestry::Var> represent(const tapestry::nn::TaskNumbers& tasks,
                                       const tapestry::Var& x) const override;
  tapestry::nn::Parameters own_below_tower(std::size_t) const override { return {}; }

  std::unique_ptr<tapestry::nn::Mlp> trunk_;
};

// All tasks of a step together; what else is particular to a method may be added.
tapestry::nn::FitOptions joint_options(tapestry::nn::Together together = {});

// Trains models for a seed, on this many rows of each task.
class Trainer {
 public:
  // The problem must outlive it.
  Trainer(const Problem& problem, const Options& options, std::size_t rows)
      : problem_(problem), options_(options), rows_(rows) {}

  // The model of these tasks of the problem, in that order. `how` says what is particular to the
  // method; the budget and the checkpoints are set here.
  tapestry::nn::Run train(tapestry::nn::MultiTaskModel& model,
                          const std::vector<std::size_t>& tasks, tapestry::nn::FitOptions how,
                          std::uint64_t seed) const;

  // A model of all tasks.
  tapestry::nn::Run train(tapestry::nn::MultiTaskModel& model, tapestry::nn::FitOptions how,
                          std::uint64_t seed) const;

  // A net for each task, of this width.
  tapestry::nn::Run train_alone(std::size_t width, std::uint64_t seed) const;

  // One net with one head over the classes of all tasks, trained on all their examples as if they
  // were one task, and not told which task a picture belongs to.
  tapestry::nn::Run train_pooled(std::size_t width, std::uint64_t seed) const;

 private:
  const Problem& problem_;
  Options options_;
  std::size_t rows_;
};
