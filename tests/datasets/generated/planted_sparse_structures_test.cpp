// That each structure of sparse weights, or with outliers, is really in the planted ones: exactly
// so.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include "tests/datasets/generated/planted.hpp"

namespace tapestry::datasets {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::SizeIs;

using Features = std::vector<std::size_t>;

Features common_of(const Features& a, const Features& b) {
  Features both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both;
}

// All tasks use the same `active` features, and which ones is chance.
void expect_the_same_features(Structure structure) {
  std::set<Features> chosen;
  for (std::uint64_t seed : {1U, 2U, 3U}) {
    const Tensor w = planted_tasks(structure, seed).weights;
    const Features first = used_features(w, 0);
    EXPECT_THAT(first, SizeIs(5));
    for (std::size_t t = 1; t < 20; ++t) EXPECT_EQ(used_features(w, t), first) << "task " << t;
    chosen.insert(first);
  }
  EXPECT_THAT(chosen, SizeIs(3));
}

TEST(PlantedOwnSparse, EachTaskHasFeaturesOfItsOwn) {
  const Tensor w = planted_tasks(Structure::own_sparse, 1).weights;
  std::set<Features> chosen;
  std::vector<int> users(30, 0);
  for (std::size_t t = 0; t < 20; ++t) {
    const Features used = used_features(w, t);
    EXPECT_THAT(used, SizeIs(5));
    chosen.insert(used);
    for (std::size_t j : used) ++users[j];
  }
  EXPECT_THAT(chosen, SizeIs(20));
  // 100 uses of 30 features: each is as likely as another.
  EXPECT_LE(*std::max_element(users.begin(), users.end()), 10);
  EXPECT_GE(std::count_if(users.begin(), users.end(), [](int n) { return n > 0; }), 24);
}

TEST(PlantedDirty, TasksShareSomeFeaturesAndHaveOthersOfTheirOwn) {
  for (std::size_t own : {1U, 2U, 25U}) {
    PlantedSizes sizes;
    sizes.own = own;
    const Tensor w = planted_tasks(Structure::dirty, 1, sizes).weights;
    Features common = used_features(w, 0);
    std::set<Features> chosen;
    for (std::size_t t = 0; t < 20; ++t) {
      const Features used = used_features(w, t);
      EXPECT_THAT(used, SizeIs(5 + own));
      common = common_of(common, used);
      chosen.insert(used);
    }
    EXPECT_THAT(common, SizeIs(own == 25 ? 30 : 5));  // 25 own ones are all that there are
    EXPECT_GE(chosen.size(), own == 25 ? 1U : 12U);
  }
}

TEST(PlantedSparseOutliers, OnlyTheOutliersUseOtherFeatures) {
  PlantedSizes sizes;
  sizes.outliers = 4;
  const PlantedTasks planted = planted_tasks(Structure::sparse_outliers, 1, sizes);
  const Tensor others = rows_without(planted.weights, planted.outliers);
  ASSERT_EQ(others.shape(), (Shape{16, 30}));
  const Features first = used_features(others, 0);
  EXPECT_THAT(first, SizeIs(5));
  for (std::size_t t = 1; t < 16; ++t) EXPECT_EQ(used_features(others, t), first);
  ASSERT_THAT(planted.outliers, SizeIs(4));
  for (std::size_t t : planted.outliers)
    EXPECT_THAT(used_features(planted.weights, t), SizeIs(30)) << "task " << t;
}

TEST(PlantedLowRankOutliers, EachOutlierAddsOneToTheRank) {
  PlantedSizes sizes;
  for (std::size_t rank : {1U, 2U, 16U}) {
    sizes.rank = rank;
    sizes.outliers = 4;
    const PlantedTasks planted = planted_tasks(Structure::low_rank_outliers, 1, sizes);
    EXPECT_EQ(rank_of(rows_without(planted.weights, planted.outliers)), rank);
    EXPECT_EQ(rank_of(planted.weights), rank + 4);
  }
}

// Which columns of w [tasks x features] are not combinations of columns a and b.
Features outside_plane(const Tensor& w, std::size_t a, std::size_t b) {
  const std::size_t tasks = w.shape()[0];
  std::vector<std::vector<double>> basis;
  const auto rest_of = [&](std::size_t j) {
    std::vector<double> column(tasks);
    for (std::size_t t = 0; t < tasks; ++t) column[t] = static_cast<double>(w(t, j));
    for (const std::vector<double>& e : basis) {
      double dot = 0;
      for (std::size_t t = 0; t < tasks; ++t) dot += column[t] * e[t];
      for (std::size_t t = 0; t < tasks; ++t) column[t] -= dot * e[t];
    }
    return column;
  };
  const auto length = [](const std::vector<double>& v) {
    double sum = 0;
    for (double x : v) sum += x * x;
    return std::sqrt(sum);
  };
  for (std::size_t j : {a, b}) {
    std::vector<double> e = rest_of(j);
    const double norm = length(e);
    for (double& x : e) x /= norm;
    basis.push_back(e);
  }
  Features outside;
  for (std::size_t j = 0; j < w.shape()[1]; ++j)
    if (length(rest_of(j)) > 1e-4) outside.push_back(j);
  return outside;
}

// Of 2000 features few have a single weight: the others' columns lie in a plane, by the rank of 2.
TEST(PlantedLowRankSparse, IsOfLowRankButForSingleWeights) {
  PlantedSizes sizes = wide(6);
  double single = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const Tensor w = planted_tasks(Structure::low_rank_sparse, seed, sizes).weights;
    Features outside = outside_plane(w, 0, 1);
    if (outside.size() > 12) outside = outside_plane(w, 2, 3);  // a single weight was in 0 or 1
    ASSERT_LE(outside.size(), 12U);                             // 2 of each task
    ASSERT_GE(outside.size(), 10U);  // some features may be of two tasks, or a weight be tiny
    for (std::size_t t = 0; t < 6; ++t)
      for (std::size_t j : outside)
        single += static_cast<double>(w(t, j)) * static_cast<double>(w(t, j)) / (6 * 200);
  }
  EXPECT_NEAR(single, 0.5, 0.06);  // and the columns' small other weights, 0.003
}

