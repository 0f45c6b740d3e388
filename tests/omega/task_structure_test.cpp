// What single Omegas say of the tasks, and the errors that only they have.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/array/random.hpp"
#include "nn/omega/clustered.hpp"
#include "nn/omega/dirty.hpp"
#include "nn/omega/elastic_net.hpp"
#include "nn/omega/graph_laplacian.hpp"
#include "nn/omega/l21.hpp"
#include "nn/omega/lasso.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "nn/omega/ridge.hpp"
#include "nn/omega/sparse_low_rank.hpp"
#include "nn/omega/task_relationship.hpp"
#include "nn/omega/trace_norm.hpp"
#include "tests/error_of.hpp"

namespace tapestry::nn {
namespace {

// tr(w^T C^-1 w) of two tasks.
double with_covariance(const Tensor& w, double c00, double c01, double c11) {
  double total = 0;
  for (std::size_t j = 0; j < w.shape()[1]; ++j)
    total += c11 * w(0, j) * w(0, j) - 2 * c01 * w(0, j) * w(1, j) + c00 * w(1, j) * w(1, j);
  return total / (c00 * c11 - c01 * c01);
}

TEST(TaskRelationship, TheCovarianceIsTheBestOfTraceOneAndGivesTheValue) {
  Rng rng(1);
  const TaskRelationship omega(0.7);
  for (int trial = 0; trial < 20; ++trial) {
    const Tensor w = random_normal({2, 5}, rng), c = omega.covariance(w);
    const double value = omega.of(Var(w)).item();
    EXPECT_NEAR(c(0, 0) + c(1, 1), 1, 1e-14);
    EXPECT_NEAR(c(0, 1), c(1, 0), 1e-14);
    EXPECT_NEAR(0.7 * with_covariance(w, c(0, 0), c(0, 1), c(1, 1)), value, 1e-10 * value);
    for (double a = 0.05; a < 1; a += 0.05)
      for (double r = -0.95; r < 1; r += 0.05)
        EXPECT_GE(0.7 * with_covariance(w, a, r * std::sqrt(a * (1 - a)), 1 - a),
                  value * (1 - 1e-12));
  }
}

TEST(TaskRelationship, OpposedTasksCovaryNegativelyAndUnrelatedOnesNot) {
  const TaskRelationship omega(1);
  const Tensor opposed = omega.covariance(tensor({2, 2}, {1, 2, -1, -2}));
  EXPECT_NEAR(opposed(0, 1), -0.5, 1e-14);
  const Tensor unrelated = omega.covariance(tensor({2, 2}, {1, 2, -2, 1}));
  EXPECT_NEAR(unrelated(0, 1), 0, 1e-14);
}

TEST(Clustered, WaterIsBelowEveryOtherFillingOfTheSameAmount) {
  Rng rng(2);
  std::uniform_real_distribution<double> uniform(0, 1);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<double> s(5), other(5);
    for (double& x : s) x = std::pow(uniform(rng), 3);
    std::sort(s.rbegin(), s.rend());
    const double total = 1 + trial % 4, h = 0.01 + uniform(rng);
    const std::vector<double> m = fill_with_water(s, h, total);
    double sum = 0, value = 0;
    for (std::size_t i = 0; i < 5; ++i) {
      EXPECT_GE(m[i], 0);
      EXPECT_LE(m[i], 1);
      sum += m[i];
      value += s[i] * s[i] / (h + m[i]);
    }
    EXPECT_NEAR(sum, total, 1e-12);
    // Moving a little, or much, from one to another never helps.
    for (std::size_t i = 0; i < 5; ++i)
      for (std::size_t j = 0; j < 5; ++j)
        for (double amount : {1e-4, 1e-2, 0.3}) {
          if (i == j || m[i] < amount || m[j] + amount > 1) continue;
          other = m;
          other[i] -= amount;
          other[j] += amount;
          double moved = 0;
          for (std::size_t k = 0; k < 5; ++k) moved += s[k] * s[k] / (h + other[k]);
          EXPECT_GE(moved, value * (1 - 1e-12));
        }
  }
}

// Where w has no more directions than clusters, k-means' relaxed cost is 0, and the ridge is left.
TEST(Clustered, TasksThatFormTheClustersPayTheRidgeAlone) {
  const Tensor w = tensor({4, 3}, {1, 2, 3, 1, 2, 3, -2, 0, 1, -2, 0, 1});
  EXPECT_NEAR(Clustered(2, 5, 0.3).of(Var(w)).item(), Ridge(0.3).of(Var(w)).item(), 1e-12);
  // One cluster is too few; the relaxed cost is at most k-means', the distances from the mean.
  const double one = Clustered(1, 5, 0.3).of(Var(w)).item(), ridge = Ridge(0.3).of(Var(w)).item();
  EXPECT_GT(one, 1.5 * ridge);
  EXPECT_LT(one, ridge + MeanRegularised(5).of(Var(w)).item());
}

TEST(GraphLaplacian, AllEdgesOfWeightOneOverTasksMakeTheMeanRegularised) {
  Rng rng(3);
  const Tensor w = random_normal({4, 3}, rng);
  std::vector<TaskEdge> edges;
  for (std::size_t s = 0; s < 4; ++s)
    for (std::size_t t = 0; t < s; ++t) edges.push_back({s, t, 0.25});
  const double expected = MeanRegularised(0.6).of(Var(w)).item();
  EXPECT_NEAR(GraphLaplacian(4, edges, 0.6).of(Var(w)).item(), expected, 1e-12);
  EXPECT_EQ(GraphLaplacian(4, {}, 0.6).of(Var(w)).item(), 0);
}

TEST(Omegas, ErrorsNameTheStrengthTheSizesAndTheMend) {
  const std::string rule = base::text(" is -1, but must be 0 or more, and at most ",
                                      std::numeric_limits<Scalar>::max(), ", the largest Scalar.");
  EXPECT_EQ(error_of([] { Ridge{-1}; }), "Ridge: the strength" + rule);
  EXPECT_EQ(error_of([] { Lasso{-1}; }), "Lasso: the strength" + rule);
  EXPECT_EQ(error_of([] { L21{-1}; }), "L21: the strength" + rule);
  EXPECT_EQ(error_of([] { TraceNorm{-1}; }), "TraceNorm: the strength" + rule);
  EXPECT_EQ(error_of([] { TaskRelationship{-1}; }), "TaskRelationship: the strength" + rule);
  EXPECT_EQ(error_of([] { (ElasticNet{-1, 0}); }), "ElasticNet: the strength of the lasso" + rule);
  EXPECT_EQ(error_of([] { (ElasticNet{0, -1}); }), "ElasticNet: the strength of the ridge" + rule);
  EXPECT_EQ(error_of([] { (Dirty{-1, 0}); }), "Dirty: the strength of the shared part" + rule);
  EXPECT_EQ(error_of([] { (Dirty{0, -1}); }), "Dirty: the strength of the tasks' own part" + rule);
  EXPECT_EQ(error_of([] {
              (SparseLowRank{-1, 0});
            }),
            "SparseLowRank: the strength of the low-rank part" + rule);
  EXPECT_EQ(error_of([] {
              (SparseLowRank{0, -1});
            }),
            "SparseLowRank: the strength of the sparse part" + rule);
  EXPECT_EQ(error_of([] { chain(3, -1); }), "GraphLaplacian: the strength" + rule);
  EXPECT_EQ(error_of([] {
              GraphLaplacian(3, {{0, 2, -1}}, 1);
            }),
            "GraphLaplacian: the weight of the edge 0 - 2" + rule);
  EXPECT_EQ(error_of([] {
              GraphLaplacian(3, {{0, 3, 1}}, 1);
            }),
            "GraphLaplacian: the edge 0 - 3 must join two different tasks of 3, which are counted "
            "from 0.");
  EXPECT_EQ(error_of([] {
              chain(3, 1).of(Var(zeros({2, 5})));
            }),
            "GraphLaplacian: w is [2 x 5], but this Omega was made for 3 rows, a row a task: give "
            "it those, or make one for this many tasks.");
  EXPECT_EQ(error_of([] {
              Dirty(1, 1).of(Var(zeros({3, 5})));
            }),
            "Dirty: w is [3 x 5], but its first axis must be even: a row a task of the first part, "
            "and then as many of the second.");
  EXPECT_EQ(error_of([] {
              Clustered(4, 1, 1).of(Var(zeros({3, 5})));
            }),
            "Clustered: w is [3 x 5], and its 3 tasks cannot form 4 clusters: ask for no more "
            "clusters than tasks.");
  EXPECT_EQ(error_of([] { Clustered(0, 1, 1); }),
            "Clustered: there are 0 clusters, but there must be at least 1.");
  EXPECT_EQ(error_of([] { Clustered(2, 0, 1); }),
            "Clustered: the strengths are 0 within clusters and 1 of the ridge, but both must be "
            "above 0, and neither vanish beside the other.");
  EXPECT_EQ(error_of([] {
              TaskRelationship(1).covariance(zeros({2, 3}));
            }),
            "TaskRelationship: w [2 x 3] is 0, and has no covariance: ask for it once the weights "
            "are trained.");
  EXPECT_EQ(error_of([] {
              TraceNorm(1).prox(full({2, 3}, NAN), 1);
            }),
            "TraceNorm: w [2 x 3] holds nan, and its singular values cannot be found: look where "
            "the weights diverged.");
}

}  // namespace
}  // namespace tapestry::nn
