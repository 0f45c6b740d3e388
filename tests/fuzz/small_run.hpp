// Training runs as small as can be, of two tasks, which together have state of every kind: of what
// selects, scores, balances, penalises, observes, moves and gives batches.
#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "datasets/batches.hpp"
#include "nn/nn.hpp"

namespace tapestry::fuzz {

inline const datasets::ImageSet& four_images() {
  static const datasets::ImageSet set{
      "four images", 1, 2, 1, {0, 255, 255, 0, 255, 255, 0, 0}, {0, 1, 1, 0}, {"no", "yes"}, true};
  return set;
}

inline nn::Batch two_images() { return datasets::make_batch(four_images(), 0, 2); }

// Gives one batch again and again, to one task or to both. Its state is a number: a generator's
// would be six kilobytes.
template <class Batch>
class Counted {
 public:
  Batch operator()() {
    ++given_;
    const nn::Batch batch = two_images();
    if constexpr (std::same_as<Batch, nn::Batch>)
      return batch;
    else
      return {batch.inputs, {{{0, 1}, batch.labels, {}}, {{0, 1}, batch.labels, {}}}};
  }
  void serialise(nn::Archive& archive) { archive("given", given_); }

 private:
  std::uint64_t given_ = 0;
};

class SmallRun {
 public:
  struct Kind {
    std::string name;
    std::function<nn::Steps(const SmallRun&)> steps;
  };

  // The first kind has a balancer that learns, early stopping, batches of a data set, a penalty of
  // the mean and Adam; the others, with a penalty over a graph and Sgd, what their names say.
  static const std::vector<Kind>& kinds();

  // One of kinds(). Its tasks have the kind's name, by which a file is known.
  explicit SmallRun(std::size_t kind)
      : net_(tasks(kind), {.encoder = 2, .trunk = {2}}, 1), how_(options(kind)) {
    if (kind == 0)
      trainer_ = std::make_unique<nn::Trainer>(
          net_,
          std::vector<nn::BatchSource>{datasets::Batches(four_images(), 2, 1),
                                       Counted<nn::Batch>()},
          adam_, how_);
    else if (kind == 1)
      trainer_ = std::make_unique<nn::Trainer>(net_, nn::SharedSource(Counted<nn::SharedBatch>()),
                                               sgd_, how_);
    else
      trainer_ = std::make_unique<nn::Trainer>(net_, sources(), sgd_, how_);
  }

  SmallRun(const SmallRun&) = delete;
  SmallRun& operator=(const SmallRun&) = delete;

  nn::Trainer& trainer() { return *trainer_; }

  // Asks what has state for what it tells about it.
  void tell() const {
    if (const nn::Diagnosis* diagnosis = how_.steps.diagnosis()) diagnosis->pairs();
  }

 private:
  static std::vector<nn::Task> tasks(std::size_t kind) {
    const std::string& name = kinds()[kind].name;
    return {{name + " a", {2}, 2}, {name + " b", {2}, 2}};
  }

  static std::vector<nn::BatchSource> sources() {
    return {Counted<nn::Batch>(), Counted<nn::Batch>()};
  }

  // What scorers look at.
  std::shared_ptr<nn::HeldOutGain> reward() const {
    return std::make_shared<nn::HeldOutGain>(
        net_, std::vector<nn::HeldOutGain::Examples>{{0, two_images()}});
  }
  std::shared_ptr<nn::GradientProbe> probe() const {
    return std::make_shared<nn::GradientProbe>(net_, sources());
  }

  nn::FitOptions options(std::size_t kind) const {
    nn::FitOptions how;
    how.epochs = 2;
    how.rounds_per_epoch = 2;
    how.steps = kinds()[kind].steps(*this);
    const auto pass = [](const auto& visit) { datasets::for_each_batch(four_images(), 4, visit); };
    how.validation = {pass, pass};
    if (kind == 0) {
      how.penalties = {nn::on_heads(std::make_shared<nn::MeanRegularised>(1e-3))};
      how.observers = {std::make_shared<nn::EarlyStopping>(5)};
    } else {
      how.penalties = {nn::on_heads(
          std::make_shared<nn::GraphLaplacian>(2, std::vector<nn::TaskEdge>{{0, 1}}, 1e-3))};
    }
    return how;
  }

  nn::MultiTaskNet net_;
  nn::Adam adam_{1e-2};
  nn::Sgd sgd_{1e-2, 0.5};
  nn::FitOptions how_;
  std::unique_ptr<nn::Trainer> trainer_;
};

inline const std::vector<SmallRun::Kind>& SmallRun::kinds() {
  using namespace nn;
  using Run = SmallRun;
  const auto one = [] { return exactly_k({0, 0}, 1); };
  const auto any = [] { return SubsetSelection({1, 1}); };
  static const std::vector<Kind> kinds = {
      {"uncertainty",
       [](const Run& run) {
         return joint({.balancer = std::make_shared<Uncertainty>(run.net_.tasks())});
       }},
      {"diagnosis",
       [](const Run&) {
         return joint({.diagnosis = std::make_shared<Diagnosis>(
                           DiagnosisOptions{.every = 1, .layers = {}})});
       }},
      {"famo", [](const Run&) { return joint({.balancer = std::make_shared<Famo>()}); }},
      {"gradnorm", [](const Run&) { return joint({.balancer = std::make_shared<GradNorm>()}); }},
      {"gradvac", [](const Run&) { return joint({.balancer = std::make_shared<GradVac>()}); }},
      {"averages",
       [](const Run&) { return joint({.balancer = std::make_shared<DynamicWeightAverage>()}); }},
      {"exp3", [=](const Run& run) { return drawn(Exp3(run.reward(), {.scale = 1}), one()); }},
      {"thompson", [=](const Run& run) { return drawn(Thompson(run.reward()), one()); }},
      {"function", [=](const Run& run) { return drawn(ScoreFunction(run.reward()), any()); }},
      {"cosine", [=](const Run& run) { return drawn(CosineScores(run.probe(), 0), any()); }},
      {"marginal", [=](const Run& run) { return drawn(MarginalGradient(run.probe(), 0), any()); }},
      {"progress", [=](const Run&) { return drawn(ProgressScores(), one()); }},
  };
  return kinds;
}

}  // namespace tapestry::fuzz
