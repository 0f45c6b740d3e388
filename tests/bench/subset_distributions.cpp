// Distributions over subsets at size: how long log Z, the marginals and a sample take.
#include <chrono>
#include <cmath>
#include <iostream>

#include "nn/selection/budgeted_subsets.hpp"
#include "nn/selection/counted_subsets.hpp"
#include "nn/selection/subset_selection.hpp"

using namespace tapestry;

namespace {

double ms(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

std::vector<double> random_scores(std::size_t n) {
  Rng rng(1);
  std::vector<double> scores(n);
  for (double& score : scores) score = 4 * uniform_draw(rng) - 2;
  return scores;
}

template <class Make>
void measure(const std::string& name, const Make& make) {
  double z = 0, sum = 0;
  std::size_t drawn = 0;
  std::unique_ptr<nn::SubsetDistribution> p;
  Rng rng(2);
  const double first = ms([&] {
    p = make();
    z = p->log_partition();
  });
  const double second = ms([&] {
    for (const double marginal : p->marginals()) sum += marginal;
  });
  const double third = ms([&] { drawn = p->sample(rng).size(); });
  const double fourth = ms([&] { drawn += p->most_likely().size(); });
  std::cout << name << ": made and log Z " << first << " ms, marginals " << second
            << " ms, a sample " << third << " ms, most likely " << fourth << " ms (log Z " << z
            << ", mean size " << sum << ")\n";
}

}  // namespace

int main() try {
  measure("every subset, n = 10^6",
          [] { return std::make_unique<nn::SubsetSelection>(random_scores(1'000'000)); });
  measure("exactly 100 of 10,000", [] {
    return std::make_unique<nn::ChainSubsets>(nn::exactly_k(random_scores(10'000), 100));
  });
  measure("exactly 100 of 100,000", [] {
    return std::make_unique<nn::ChainSubsets>(nn::exactly_k(random_scores(100'000), 100));
  });
  measure("1,000 tasks, a budget of 10,000", [] {
    Rng rng(3);
    std::vector<double> costs(1000);
    for (double& cost : costs) cost = 1 + double(rng() % 100);
    return std::make_unique<nn::ChainSubsets>(
        nn::within_budget(random_scores(1000), costs, 10'000));
  });
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