TEST(PlantedSparseChain, AllTasksUseTheSameFeaturesAndNoOthers) {
  expect_the_same_features(Structure::sparse_chain);
}

TEST(PlantedSparseChain, TasksAreTheFurtherApartTheMoreStepsAreBetweenThem) {
  PlantedSizes sizes = wide();
  sizes.active = 1500;
  sizes.spread = 0.2;
  const Tensor w = planted_tasks(Structure::sparse_chain, 1, sizes).weights;
  for (std::size_t t = 0; t < 12; ++t)
    for (std::size_t s = 0; s < t; ++s)
      EXPECT_NEAR(square_distance(w, s, t), 2 - 2 * std::pow(0.8, static_cast<double>(t - s)), 0.2)
          << s << ' ' << t;
}

TEST(PlantedPiecewise, AllTasksUseTheSameFeaturesAndNoOthers) {
  expect_the_same_features(Structure::piecewise);
}

// The lengths of the stretches of equal rows.
std::vector<std::size_t> stretches(const Tensor& w) {
  std::vector<std::size_t> lengths = {1};
  for (std::size_t t = 1; t < w.shape()[0]; ++t) {
    if (square_distance(w, t - 1, t) == 0)
      ++lengths.back();
    else
      lengths.push_back(1);
  }
  return lengths;
}

TEST(PlantedPiecewise, TasksOfAStretchAreEqual) {
  PlantedSizes sizes;
  const auto lengths = [&](std::size_t pieces) {
    sizes.pieces = pieces;
    return stretches(planted_tasks(Structure::piecewise, 1, sizes).weights);
  };
  EXPECT_THAT(lengths(1), ElementsAre(20));
  EXPECT_THAT(lengths(3), ElementsAre(7, 7, 6));
  EXPECT_THAT(lengths(5), Each(4));
  EXPECT_THAT(lengths(20), SizeIs(20));
  for (std::size_t length : lengths(12)) EXPECT_TRUE(length == 1 || length == 2) << length;
}

TEST(PlantedPiecewise, StretchesHaveNothingInCommonButTheFeatures) {
  PlantedSizes sizes = wide();
  sizes.active = 1500;
  const Tensor w = planted_tasks(Structure::piecewise, 1, sizes).weights;
  for (std::size_t t = 0; t < 12; ++t)
    for (std::size_t s = 0; s < t; ++s)
      EXPECT_NEAR(square_distance(w, s, t), s / 4 == t / 4 ? 0 : 2, 0.25) << s << ' ' << t;
}

}  // namespace
}  // namespace tapestry::datasets
