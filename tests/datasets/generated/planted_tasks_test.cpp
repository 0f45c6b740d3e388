// The planted tasks: that each structure is really in the weights, that the answers follow from
// them with the noise asked for, and determinism.
#include "datasets/generated/planted_tasks.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/array/lapack.hpp"

namespace tapestry::datasets {

inline void PrintTo(Structure structure, std::ostream* out) { *out << name_of(structure); }

namespace {

using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;

// Many features, so that sums over them are near what is expected of them.
PlantedSizes wide(std::size_t tasks = 12) {
  PlantedSizes sizes;
  sizes.tasks = tasks;
  sizes.features = 2000;
  sizes.train = sizes.validation = sizes.test = 1;
  return sizes;
}

double square_distance(const Tensor& w, std::size_t s, std::size_t t) {
  double sum = 0;
  for (std::size_t j = 0; j < w.shape()[1]; ++j) {
    const double difference = static_cast<double>(w(s, j)) - static_cast<double>(w(t, j));
    sum += difference * difference;
  }
  return sum;
}

double square_length(const Tensor& w, std::size_t t) {
  double sum = 0;
  for (std::size_t j = 0; j < w.shape()[1]; ++j)
    sum += static_cast<double>(w(t, j)) * static_cast<double>(w(t, j));
  return sum;
}

// How many singular values stand above the rounding of the others.
std::size_t rank_of(const Tensor& w) {
  const Tensor values = kernels::singular_value_decomposition(w).values;
  std::size_t rank = 0;
  for (Scalar value : values) rank += value > values(0) / 10000 ? 1 : 0;
  return rank;
}

class Planted : public testing::TestWithParam<Structure> {};

TEST_P(Planted, HasTheSizesAskedFor) {
  PlantedSizes sizes;
  sizes.tasks = 7;
  sizes.features = 6;
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

TEST_P(Planted, TasksAreAsHardUnderEveryStructure) {
  PlantedSizes sizes = wide(40);
  sizes.active = 500;
  sizes.rank = 40;
  sizes.signal = 3;
  const PlantedTasks planted = planted_tasks(GetParam(), 1, sizes);
  double mean = 0;
  for (std::size_t t = 0; t < sizes.tasks; ++t) mean += square_length(planted.weights, t) / 40;
  EXPECT_NEAR(mean, 9, 0.9);
}

TEST_P(Planted, LinearTargetsHaveTheNoiseAskedFor) {
  PlantedSizes sizes;
  sizes.tasks = 4;
  sizes.features = 5;
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
  PlantedSizes sizes;
  sizes.tasks = 4;
  sizes.features = 5;
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
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
});

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

TEST(PlantedNames, AreAllDifferent) {
  std::vector<std::string> names;
  for (Structure structure : all_structures()) names.push_back(name_of(structure));
  EXPECT_THAT(names, ElementsAre("mean", "low rank", "sparse", "clustered", "chain", "unrelated"));
}

}  // namespace
}  // namespace tapestry::datasets
