#include "tests/sharing/models.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "datasets/generated/correlated_regressions.hpp"
#include "datasets/shared_rows.hpp"
#include "engine/array/random.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/files/checkpoint.hpp"
#include "nn/training/fit.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::nn {

Parameter named(const MultiTaskModel& model, const std::string& name) {
  for (const Parameter& p : model.parameters())
    if (p.name() == name) return p;
  base::fail("no parameter is named ", name);
}

void randomise(const Parameters& parameters, std::uint64_t seed) {
  Rng rng(seed);
  for (Parameter p : parameters) p.set_value(random_normal(p.shape(), rng, 0, 0.7));
}

Numbers dense(const MultiTaskModel& model, const std::string& layer, bool relu, const Numbers& x) {
  const Parameter weight = named(model, layer + ".weight"), bias = named(model, layer + ".bias");
  Numbers y;
  for (std::size_t j = 0; j < weight.shape()[1]; ++j) {
    double sum = double{bias.value()(j)};
    for (std::size_t k = 0; k < x.size(); ++k) sum += x[k] * double{weight.value()(k, j)};
    y.push_back(relu ? std::max(sum, 0.0) : sum);
  }
  return y;
}

Numbers shares(const MultiTaskModel& model, const std::string& gate, const Numbers& x) {
  const Parameter weight = named(model, gate + ".weight");
  Numbers g;
  double total = 0;
  for (std::size_t e = 0; e < weight.shape()[1]; ++e) {
    double sum = 0;
    for (std::size_t k = 0; k < x.size(); ++k) sum += x[k] * double{weight.value()(k, e)};
    g.push_back(std::exp(sum));
    total += g.back();
  }
  for (double& share : g) share /= total;
  return g;
}

Numbers mixed(const Numbers& shares, const std::vector<Numbers>& experts) {
  Numbers sum(experts[0].size());
  for (std::size_t e = 0; e < experts.size(); ++e)
    for (std::size_t j = 0; j < sum.size(); ++j) sum[j] += shares[e] * experts[e][j];
  return sum;
}

void expect_gradients_reach_only_their_own(MultiTaskModel& model) {
  const Parameters all = model.parameters();
  Rng rng(11);
  const Tensor x = random_normal({64, 4}, rng);
  for (std::size_t t = 0; t < model.tasks().size(); ++t) {
    std::multiset<std::string> reached, moved;
    {
      const Tape tape;
      const std::vector<Tensor> gradients =
          tape.gradient(sum(square(model.predict(t, Var(x)))), all, Unused::zeros);
      for (std::size_t k = 0; k < all.size(); ++k)
        if (std::any_of(gradients[k].begin(), gradients[k].end(), [](Scalar g) { return g != 0; }))
          reached.insert(all[k].name());
    }
    const std::vector<std::string> own = names(model.parameters({t}));
    EXPECT_EQ(reached, std::multiset<std::string>(own.begin(), own.end())) << "task " << t;

    std::vector<Tensor> before;
    for (const Parameter& p : all) before.push_back(p.value());
    Adam adam(1e-2);
    FitOptions options;
    options.steps = joint();
    SharedBatch only_t{x, std::vector<Answers>(model.tasks().size())};
    for (std::size_t i = 0; i < 64; ++i) only_t.tasks[t].rows.push_back(i);
    if (model.tasks()[t].loss.classifies())
      only_t.tasks[t].labels.assign(64, 1);
    else
      only_t.tasks[t].targets = random_normal({64, model.tasks()[t].outputs}, rng);
    fit(model, SharedSource([&] { return only_t; }), adam, options);
    for (std::size_t k = 0; k < all.size(); ++k)
      if (all[k].value() != before[k]) moved.insert(all[k].name());
    EXPECT_EQ(moved, reached) << "task " << t;
  }
}

std::map<std::string, int> uses(const MultiTaskModel& model) {
  Rng rng(19);
  const Var x(random_normal({4, 4}, rng));
  const Tape tape;
  model.predict_all(0, x);
  std::map<std::string, int> counts;
  for (const Parameter& p : model.parameters())
    for (std::size_t i = 0; i < tape.size(); ++i)
      for (const Var& input : tape[i].inputs) counts[p.name()] += input.identity() == p.identity();
  return counts;
}

void expect_one_forward(const MultiTaskModel& model) {
  for (const auto& [name, count] : uses(model)) EXPECT_EQ(count, 1) << name;
  EXPECT_EQ(uses(model).size(), model.parameters().size());
}

void expect_saved_and_loaded(const MultiTaskModel& model, const MultiTaskModel& other) {
  const TemporaryFolder folder;
  const std::string path = folder.file("model.safetensors");
  Rng rng(13);
  const Var x(random_normal({4, 4}, rng));
  EXPECT_NE(other.predict(0, x).value(), model.predict(0, x).value());
  save_parameters(path, model.parameters());
  load_parameters(path, other.parameters());
  for (std::size_t t = 0; t < model.tasks().size(); ++t)
    EXPECT_EQ(other.predict(t, x).value(), model.predict(t, x).value());
}

void expect_learns(MultiTaskModel& model, double share, const FitOptions& given) {
  Rng rng(17);
  datasets::CorrelatedRegressions::Sizes sizes;
  sizes.features = 4;
  const datasets::CorrelatedRegressions pair(0.5, sizes, rng);
  const SharedBatch test = pair.draw(500, rng);
  FitOptions options = given;
  options.steps = joint();
  options.rounds_per_epoch = 300;
  Adam adam(1e-2);
  fit(model, SharedSource([&] { return pair.draw(32, rng); }), adam, options);
  for (std::size_t t = 0; t < 2; ++t) {
    const Batch batch = datasets::part_of(test, t);
    double variance = 0;
    for (const Scalar y : batch.targets) variance += double{y} * double{y} / 500;
    EXPECT_LT(evaluate(model, t, [&](const auto& visit) { visit(batch); }).loss, share * variance);
  }
}

}  // namespace tapestry::nn
