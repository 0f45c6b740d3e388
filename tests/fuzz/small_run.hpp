// Training runs as small as can be, of two tasks, with states of the kinds that a file can damage:
// of what selects, scores, balances, penalises, observes, moves and gives batches. (Not of every
// method: PcGrad's state, for one, is a generator, as RandomLosses' is.)
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
    std::function<nn::Steps(SmallRun&)> steps;
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
    if (regret_) regret_();
    for (const nn::Epoch& epoch : trainer_->history())
      for (std::size_t t = 0; t < net_.tasks().size(); ++t)
        if (const auto& score = epoch.tasks[t].validation) score->confusion.at(1).at(1);
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

  template <class Bandit, class Rule>
  nn::Steps drawn_by(std::shared_ptr<Bandit> bandit, Rule rule) {
    regret_ = [bandit] { return bandit->regret(); };
    return nn::drawn(std::shared_ptr<nn::TaskScorer>(bandit), std::move(rule));
  }

  nn::FitOptions options(std::size_t kind) {
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
  std::function<double()> regret_;  // a bandit's
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
       [](Run& run) {
         return joint({.balancer = std::make_shared<Uncertainty>(run.net_.tasks())});
       }},
      {"diagnosis",
       [](Run&) {
         return joint({.diagnosis = std::make_shared<Diagnosis>(
                           DiagnosisOptions{.every = 1, .layers = {}})});
       }},
      {"famo", [](Run&) { return joint({.balancer = std::make_shared<Famo>()}); }},
      {"gradnorm", [](Run&) { return joint({.balancer = std::make_shared<GradNorm>()}); }},
      {"gradvac", [](Run&) { return joint({.balancer = std::make_shared<GradVac>()}); }},
      {"averages",
       [](Run&) { return joint({.balancer = std::make_shared<DynamicWeightAverage>()}); }},
      {"random", [](Run&) { return joint({.balancer = std::make_shared<RandomLosses>()}); }},
      {"exp3",
       [=](Run& run) {
         return run.drawn_by(std::make_shared<Exp3>(run.reward(), Exp3Options{.scale = 1}), one());
       }},
      {"thompson",
       [=](Run& run) { return run.drawn_by(std::make_shared<Thompson>(run.reward()), one()); }},
      {"target",
       [=](Run& run) {
         return run.drawn_by(std::make_shared<Thompson>(run.reward(), ThompsonOptions{.target = 0}),
                             exactly_k({0, 0}, 2));
       }},
      {"function", [=](Run& run) { return drawn(ScoreFunction(run.reward()), any()); }},
      {"cosine", [=](Run& run) { return drawn(CosineScores(run.probe(), 0), any()); }},
      {"marginal", [=](Run& run) { return drawn(MarginalGradient(run.probe(), 0), any()); }},
      {"progress", [=](Run&) { return drawn(ProgressScores(), one()); }},
  };
  return kinds;
}

}  // namespace tapestry::fuzz
