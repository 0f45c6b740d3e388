// How often compare's verdicts are wrong, over many simulated comparisons.
#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "nn/verdict/compare.hpp"

namespace tapestry::nn {
namespace {

using testing::DoubleNear;

// Two tasks, four epochs, two strengths; validation and test have noise of their own, which is
// what matters, and a part that the seed gives all methods in common. `gain` is added to all.
Method simulated(const std::string& name, std::mt19937_64& rng, double gain) {
  return {name, {0, 1}, [&rng, gain](double, std::uint64_t seed) {
            std::mt19937_64 common(seed);
            std::normal_distribution<double> normal(0, 0.02);
            const double shift = normal(common);
            nn::Run run{100, {}};
            for (std::size_t e = 0; e < 4; ++e) {
              Checkpoint at{e + 1, {}, {}};
              for (int t = 0; t < 2; ++t) {
                at.validation.push_back(0.8 + gain + shift + normal(rng));
                at.test.push_back(0.8 + gain + shift + normal(rng));
              }
              run.epochs.push_back(at);
            }
            return run;
          }};
}

struct Counts {
  int verdicts = 0, helps = 0, hurts = 0, families = 0, families_wrong = 0;
};

Counts count_verdicts(double gain, int comparisons, bool bonferroni) {
  std::mt19937_64 rng(11);
  const std::vector<Measure> measures = {{"a", "accuracy"}, {"b", "accuracy"}};
  Counts counts;
  for (int i = 0; i < comparisons; ++i) {
    const Comparison c =
        compare(measures,
                {simulated("single", rng, 0), simulated("x", rng, gain), simulated("y", rng, gain)},
                {1, 2, 3, 4, 5}, {.bonferroni = bonferroni});
    bool any = false;
    for (const MethodResult& m : {c.methods[1], c.methods[2]})
      for (const Verdict v : {m.verdict, m.tasks[0].verdict, m.tasks[1].verdict}) {
        ++counts.verdicts;
        counts.helps += v == Verdict::helps;
        counts.hurts += v == Verdict::hurts;
        any = any || v != Verdict::no_difference_shown;
      }
    ++counts.families;
    counts.families_wrong += any;
  }
  return counts;
}

TEST(CompareRates, MethodsThatMakeNoDifferenceHelpOnceInFortyAndHurtAsOften) {
  const Counts counts = count_verdicts(0, 4000, false);
  ASSERT_EQ(counts.verdicts, 24'000);
  // 0.025 each. The six verdicts of a comparison depend on each other: four standard deviations as
  // if there were only two of them.
  const double four = 4 * std::sqrt(0.025 * 0.975 / 8000);
  EXPECT_THAT(double(counts.helps) / counts.verdicts, DoubleNear(0.025, four));
  EXPECT_THAT(double(counts.hurts) / counts.verdicts, DoubleNear(0.025, four));
}

TEST(CompareRates, WithBonferroniAllVerdictsTogetherAreWrongAtMostOnceInTwenty) {
  const double four = 4 * std::sqrt(0.05 * 0.95 / 4000);
  const Counts plain = count_verdicts(0, 4000, false), strict = count_verdicts(0, 4000, true);
  EXPECT_GT(double(plain.families_wrong) / plain.families, 0.05 + four);
  EXPECT_LT(double(strict.families_wrong) / strict.families, 0.05 + four);
  EXPECT_GT(double(strict.families_wrong) / strict.families, 0.01);  // not merely mute
}

TEST(CompareRates, AMethodThatIsBetterHelpsAndAWorseOneHurts) {
  // 0.1 is five standard deviations of a score: its paired t is about 7.9, and 2.8 is needed.
  const Counts better = count_verdicts(0.1, 500, false), worse = count_verdicts(-0.1, 500, false);
  EXPECT_GT(double(better.helps) / better.verdicts, 0.97);
  EXPECT_EQ(better.hurts, 0);
  EXPECT_GT(double(worse.hurts) / worse.verdicts, 0.97);
  EXPECT_EQ(worse.helps, 0);
}

}  // namespace
}  // namespace tapestry::nn
