// The figures in docs/sharing/*.md: every architecture on the pair of correlated regressions.
//
// Two minutes:  build/release/tests/bench/sharing_figures
#include <cmath>
#include <functional>
#include <iomanip>
#include <iostream>
#include <memory>
#include <numeric>

#include "datasets/generated/correlated_regressions.hpp"
#include "datasets/shared_rows.hpp"
#include "engine/array/random.hpp"
#include "engine/base/error.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "nn/sharing/adapters.hpp"
#include "nn/sharing/cross_stitch.hpp"
#include "nn/sharing/mmoe.hpp"
#include "nn/sharing/ple.hpp"
#include "nn/sharing/soft_sharing.hpp"
#include "nn/training/fit.hpp"

namespace tapestry::nn {
namespace {

constexpr std::size_t kRows = 500, kEpochs = 60, kSeeds = 10;

struct Method {
  std::string name;
  std::function<std::unique_ptr<MultiTaskModel>(const std::vector<Task>& tasks, std::uint64_t seed,
                                                FitOptions& options)>
      make;
};

// Any architecture of these sizes.
template <class Model>
Method of(const std::string& name, const typename Model::Sizes& sizes) {
  return {name, [sizes](const std::vector<Task>& tasks, std::uint64_t seed, FitOptions&) {
            return std::make_unique<Model>(tasks, sizes, seed);
          }};
}

Method soft(const std::string& name, double strength) {
  return {
      name, [strength](const std::vector<Task>& tasks, std::uint64_t seed, FitOptions& options) {
        auto model = std::make_unique<SoftSharing>(tasks, SoftSharing::Widths{{32}, {8}}, seed);
        options.penalties = {on_layers(std::make_shared<MeanRegularised>(strength), model->tied())};
        return model;
      }};
}

std::vector<Method> methods() {
  return {of<Mmoe>("hard (shared bottom)", {1, {32}, {8}}),
          soft("soft, strength 0.01", 0.01),
          soft("soft, strength 0.1", 0.1),
          soft("soft, strength 1", 1),
          of<CrossStitch>("cross-stitch", {{32}, {8}}),
          of<Mmoe>("MMoE, 4 experts of 16", {4, {16}, {8}}),
          of<Ple>("CGC, 2 + 1 experts of 16", {1, 2, 1, {16}, {8}}),
          of<Ple>("PLE, 2 levels of these", {2, 2, 1, {16}, {8}}),
          of<Adapters>("adapters, bottleneck 4", {{32}, 4, {8}})};
}

double loss(const MultiTaskModel& model, std::size_t task, const SharedBatch& set) {
  return evaluate(model, task, [&](const auto& visit) { visit(datasets::part_of(set, task)); })
      .loss;
}

// The same examples, without the other tasks' answers.
SharedBatch with_tasks(SharedBatch set, const std::vector<std::size_t>& tasks) {
  std::vector<Answers> chosen;
  for (const std::size_t t : tasks) chosen.push_back(set.tasks[t]);
  set.tasks = std::move(chosen);
  return set;
}

// A model of these tasks: for each, the mean squared error on new examples after the epoch that was
// best on its validation examples; they are added up. The seed chooses the tasks, the examples and
// the starting weights: the same for all methods.
double test_error(const Method& method, double p, std::uint64_t seed,
                  const std::vector<std::size_t>& chosen, std::size_t& parameters) {
  Rng rng(seed);
  datasets::CorrelatedRegressions::Sizes sizes;
  sizes.features = 30;
  const datasets::CorrelatedRegressions pair(p, sizes, rng);
  const auto set = [&](std::size_t rows) { return with_tasks(pair.draw(rows, rng), chosen); };
  const SharedBatch train = set(kRows), validation = set(kRows), test = set(5000);
  std::vector<Task> tasks;
  for (const std::size_t t : chosen)
    tasks.push_back({t == 0 ? "first" : "second", {sizes.features}, 1, squared_error()});
  FitOptions options;
  options.steps = joint();
  options.rounds_per_epoch = kRows / 25;
  const std::unique_ptr<MultiTaskModel> model = method.make(tasks, seed, options);
  parameters = count(model->parameters());
  Adam adam(3e-3);
  std::vector<double> best(tasks.size(), INFINITY), at_best(tasks.size());
  for (std::size_t epoch = 0; epoch < kEpochs; ++epoch) {
    fit(*model, SharedSource([&] { return datasets::drawn_rows(train, 25, rng); }), adam, options);
    for (std::size_t t = 0; t < tasks.size(); ++t)
      if (const double now = loss(*model, t, validation); now < best[t]) {
        best[t] = now;
        at_best[t] = loss(*model, t, test);
      }
  }
  return std::accumulate(at_best.begin(), at_best.end(), 0.0);
}

// A line a method: the error together, and in brackets its difference from the same architecture
// trained on each task alone, with a 95 % interval over the seeds.
void print_figures() {
  std::cout << std::left << std::setw(26) << "mean squared error at" << std::setw(26) << "p = 0"
            << std::setw(26) << "p = 0.5" << std::setw(26) << "p = 1"
            << "parameters\n";
  for (const Method& method : methods()) {
    std::size_t parameters = 0, one_task = 0;
    std::cout << std::left << std::setw(26) << method.name << std::fixed << std::setprecision(3);
    for (const double p : {0.0, 0.5, 1.0}) {
      double sum = 0, difference = 0, squares = 0;
      for (std::size_t seed = 1; seed <= kSeeds; ++seed) {
        const double error = test_error(method, p, seed, {0, 1}, parameters) / 2;
        const double alone = (test_error(method, p, seed, {0}, one_task) +
                              test_error(method, p, seed, {1}, one_task)) /
                             2;
        sum += error;
        difference += error - alone;
        squares += (error - alone) * (error - alone);
      }
      // 2.262: Student's t for 95 % and 9 degrees of freedom.
      const double n = kSeeds, mean = difference / n;
      const double half = 2.262 * std::sqrt((squares / n - mean * mean) / (n - 1));
      std::cout << sum / n << " (" << std::showpos << mean << std::noshowpos << " +- " << half
                << ")   ";
      if (p == 1.0 && mean >= 0.02)
        base::fail(method.name, ": sharing harms by ", mean,
                   ", but the tasks are one: look for a mistake.");
    }
    std::cout << parameters << std::endl;
  }
}

}  // namespace
}  // namespace tapestry::nn

int main() {
  try {
    tapestry::nn::print_figures();
  } catch (const std::exception& error) {
    std::cerr << "sharing_figures: " << error.what() << '\n';
    return 1;
  }
}
