// Exactly k of ten thousand: against the recursion of the elementary symmetric polynomials in long
// double, whose exponents reach that far.
#include <gmock/gmock.h>

#include <cmath>
#include <numeric>

#include "nn/selection/budgeted_subsets.hpp"
#include "nn/selection/counted_subsets.hpp"

namespace tapestry::nn {
namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

// e_0 .. e_k of the weights e^s, without one of the tasks.
std::vector<long double> polynomials(const std::vector<double>& scores, std::size_t k,
                                     std::size_t without) {
  std::vector<long double> e(k + 1, 0.0L);
  e[0] = 1;
  for (std::size_t t = 0; t < scores.size(); ++t)
    for (std::size_t j = k; t != without && j > 0; --j)
      e[j] += std::exp(static_cast<long double>(scores[t])) * e[j - 1];
  return e;
}

TEST(LargeSubsets, AHundredOfTenThousand) {
  constexpr std::size_t kTasks = 10'000, kChosen = 100;
  Rng rng(1);
  std::vector<double> scores(kTasks);
  for (double& score : scores) score = 4 * uniform_draw(rng) - 2;
  const ChainSubsets p = exactly_k(scores, kChosen);
  const long double z = polynomials(scores, kChosen, kNone)[kChosen];
  EXPECT_NEAR(p.log_partition(), double(std::log(z)), 1e-11 * double(std::log(z)));
  const std::vector<double> marginals = p.marginals();
  EXPECT_NEAR(std::accumulate(marginals.begin(), marginals.end(), 0.0), 100, 1e-9);
  for (std::size_t t = 0; t < kTasks; t += 997) {
    const long double expected = std::exp(static_cast<long double>(scores[t])) *
                                 polynomials(scores, kChosen, t)[kChosen - 1] / z;
    EXPECT_NEAR(marginals[t], double(expected), 1e-11 * double(expected));
  }
  EXPECT_EQ(p.sample(rng).size(), kChosen);
  std::vector<double> sorted = scores;
  std::sort(sorted.rbegin(), sorted.rend());
  double best = 0;
  for (const std::size_t t : p.most_likely()) best += scores[t];
  EXPECT_NEAR(best, std::accumulate(sorted.begin(), sorted.begin() + kChosen, 0.0), 1e-9);
}

// Draws that pass over the tasks that are left out, where there are many of these: how many of each
// hundred tasks are drawn, against their marginals. (The number in a hundred has at most the
// variance of independent coins for these rules, which push apart.)
TEST(LargeSubsets, AreDrawnWithTheirMarginals) {
  constexpr std::size_t kTasks = 3000, kTogether = 100;
  constexpr int kDraws = 20'000;
  Rng rng(3);
  std::vector<double> scores(kTasks), rare(kTasks), costs(kTasks);
  for (std::size_t t = 0; t < kTasks; ++t) {
    scores[t] = 6 * uniform_draw(rng) - 3;
    rare[t] = scores[t] - 7;
    costs[t] = double(rng() % 4);  // 0: never held back by the budget
  }
  for (const ChainSubsets& p : {exactly_k(scores, 8), at_most_k(rare, 5), at_least_one(rare),
                                within_budget(rare, costs, 6)}) {
    const std::vector<double> marginals = p.marginals();
    std::vector<double> counts(kTasks / kTogether), expected(counts), variance(counts);
    for (std::size_t t = 0; t < kTasks; ++t) {
      expected[t / kTogether] += kDraws * marginals[t];
      variance[t / kTogether] += kDraws * marginals[t] * (1 - marginals[t]);
    }
    for (int draw = 0; draw < kDraws; ++draw)
      for (const std::size_t t : p.sample(rng)) ++counts[t / kTogether];
    for (std::size_t bin = 0; bin < counts.size(); ++bin)
      EXPECT_NEAR(counts[bin], expected[bin], 4.5 * std::sqrt(variance[bin])) << p.name();
  }
}

// The best subset is a knapsack: where all costs are 1 it is the tasks of the largest scores, and
// where value goes by cost it is the budget filled.
TEST(LargeSubsets, ABudgetOfTenThousandUnits) {
  Rng rng(2);
  std::vector<double> scores(300), costs(300);
  for (std::size_t t = 0; t < 300; ++t) {
    costs[t] = 1 + double(rng() % 100);
    scores[t] = 0.01 * costs[t];
  }
  const ChainSubsets p = within_budget(scores, costs, 5'000);
  double spent = 0, mean = 0;
  for (const std::size_t t : p.most_likely()) spent += costs[t];
  EXPECT_EQ(spent, 5'000);
  const std::vector<double> marginals = p.marginals();
  for (std::size_t t = 0; t < 300; ++t) mean += marginals[t] * costs[t];
  EXPECT_LE(mean, 5'000);
  for (int draw = 0; draw < 100; ++draw) {
    double cost = 0;
    for (const std::size_t t : p.sample(rng)) cost += costs[t];
    EXPECT_LE(cost, 5'000);
  }
}

}  // namespace
}  // namespace tapestry::nn
