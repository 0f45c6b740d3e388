// What holds for the planted tasks of every structure: sizes, the weights' variance, that the
// answers follow from them with the noise asked for, and determinism.
#include "datasets/generated/planted_tasks.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "tests/datasets/generated/planted.hpp"

namespace tapestry::datasets {

inline void PrintTo(Structure structure, std::ostream* out) { *out << name_of(structure); }

namespace {

using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;

// Sizes that every structure can have with these few tasks and features.
PlantedSizes small(std::size_t tasks, std::size_t features) {
  PlantedSizes sizes;
  sizes.tasks = tasks;
  sizes.features = features;
  sizes.active = 3;
  sizes.outliers = 1;
  return sizes;
}

bool has_outliers(Structure structure) {
  return structure == Structure::sparse_outliers || structure == Structure::low_rank_outliers;
}

class Planted : public testing::TestWithParam<Structure> {};

TEST_P(Planted, HasTheSizesAskedFor) {
  PlantedSizes sizes = small(7, 6);
  sizes.train = 3;
  sizes.validation = 4;
  sizes.test = 5;
  const PlantedTasks planted = planted_tasks(GetParam(), 1, sizes);
  EXPECT_EQ(planted.weights.shape(), (Shape{7, 6}));
  for (const auto& [part, rows] :
       {std::pair{&planted.train, 3U}, {&planted.validation, 4U}, {&planted.test, 5U}}) {
    ASSERT_EQ(part->size(), 7U);
    for (const nn::Batch& batch : *part) {
      EXPECT_EQ(batch.inputs.shape(), (Shape{rows, 6}));
      EXPECT_EQ(batch.targets.shape(), (Shape{rows, 1}));
      EXPECT_THAT(batch.labels, IsEmpty());
    }
  }
  sizes.logistic = true;
  for (const nn::Batch& batch : planted_tasks(GetParam(), 1, sizes).validation)
    EXPECT_EQ(batch.labels.size(), 4U);
}

TEST_P(Planted, SameSeedSameBits) {
  for (bool logistic : {false, true}) {
    PlantedSizes sizes;
    sizes.logistic = logistic;
    const PlantedTasks a = planted_tasks(GetParam(), 3, sizes);
    const PlantedTasks b = planted_tasks(GetParam(), 3, sizes);
    EXPECT_EQ(a.weights, b.weights);
    EXPECT_EQ(a.clusters, b.clusters);
    EXPECT_EQ(a.outliers, b.outliers);
    for (std::size_t t = 0; t < sizes.tasks; ++t) {
      EXPECT_EQ(a.train[t].inputs, b.train[t].inputs);
      EXPECT_EQ(a.test[t].labels, b.test[t].labels);
      if (logistic) continue;
      EXPECT_EQ(a.validation[t].targets, b.validation[t].targets);
    }
    const PlantedTasks other = planted_tasks(GetParam(), 4, sizes);
    EXPECT_NE(a.weights, other.weights);
    EXPECT_NE(a.test[0].inputs, other.test[0].inputs);
  }
}

TEST_P(Planted, WeightsDoNotDependOnTheRows) {
  PlantedSizes more;
  more.train = 33;
  EXPECT_EQ(planted_tasks(GetParam(), 5, more).weights, planted_tasks(GetParam(), 5).weights);
}

// E || w_t ||^2 = signal^2 for each task by itself, wherever it stands; and where some tasks are
// outliers, for these and for the others.
TEST_P(Planted, EveryTaskIsAsHardUnderEveryStructure) {
  PlantedSizes sizes = small(6, 15);
  sizes.train = sizes.validation = sizes.test = 1;
  sizes.signal = 3;
  constexpr std::uint64_t kSeeds = 2000;
  std::vector<double> of_task(sizes.tasks, 0);
  double of_outliers = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const PlantedTasks planted = planted_tasks(GetParam(), seed, sizes);
    for (std::size_t t = 0; t < sizes.tasks; ++t)
      of_task[t] += square_length(planted.weights, t) / kSeeds;
    for (std::size_t t : planted.outliers)
      of_outliers += square_length(planted.weights, t) / kSeeds;
  }
  for (double mean : of_task) EXPECT_NEAR(mean, 9, 0.9);
  if (has_outliers(GetParam())) {
    EXPECT_NEAR(of_outliers, 9, 0.9);
  }
}

TEST_P(Planted, SaysWhichTasksAreOutliers) {
  PlantedSizes sizes = small(6, 8);
  sizes.outliers = 2;
  std::set<std::vector<std::size_t>> chosen;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const std::vector<std::size_t> outliers = planted_tasks(GetParam(), seed, sizes).outliers;
    ASSERT_EQ(outliers.size(), has_outliers(GetParam()) ? 2U : 0U);
    if (!outliers.empty()) {
      EXPECT_LT(outliers[0], outliers[1]);
      EXPECT_LT(outliers[1], 6U);
    }
    chosen.insert(outliers);
  }
  if (has_outliers(GetParam())) {
    EXPECT_GT(chosen.size(), 8U);  // of 15 pairs: which ones is chance
  }
}

