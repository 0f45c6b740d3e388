// That each structure is really in the planted weights.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "tests/datasets/generated/planted.hpp"

namespace tapestry::datasets {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(PlantedMean, TasksAreAsFarFromEachOtherAsTheSpreadSays) {
  PlantedSizes sizes = wide();
  sizes.spread = 0.2;
  const Tensor w = planted_tasks(Structure::mean, 1, sizes).weights;
  for (std::size_t t = 1; t < sizes.tasks; ++t)  // || e_s - e_t ||^2 spread = 2 spread
    EXPECT_NEAR(square_distance(w, 0, t), 0.4, 0.06);
  sizes.spread = 0;
  EXPECT_EQ(square_distance(planted_tasks(Structure::mean, 1, sizes).weights, 0, 5), 0);
}

TEST(PlantedLowRank, HasThatRank) {
  PlantedSizes sizes;
  for (std::size_t rank : {1U, 2U, 5U, 20U}) {
    sizes.rank = rank;
    EXPECT_EQ(rank_of(planted_tasks(Structure::low_rank, 1, sizes).weights), rank);
  }
  EXPECT_EQ(rank_of(planted_tasks(Structure::unrelated, 1, sizes).weights), 20U);
}

TEST(PlantedSparse, AllTasksUseTheSameFeaturesAndNoOthers) {
  PlantedSizes sizes;
  std::set<std::vector<std::size_t>> chosen;
  for (std::uint64_t seed : {1U, 2U, 3U}) {
    const Tensor w = planted_tasks(Structure::sparse, seed, sizes).weights;
    std::vector<std::size_t> used;
    for (std::size_t j = 0; j < sizes.features; ++j) {
      std::size_t tasks = 0;
      for (std::size_t t = 0; t < sizes.tasks; ++t) tasks += w(t, j) != 0 ? 1 : 0;
      EXPECT_TRUE(tasks == 0 || tasks == sizes.tasks) << "feature " << j;
      if (tasks > 0) used.push_back(j);
    }
    EXPECT_EQ(used.size(), sizes.active);
    chosen.insert(used);
  }
  EXPECT_EQ(chosen.size(), 3U);  // which ones is chance
}

TEST(PlantedClusters, AreNarrowAndFarApart) {
  PlantedSizes sizes = wide();
  const PlantedTasks planted = planted_tasks(Structure::clustered, 1, sizes);
  std::vector<std::size_t> members(sizes.clusters, 0);
  for (std::size_t t = 0; t < sizes.tasks; ++t) {
    ++members[static_cast<std::size_t>(planted.clusters[t])];
    for (std::size_t s = 0; s < t; ++s)  // 2 spread, or that and the centres' 2 (1 - spread)
      EXPECT_NEAR(square_distance(planted.weights, s, t),
                  planted.clusters[s] == planted.clusters[t] ? 0.2 : 2, 0.2)
          << s << ' ' << t;
  }
  EXPECT_THAT(members, ElementsAre(4, 4, 4));
  EXPECT_THAT(planted_tasks(Structure::mean, 1, sizes).clusters, IsEmpty());
}

TEST(PlantedChain, TasksAreTheFurtherApartTheMoreStepsAreBetweenThem) {
  const Tensor w = planted_tasks(Structure::chain, 1, wide()).weights;
  for (std::size_t t = 0; t < 12; ++t)
    for (std::size_t s = 0; s < t; ++s)
      EXPECT_NEAR(square_distance(w, s, t), 2 - 2 * std::pow(0.9, static_cast<double>(t - s)), 0.2)
          << s << ' ' << t;
}

TEST(PlantedUnrelated, NoTaskIsNearAnother) {
  const Tensor w = planted_tasks(Structure::unrelated, 1, wide()).weights;
  for (std::size_t t = 0; t < 12; ++t)
    for (std::size_t s = 0; s < t; ++s) EXPECT_NEAR(square_distance(w, s, t), 2, 0.25);
}

}  // namespace
}  // namespace tapestry::datasets
