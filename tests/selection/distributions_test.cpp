// Every distribution over subsets, for each row of subset_cases.cpp: against all 2^n subsets,
// listed one by one in long double.
#include <gmock/gmock.h>

#include <cmath>
#include <map>
#include <numeric>

#include "tests/selection/subset_cases.hpp"

namespace tapestry::nn {
namespace {

class EachDistribution : public testing::TestWithParam<SubsetCase> {};
INSTANTIATE_TEST_SUITE_P(Subsets, EachDistribution, testing::ValuesIn(subset_cases()),
                         [](const auto& row) { return row.param.test_name; });

// Up to 12 tasks; mild scores, steep ones, and some of 700 up and down.
std::vector<double> random_scores(int trial, Rng& rng) {
  std::vector<double> scores(1 + rng() % 12);
  const double size = trial % 4 == 0 ? 700 : trial % 4 == 1 ? 30 : 2;
  for (double& score : scores) score = size * (2 * uniform_draw(rng) - 1);
  if (trial % 8 == 4) scores[0] = -700;
  if (trial % 8 == 0) scores[0] = 700;
  return scores;
}

std::vector<bool> flags(std::size_t bits, std::size_t tasks) {
  std::vector<bool> chosen(tasks);
  for (std::size_t t = 0; t < tasks; ++t) chosen[t] = bits >> t & 1;
  return chosen;
}

TaskNumbers members(std::size_t bits, std::size_t tasks) {
  TaskNumbers subset;
  for (std::size_t t = 0; t < tasks; ++t)
    if (bits >> t & 1) subset.push_back(t);
  return subset;
}

struct Listed {
  std::vector<long double> log_weight, probability;  // by the subset's bits
  long double log_partition = 0, largest = 0, log_partition_less_largest = 0;

  Listed(const std::vector<double>& scores, const SubsetCase& row) {
    for (std::size_t bits = 0; bits < std::size_t{1} << scores.size(); ++bits) {
      long double sum = row.log_factor(flags(bits, scores.size()));
      for (const std::size_t t : members(bits, scores.size())) sum += scores[t];
      log_weight.push_back(sum);
    }
    const auto top = std::max_element(log_weight.begin(), log_weight.end());
    largest = *top;
    long double rest = 0;  // of all but the largest: Z may be 1 but for a little
    for (auto it = log_weight.begin(); it != log_weight.end(); ++it)
      if (it != top) rest += std::exp(*it - largest);
    log_partition_less_largest = std::log1p(rest);
    log_partition = largest + log_partition_less_largest;
    for (const long double w : log_weight)
      probability.push_back(std::exp(w - largest) / (1 + rest));
  }

  long double log_probability(std::size_t bits) const {
    return (log_weight[bits] - largest) - log_partition_less_largest;
  }