TEST_P(Planted, LinearTargetsHaveTheNoiseAskedFor) {
  PlantedSizes sizes = small(4, 5);
  sizes.train = 5000;
  sizes.noise = 0.5;
  const PlantedTasks planted = planted_tasks(GetParam(), 1, sizes);
  for (std::size_t t = 0; t < sizes.tasks; ++t) {
    double mean = 0, square = 0;
    for (std::size_t i = 0; i < sizes.train; ++i) {
      double residual = planted.train[t].targets(i, 0);
      for (std::size_t j = 0; j < sizes.features; ++j)
        residual -= planted.train[t].inputs(i, j) * planted.weights(t, j);
      mean += residual / 5000;
      square += residual * residual / 5000;
    }
    EXPECT_NEAR(mean, 0, 4 * 0.5 / std::sqrt(5000));
    EXPECT_NEAR(square, 0.25, 4 * 0.25 * std::sqrt(2.0 / 5000));
  }
}

// sum (label - p) and sum (label - p) x w have mean 0 and variances sum p (1 - p) and
// sum p (1 - p) (x w)^2: the second tells other slopes, the first other offsets.
TEST_P(Planted, LogisticLabelsAreAsFrequentAsTheWeightsSay) {
  PlantedSizes sizes = small(4, 5);
  sizes.train = 5000;
  sizes.signal = 2;
  sizes.logistic = true;
  const PlantedTasks planted = planted_tasks(GetParam(), 1, sizes);
  for (std::size_t t = 0; t < sizes.tasks; ++t) {
    double offset = 0, slope = 0, offset_variance = 0, slope_variance = 0;
    for (std::size_t i = 0; i < sizes.train; ++i) {
      double score = 0;
      for (std::size_t j = 0; j < sizes.features; ++j)
        score += planted.train[t].inputs(i, j) * planted.weights(t, j);
      const double p = 1 / (1 + std::exp(-score));
      const int label = planted.train[t].labels[i];
      ASSERT_TRUE(label == 0 || label == 1);
      offset += label - p;
      slope += (label - p) * score;
      offset_variance += p * (1 - p);
      slope_variance += p * (1 - p) * score * score;
    }
    EXPECT_LT(std::abs(offset), 4 * std::sqrt(offset_variance));
    EXPECT_LT(std::abs(slope), 4 * std::sqrt(slope_variance));
  }
}

TEST_P(Planted, WithoutSignalAndNoiseAllIsZero) {
  PlantedSizes sizes;
  sizes.noise = 0;
  sizes.signal = 0;
  const PlantedTasks planted = planted_tasks(GetParam(), 1, sizes);
  EXPECT_THAT(planted.weights, Each(Scalar{0}));
  EXPECT_THAT(planted.train[0].targets, Each(Scalar{0}));
}

INSTANTIATE_TEST_SUITE_P(All, Planted, testing::ValuesIn(all_structures()), [](const auto& of) {
  std::string name = name_of(of.param);
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == ' ' || c == '+'; }, '_');
  return name;
});

// The worlds of a seed stay the same: results that were written down are of these. The numbers were
// printed by the program of 2026-11-26, which knew no other structures.
TEST(PlantedWorlds, AreThoseOfEarlierVersions) {
  struct Recorded {
    Structure structure;
    double alternating_sum;  // of the weights: w_0 - w_1 + w_2 ...
    double last_target;      // of the last task's test rows, drawn last of all
  };
  for (const Recorded& recorded : {Recorded{Structure::mean, 10.86387, 1.591873},
                                   Recorded{Structure::low_rank, -2.186212, 2.781054},
                                   Recorded{Structure::sparse, -0.8295423, -0.6712064},
                                   Recorded{Structure::clustered, -8.73218, -0.581054},
                                   Recorded{Structure::chain, -4.447302, -0.3796073},
                                   Recorded{Structure::unrelated, -0.2040866, -1.812953}}) {
    const PlantedTasks planted = planted_tasks(recorded.structure, 1);
    double sum = 0, sign = 1;
    for (Scalar weight : planted.weights) {
      sum += sign * static_cast<double>(weight);
      sign = -sign;
    }
    EXPECT_NEAR(sum, recorded.alternating_sum, 1e-4) << name_of(recorded.structure);
    EXPECT_NEAR(planted.test[19].targets(199, 0), recorded.last_target, 1e-4)
        << name_of(recorded.structure);
  }
}

TEST(PlantedNames, AreAllDifferent) {
  std::vector<std::string> names;
  for (Structure structure : all_structures()) names.push_back(name_of(structure));
  EXPECT_THAT(names, ElementsAre("mean", "low rank", "sparse", "clustered", "chain", "own features",
                                 "dirty", "sparse + outliers", "low rank + outliers",
                                 "low rank + sparse", "sparse chain", "piecewise", "unrelated"));
}

}  // namespace
}  // namespace tapestry::datasets
