#include "tutorials/10_choosing_tasks/training.hpp"

#include <cmath>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "nn/nn.hpp"
#include "tutorials/10_choosing_tasks/rules.hpp"
#include "tutorials/support/check.hpp"
#include "tutorials/support/table.hpp"

namespace tapestry {
namespace {

nn::MultiTaskNet net_of_five() {
  std::vector<nn::Task> tasks;
  for (int t = 0; t < 5; ++t)
    tasks.push_back({"task " + std::to_string(t), {2}, 1, nn::squared_error()});
  return nn::MultiTaskNet(tasks, {.encoder = 8, .trunk = {8}}, /*seed=*/1);
}

// Task t asks for the sine of the inputs' projection on a direction of its own.
std::vector<nn::BatchSource> sources_of_five() {
  std::vector<nn::BatchSource> sources;
  for (int t = 0; t < 5; ++t)
    sources.push_back(nn::drawn_from(Rng(std::uint64_t(t)), [t](Rng& rng) {
      nn::Batch batch{random_normal({8, 2}, rng), {}, zeros({8, 1})};
      for (std::size_t row = 0; row < 8; ++row)
        batch.targets(row, 0) = Scalar(std::sin(std::cos(t) * double(batch.inputs(row, 0)) +
                                                std::sin(t) * double(batch.inputs(row, 1))));
      return batch;
    }));
  return sources;
}

// Of a number that has these values with these probabilities.
struct Moments {
  double mean = 0, square = 0;

  void add(double probability, double value) {
    mean += probability * value;
    square += probability * value * value;
  }
  double deviation() const { return std::sqrt(square - mean * mean); }
};

}  // namespace

void train_two_of_five(std::size_t rounds) {
  // [training]
  const nn::ChainSubsets two = nn::exactly_k(kScores, 2);
  nn::MultiTaskNet net = net_of_five();
  nn::FitOptions how;
  how.rounds_per_epoch = rounds;
  how.steps = nn::drawn(two);
  nn::Adam adam(1e-2);
  const nn::History history = nn::fit(net, sources_of_five(), adam, how);
  std::size_t all = 0;
  std::vector<std::vector<std::string>> rows;
  for (std::size_t t = 0; t < 5; ++t) {
    const std::size_t steps = history[0].tasks[t].batches;
    const double in = two.marginals()[t], expected = double(rounds) * in;
    check(std::abs(double(steps) - expected) < 4 * std::sqrt(expected * (1 - in)),
          "a task is trained as often as its marginal says");
    all += steps;
    rows.push_back({std::to_string(t), std::to_string(steps), shown(expected)});
  }
  check_equal(all, 2 * rounds, "each step trains two tasks");
  // [training]
  std::cout << '\n' << table_text({"task", "steps", "expected"}, rows);
}

void reweighted() {
  // [reweight]
  const std::vector<double> losses = {1, 2, 3, 4, 5};  // 15 together
  const auto two = std::make_shared<nn::ChainSubsets>(nn::exactly_k(kScores, 2));
  const nn::DrawnSubsets reweighting(two, nn::Reweight::yes);
  const nn::PlackettLuce top(kScores, 2);
  Moments plain, exact, gumbel;
  for (const std::size_t pair : pairs()) {
    const nn::TaskNumbers tasks = tasks_in(pair);
    const std::vector<double> factors = reweighting.loss_factors(tasks);  // 1 / P(t in T)
    check_equal(factors.size(), tasks.size(), "a factor a task");
    const double sum = factors[0] * losses[tasks[0]] + factors[1] * losses[tasks[1]];
    const double p = std::exp(two->log_probability(tasks));
    plain.add(p, sum_over(tasks, losses));
    exact.add(p, sum);
    gumbel.add(std::exp(top.log_probability(tasks)), sum);
  }
  check_near(exact.mean, 15, "reweighted, the mean is the sum of all losses", 1e-12);
  double weighted = 0;
  for (std::size_t t = 0; t < 5; ++t) weighted += two->marginals()[t] * losses[t];
  check_near(plain.mean, weighted, "without, each loss is weighted by its marginal", 1e-12);
  check(gumbel.mean < 14.5, "with Gumbel's draws these factors are the wrong ones");
  // [reweight]
  const auto row = [](const std::string& draws, const std::string& factors, const Moments& sum) {
    return std::vector<std::string>{draws, factors, shown(sum.mean), shown(sum.deviation())};
  };
  std::cout << '\n'
            << table_text(
                   {"draws", "factors", "mean", "deviation"},
                   {row("exactly 2", "none", plain), row("exactly 2", "1 / P(t in T)", exact),
                    row("Gumbel top-2", "1 / P(t in T)", gumbel)});
}

}  // namespace tapestry