  // The sum over the subsets that hold all of these tasks.
  long double with(std::size_t tasks) const {
    long double sum = 0;
    for (std::size_t bits = 0; bits < probability.size(); ++bits)
      if ((bits & tasks) == tasks) sum += probability[bits];
    return sum;
  }
};

void expect_relative(double actual, long double expected, const std::string& what) {
  EXPECT_NEAR(actual, double(expected),
              1e-10 * std::abs(double(expected)) + 4 * std::numeric_limits<double>::min())
      << what;
}

TEST_P(EachDistribution, EqualsTheListOfAllSubsetsInTwoHundredCases) {
  Rng rng(1);
  for (int trial = 0; trial < 200; ++trial) {
    const std::vector<double> scores = random_scores(trial, rng);
    const std::size_t n = scores.size();
    const auto p = GetParam().make(scores, rng);
    const Listed listed(scores, GetParam());
    expect_relative(p->log_partition(), listed.log_partition, "log Z");
    const std::vector<double> marginals = p->marginals(), pairs = p->pairwise_marginals();
    for (std::size_t s = 0; s < n; ++s) {
      const std::size_t bit = std::size_t{1} << s;
      expect_relative(marginals[s], listed.with(bit), "a marginal");
      for (std::size_t t = 0; t < n; ++t)
        expect_relative(pairs[s * n + t], listed.with(bit | std::size_t{1} << t), "a pair");
    }
    long double entropy = 0;
    for (std::size_t bits = 0; bits < listed.probability.size(); ++bits)
      if (listed.probability[bits] > 0)
        entropy -= listed.probability[bits] * listed.log_probability(bits);
    EXPECT_NEAR(p->entropy(), double(entropy),
                1e-10 * double(entropy) + 4 * std::numeric_limits<double>::min());
    for (int draw = 0; draw < 20; ++draw) {
      const std::size_t bits = rng() % listed.probability.size();
      const double found = p->log_probability(members(bits, n));
      if (std::isinf(listed.log_weight[bits])) {
        EXPECT_EQ(found, -std::numeric_limits<double>::infinity());
        continue;
      }
      const long double expected = listed.log_probability(bits);
      EXPECT_NEAR(found, double(expected),
                  1e-10 * std::abs(double(expected)) + 4 * std::numeric_limits<double>::min());
    }
    std::size_t likely = 0;
    for (const std::size_t t : p->most_likely()) likely |= std::size_t{1} << t;
    EXPECT_NEAR(double(listed.log_weight[likely]), double(listed.largest),
                1e-12 * (1 + std::abs(double(listed.largest))));
  }
}

// Pearson's statistic over all subsets of probability above 1e-4, those below as one: with so many
// draws a sampler that is off by a per cent anywhere is seen. The bound is its mean and 5 of its
// standard deviations.
TEST_P(EachDistribution, DrawsWithTheseProbabilities) {
  Rng rng(2);
  std::vector<double> scores(6);
  for (double& score : scores) score = 3 * uniform_draw(rng) - 1.5;
  const auto p = GetParam().make(scores, rng);
  const Listed listed(scores, GetParam());
  constexpr int kDraws = 1'000'000;
  std::vector<double> drawn(listed.probability.size());
  for (int draw = 0; draw < kDraws; ++draw) {
    std::size_t bits = 0;
    for (const std::size_t t : p->sample(rng)) bits |= std::size_t{1} << t;
    ++drawn[bits];
  }
  double statistic = 0, cells = 0, rare = 0, rare_drawn = 0;
  const auto add = [&](double expected, double found) {
    statistic += (found - expected) * (found - expected) / expected;
    ++cells;
  };
  for (std::size_t bits = 0; bits < drawn.size(); ++bits) {
    const double expected = kDraws * double(listed.probability[bits]);
    if (expected == 0) {
      EXPECT_EQ(drawn[bits], 0) << "a subset that is not allowed";
    } else if (expected < 100) {
      rare += expected;
      rare_drawn += drawn[bits];
    } else {
      add(expected, drawn[bits]);
    }
  }
  if (rare >= 100) add(rare, rare_drawn);
  ASSERT_GT(cells, 3);
  EXPECT_LT(statistic, cells - 1 + 5 * std::sqrt(2 * (cells - 1)));
}

TEST_P(EachDistribution, TheSameSeedDrawsTheSame) {
  Rng rng(3), a(4), b(4);
  const auto p = GetParam().make({0.5, -1, 2, 0.1, 0.3}, rng);
  for (int draw = 0; draw < 100; ++draw) EXPECT_EQ(p->sample(a), p->sample(b));
}

TEST_P(EachDistribution, WithOtherScoresTheSameSubsetsAreAllowed) {
  Rng rng(5);
  const auto p = GetParam().make({0.5, -1, 2, 0.1, 0.3}, rng);
  const std::vector<double> others = {1, 0, -2, 3, 0.2};
  const auto q = p->with_scores(others);
  EXPECT_EQ(q->name(), p->name());
  EXPECT_EQ(q->settings(), p->settings());
  const Listed listed(others, GetParam());
  expect_relative(q->log_partition(), listed.log_partition, "log Z");
}

}  // namespace
}  // namespace tapestry::nn
