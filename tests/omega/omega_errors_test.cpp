// The errors of the Omegas: strengths, shapes, covariances.
#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "engine/array/random.hpp"
#include "nn/omega/alternating_structure.hpp"
#include "nn/omega/capped_l1.hpp"
#include "nn/omega/fused_sparse_group_lasso.hpp"
#include "nn/omega/graph_laplacian.hpp"
#include "nn/omega/l1_inf.hpp"
#include "nn/omega/lasso.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "nn/omega/ridge.hpp"
#include "nn/omega/robust.hpp"
#include "nn/omega/robust_features.hpp"
#include "nn/omega/task_covariance.hpp"
#include "nn/omega/task_groups.hpp"
#include "nn/omega/task_relationship.hpp"
#include "nn/omega/temporal_group_lasso.hpp"
#include "nn/omega/trace_norm.hpp"
#include "nn/omega/two_parts.hpp"
#include "tests/error_of.hpp"

namespace tapestry::nn {
namespace {

TEST(OmegaErrors, AStrengthThatIsNegativeOrNoNumber) {
  for (const double wrong : {-1.0, double(NAN), double(INFINITY)}) {
    const std::string rule =
        base::text(" is ", wrong, ", but must be 0 or more, and at most ",
                   std::numeric_limits<Scalar>::max(), ", the largest Scalar.");
    EXPECT_EQ(error_of([&] { MeanRegularised{wrong}; }), "MeanRegularised: the strength" + rule);
    EXPECT_EQ(error_of([&] { L1Inf{wrong}; }), "L1Inf: the strength" + rule);
    EXPECT_EQ(error_of([&] { TaskGroups{wrong}; }), "TaskGroups: the strength" + rule);
    EXPECT_EQ(error_of([&] { (CappedL1{wrong, 1}); }), "CappedL1: the strength" + rule);
    EXPECT_EQ(error_of([&] { (CappedL1{1, wrong}); }), "CappedL1: the cap" + rule);
    EXPECT_EQ(error_of([&] {
                (Robust{wrong, 1});
              }),
              "Robust: the strength of the low-rank part" + rule);
    EXPECT_EQ(error_of([&] {
                (Robust{1, wrong});
              }),
              "Robust: the strength of the outliers' part" + rule);
    EXPECT_EQ(error_of([&] {
                (RobustFeatures{wrong, 1});
              }),
              "RobustFeatures: the strength of the common features" + rule);
    EXPECT_EQ(error_of([&] {
                (RobustFeatures{1, wrong});
              }),
              "RobustFeatures: the strength of the outliers' part" + rule);
    EXPECT_EQ(error_of([&] {
                (TemporalGroupLasso{wrong, 1, 1});
              }),
              "TemporalGroupLasso: the strength of the ridge" + rule);
    EXPECT_EQ(error_of([&] {
                (TemporalGroupLasso{1, wrong, 1});
              }),
              "TemporalGroupLasso: the strength of the chain" + rule);
    EXPECT_EQ(error_of([&] {
                (TemporalGroupLasso{1, 1, wrong});
              }),
              "TemporalGroupLasso: the strength of the features" + rule);
    EXPECT_EQ(error_of([&] {
                (FusedSparseGroupLasso{wrong, 1, 1});
              }),
              "FusedSparseGroupLasso: the strength of the lasso" + rule);
    EXPECT_EQ(error_of([&] {
                (FusedSparseGroupLasso{1, wrong, 1});
              }),
              "FusedSparseGroupLasso: the strength of the jumps" + rule);
    EXPECT_EQ(error_of([&] {
                (FusedSparseGroupLasso{1, 1, wrong});
              }),
              "FusedSparseGroupLasso: the strength of the features" + rule);
    EXPECT_EQ(error_of([&] {
                (AlternatingStructure{1, wrong, 1});
              }),
              "AlternatingStructure: the strength" + rule);
    EXPECT_EQ(error_of([&] {
                (AlternatingStructure{1, 1, wrong});
              }),
              "AlternatingStructure: the strength of the ridge" + rule);
    EXPECT_EQ(error_of([&] {
                (TaskCovariance{full({1, 1}, 1), wrong});
              }),
              "TaskCovariance: the strength" + rule);
  }
}

TEST(OmegaErrors, DimensionsThatCannotBe) {
  EXPECT_EQ(error_of([] { CappedL1(1, 0); }),
            "CappedL1: the cap is 0, and nothing would be penalised: give one above 0.");
  EXPECT_EQ(error_of([] { AlternatingStructure(0, 1, 1); }),
            "AlternatingStructure: there are 0 dimensions, but there must be at least 1.");
  EXPECT_EQ(error_of([] { AlternatingStructure(2, 0, 1); }),
            "AlternatingStructure: the strengths are 0, and 1 of the ridge, but both must be above "
            "0, and neither vanish beside the other.");
  EXPECT_EQ(
      error_of([] {
        AlternatingStructure(6, 1, 1).of(Var(zeros({3, 5})));
      }),
      "AlternatingStructure: w is [3 x 5], and its 5 parameters cannot have 6 dimensions: ask "
      "for no more dimensions than parameters.");
}

TEST(OmegaErrors, ACovarianceThatIsNone) {
  EXPECT_EQ(
      error_of([] {
        TaskCovariance(zeros({2, 3}), 1);
      }),
      "TaskCovariance: the covariance is [2 x 3], but must be [tasks x tasks], with a row and "
      "a column a task.");
  EXPECT_EQ(error_of([] {
              TaskCovariance(tensor({2, 2}, {1, 0.5, 0.4, 1}), 1);
            }),
            "TaskCovariance: the covariance of tasks 1 and 0 is 0.4 in one place and 0.5 in the "
            "other, but it must be symmetric, and finite: give (C + C^T) / 2.");
  EXPECT_THAT(error_of([] {
                TaskCovariance(tensor({2, 2}, {1, NAN, NAN, 1}), 1);
              }),
              testing::HasSubstr("and finite"));
  EXPECT_EQ(error_of([] {
              TaskCovariance(tensor({3, 3}, {1, 0, 0, 0, 1, 2, 0, 2, 1}), 1);
            }),
            "TaskCovariance: the covariance of the first 3 of 3 tasks is not positive definite, so "
            "that some mixture of them would have a variance of 0 or less: add a little to the "
            "diagonal.");
  EXPECT_EQ(error_of([] {
              TaskCovariance(full({2, 2}, 1), 1).of(Var(zeros({3, 5})));
            }),
            "TaskCovariance: the covariance of the first 2 of 2 tasks is not positive definite, so "
            "that some mixture of them would have a variance of 0 or less: add a little to the "
            "diagonal.");
  EXPECT_EQ(error_of([] {
              TaskCovariance(full({1, 1}, 1), 1).of(Var(zeros({3, 5})));
            }),
            "TaskCovariance: w is [3 x 5], but this Omega was made for 1 rows, a row a task: give "
            "it those, or make one for this many tasks.");
}

TEST(OmegaErrors, PartsThatAreNone) {
  EXPECT_EQ(error_of([] { TwoParts(nullptr, std::make_shared<Ridge>(1)); }),
            "TwoParts: a part is nullptr, but each part must be an Omega of one.");
  EXPECT_EQ(error_of([] { TwoParts(std::make_shared<Ridge>(1), std::make_shared<Robust>(1, 1)); }),
            "TwoParts: 'robust' has two parts itself, but each part must be an Omega of one.");
  EXPECT_EQ(
      error_of([] {
        TwoParts(std::make_shared<Ridge>(1), std::make_shared<Lasso>(1)).of(Var(zeros({3, 2})));
      }),
      "TwoParts: w is [3 x 2], but its first axis must be even: a row a task of the first "
      "part, and then as many of the second.");
}

TEST(OmegaErrors, NoTasksAndShapesThatDiffer) {
  EXPECT_EQ(error_of([] { Ridge(1)(std::vector<Var>{}); }),
            "Omega: no tasks were given, but at least one is needed.");
  EXPECT_THAT(error_of([] {
                Ridge(1)({Var("a", zeros({2, 3})), Var("b", zeros({3, 2}))});
              }),
              testing::HasSubstr("must have the same shape"));
}

// One task on a chain has no neighbour: what is left is the rest of the penalty.
TEST(OmegaAnswers, OfOneTaskAChainSaysNothing) {
  const Tensor w = tensor({1, 3}, {1, -2, 3});
  EXPECT_NEAR(TemporalGroupLasso(1, 100, 0).of(Var(w)).item(), 14, 1e-12);
  EXPECT_NEAR(FusedSparseGroupLasso(1, 100, 0).of(Var(w)).item(), 6, 1e-12);
  EXPECT_EQ(FusedSparseGroupLasso(0, 100, 0).prox(w, 1), w);
  EXPECT_NEAR(TemporalGroupLasso(0, 100, 1).prox(w, 0.5)(0, 2), 2.5, 1e-12);
}

// However strong it is, a prox draws to 0 and never back; and a covariance is one matrix to of and
// to prox, although its halves differ by rounding.
TEST(OmegaAnswers, EnormousStrengthsLeaveNothing) {
  const Tensor w = tensor({2, 3}, {1, -2, 3, 0.5, 1, -1});
  for (const double strength : {1e15, 1e17, 1e25}) {
    const Tensor v = TaskRelationship(strength).prox(w, 1);
    for (std::size_t i = 0; i < v.size(); ++i) EXPECT_LT(std::abs(double{v.data()[i]}), 1e-14);
    EXPECT_EQ(TraceNorm(strength).prox(w, 1), zeros({2, 3}));
    EXPECT_EQ(L1Inf(strength).prox(w, 1), zeros({2, 3}));
    EXPECT_LT(std::abs(Ridge(strength).prox(w, 1)(0, 2)), 1e-14);
  }
}

TEST(OmegaAnswers, HalvesOfACovarianceThatDifferByRoundingAreOne) {
  const TaskCovariance rounded(tensor({2, 2}, {1, 0.5, 0.500004, 1}), 1);
  const TaskCovariance exact(tensor({2, 2}, {1, 0.500002, 0.500002, 1}), 1);
  const Tensor w = tensor({2, 1}, {1, -2});
  EXPECT_NEAR(rounded.of(Var(w)).item(), exact.of(Var(w)).item(), 1e-12);
  EXPECT_NEAR(rounded.prox(w, 1)(0, 0), exact.prox(w, 1)(0, 0), 1e-14);
  EXPECT_NEAR(rounded.prox(w, 1)(1, 0), exact.prox(w, 1)(1, 0), 1e-14);
}

// The largest are cut down to one number, in all digits.
TEST(OmegaAnswers, L1InfMakesTheLargestEqual) {
  Rng rng(4);
  for (int trial = 0; trial < 1000; ++trial) {
    const Tensor v = L1Inf(1).prox(random_normal({5, 1}, rng), 0.5);
    double most = 0;
    for (const Scalar x : v.storage()) most = std::max(most, std::abs(double{x}));
    for (const Scalar x : v.storage())
      EXPECT_TRUE(std::abs(x) == most || std::abs(x) < most * (1 - 1e-9));
  }
}

// Settings tell numbers apart that differ in their last digit: a run is not gone on with another.
TEST(OmegaAnswers, SettingsHaveAllDigits) {
  EXPECT_NE(Ridge(0.1234567).settings(), Ridge(std::nextafter(0.1234567, 1)).settings());
  EXPECT_EQ(Ridge(0.1).settings(), "strength 0.1");
  std::vector<TaskEdge> edges;
  for (std::size_t t = 1; t < 5000; ++t) edges.push_back({t - 1, t, 1});
  const std::string before = GraphLaplacian(5000, edges, 1).settings();
  edges[3000].weight = 1.001;
  EXPECT_NE(GraphLaplacian(5000, edges, 1).settings(), before);
  EXPECT_NE(GraphLaplacian(2000, {{1000, 5}}, 1).settings(),
            GraphLaplacian(2000, {{0, 6}}, 1).settings());
}

// What diverged is seen in the result, and not taken for a 0.
TEST(OmegaAnswers, NotANumberStaysSo) {
  const Tensor w = full({2, 2}, NAN);
  EXPECT_TRUE(std::isnan(FusedSparseGroupLasso(1, 1, 1).prox(w, 1)(0, 0)));
  EXPECT_TRUE(std::isnan(TemporalGroupLasso(1, 1, 1).prox(w, 1)(0, 0)));
  EXPECT_TRUE(std::isnan(CappedL1(1, 1).prox(w, 1)(0, 0)));
  EXPECT_TRUE(std::isnan(TaskGroups(1).prox(w, 1)(0, 0)));
  EXPECT_TRUE(std::isnan(L1Inf(1).prox(w, 1)(0, 0)));
}

}  // namespace
}  // namespace tapestry::nn
