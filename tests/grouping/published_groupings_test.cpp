// The published figures: that they are transcribed right, and that the best groupings of them are
// those that the papers' authors found, where they printed them.
#include "nn/grouping/published_groupings.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "nn/grouping/greedy_grouping.hpp"
#include "tests/grouping/grouping_cases.hpp"

namespace tapestry::nn {
namespace {

const std::vector<double> kUncovered(5, kNothing);

const PublishedAffinities& affinities_named(const std::string& name) {
  for (const PublishedAffinities& entry : published_affinities())
    if (entry.name == name) return entry;
  throw std::runtime_error("no " + name);
}

// Groups of three and more scored by pairs ("higher-order approximation"); pairs and single tasks,
// half networks among them, by what was measured.
std::vector<CandidateGroup> scored_by_pairs_of(const std::vector<MeasuredGroup>& networks) {
  std::vector<CandidateGroup> groups = groups_from_losses(networks);
  std::vector<double> affinities(25);
  for (const CandidateGroup& group : groups)
    if (group.tasks.size() == 2)
      for (std::size_t k = 0; k < 2; ++k)
        affinities[group.tasks[1 - k] * 5 + group.tasks[k]] = group.scores[k];
  for (CandidateGroup& group : groups)
    if (group.tasks.size() > 2)
      group = group_from_affinities(affinities, std::vector<double>(5), group.tasks, group.cost);
  return groups;
}

TEST(PublishedLosses, AreThirtySixNetworksOfFourSettings) {
  ASSERT_EQ(published_losses().size(), 4u);
  for (const PublishedLosses& setting : published_losses()) {
    ASSERT_EQ(setting.validation.size(), 36u);
    for (const auto* networks : {&setting.validation, &setting.test})
      for (std::size_t g = 0; g < 36; ++g) {
        EXPECT_EQ((*networks)[g].tasks, setting.validation[g].tasks);
        EXPECT_EQ((*networks)[g].tasks.size(), (*networks)[g].losses.size());
        EXPECT_EQ((*networks)[g].cost, g < 5 ? 0.5 : 1);
      }
    EXPECT_THAT(setting.validation.back().tasks, testing::ElementsAre(0, 1, 2, 3, 4));
  }
  // From the files, by hand: normals and edges of setting 2; all five of settings 1 and 4.
  EXPECT_THAT(published_losses()[1].test[18].tasks, testing::ElementsAre(2, 4));
  EXPECT_THAT(published_losses()[1].test[18].losses, testing::ElementsAre(0.08439, 0.01179));
  EXPECT_THAT(published_losses()[0].validation[35].losses,
              testing::ElementsAre(0.07854, 0.1864, 0.1, 0.09814, 0.04453));
  EXPECT_THAT(published_losses()[3].validation[35].losses,
              testing::ElementsAre(0.007211, 0.07327, 0.1144, 0.1952, 0.2974));
}

TEST(PublishedLosses, TheBestGroupingsAreThoseOfAllSets) {
  for (const PublishedLosses& setting : published_losses()) {
    const auto candidates = groups_from_losses(setting.validation);
    for (const double budget : setting.budgets) {
      const Grouping grouping = best_grouping(candidates, 5, budget);
      expect_consistent(grouping, candidates, 5, budget);
      EXPECT_NEAR(grouping.total, best_of_all_sets(candidates, kUncovered, budget), 1e-12)
          << setting.name << ", " << budget;
    }
  }
}

// Chosen by validation losses, as in the paper, the test losses are those of the paper's curves, to
// their last digit: all but one of 36. In setting 1 with a budget of 1 only the network of all five
// tasks fits, whose test losses sum to 0.50278 by the repository's own results_test.txt and by
// three other curves there ("worst", "random" and "hoa"); the curve has 0.50273.
TEST(PublishedLosses, TheBestGroupingsHaveTheTestLossesThatThePaperDraws) {
  int equal = 0;
  for (const PublishedLosses& setting : published_losses())
    for (std::size_t b = 0; b < setting.budgets.size(); ++b) {
      const Grouping grouping =
          best_grouping(groups_from_losses(setting.validation), 5, setting.budgets[b]);
      const double loss = -total_of(groups_from_losses(setting.test), grouping.chosen, 5);
      if (&setting == &published_losses()[0] && b == 0) {
        EXPECT_NEAR(loss, 0.50278, 5e-6);
        EXPECT_EQ(setting.best_totals[b], 0.50273);
        continue;
      }
      EXPECT_NEAR(loss, setting.best_totals[b], 1e-9) << setting.name << ", " << b;
      ++equal;
    }
  EXPECT_EQ(equal, 35);
}

TEST(PublishedLosses, ByPairsTheyHaveTheTestLossesThatThePaperDraws) {
  for (const PublishedLosses& setting : published_losses())
    for (std::size_t b = 0; b < setting.budgets.size(); ++b) {
      const auto estimated = scored_by_pairs_of(setting.validation);
      const Grouping grouping = best_grouping(estimated, 5, setting.budgets[b]);
      const double loss = -total_of(groups_from_losses(setting.test), grouping.chosen, 5);
      EXPECT_NEAR(loss, setting.by_pairs_totals[b], 1e-9) << setting.name << ", " << b;
    }
}

TEST(PublishedAffinities, AreTurnedSoThatARowIsTheTaskThatHelps) {
  ASSERT_EQ(published_affinities().size(), 6u);
  for (const PublishedAffinities& entry : published_affinities()) {
    const std::size_t n = entry.tasks.size();
    EXPECT_EQ(n, entry.name.find("CelebA") != std::string::npos ? 9u : 5u);
    EXPECT_EQ(entry.affinities.size(), n * n);
    EXPECT_EQ(entry.own_scores.size(), n);
  }
  // In TAG_network_selection.ipynb: ['Mustache']['Goatee'] and ['depth_l']['ss_l'].
  const PublishedAffinities& celeba = affinities_named("TAG, CelebA");
  EXPECT_EQ(celeba.tasks[4], "Goatee");
  EXPECT_EQ(celeba.tasks[5], "Mustache");
  EXPECT_EQ(celeba.affinities[4 * 9 + 5], -0.8396637863075016);
  EXPECT_EQ(celeba.own_scores[0], -1e6);
  const PublishedAffinities& taskonomy = affinities_named("TAG, Taskonomy");
  EXPECT_EQ(taskonomy.affinities[0 * 5 + 1], 0.41355850961858076);
  // In HOA_network_selection.ipynb: ['n']['k'] and ['n']['n'], losses.
  const PublishedAffinities& pairs = affinities_named("pairs, Taskonomy");
  EXPECT_EQ(pairs.affinities[4 * 5 + 2], -0.1110);
  EXPECT_EQ(pairs.own_scores[2], -0.0975);
  for (const std::string name : {"cosines, CelebA", "cosines, Taskonomy"}) {
    const PublishedAffinities& cosines = affinities_named(name);
    const std::size_t n = cosines.tasks.size();
    for (std::size_t i = 0; i < n; ++i)  // symmetric, as cosines are
      for (std::size_t j = 0; j < n; ++j)
        EXPECT_EQ(cosines.affinities[i * n + j], cosines.affinities[j * n + i]) << i << j;
  }
}

TEST(PublishedAffinities, TheBestGroupingsAreThoseOfAllSetsAndOfDynamicProgramming) {
  for (const PublishedAffinities& entry : published_affinities()) {
    const std::size_t n = entry.tasks.size();
    const auto candidates = groups_from_affinities(entry.affinities, entry.own_scores);
    const std::vector<double> totals = best_of_at_most(candidates, n, n);
    for (std::size_t groups = 1; groups <= n; ++groups) {
      const Grouping grouping = best_grouping(candidates, n, double(groups));
      const double rounding = 1e-12 * (1 + std::abs(totals[groups]));
      EXPECT_NEAR(grouping.total, totals[groups], rounding) << entry.name << ", " << groups;
      expect_consistent(grouping, candidates, n, double(groups));
      if (groups <= (n == 5 ? 4u : 2u)) {  // of nine tasks, three groups are 2e7 sets
        const std::vector<double> uncovered(n, kNothing);
        EXPECT_NEAR(grouping.total, best_of_all_sets(candidates, uncovered, double(groups)),
                    rounding);
      }
      EXPECT_GE(greedy_grouping(candidates, n, double(groups)).upper_bound,
                totals[groups] - rounding);
    }
  }
}

}  // namespace
}  // namespace tapestry::nn
