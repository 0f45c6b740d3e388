// What planted_tasks says of sizes that it cannot make tasks of.
#include <gmock/gmock.h>

#include <limits>

#include "datasets/generated/planted_tasks.hpp"
#include "tests/error_of.hpp"

namespace tapestry::datasets {
namespace {

std::string error_with(Structure structure, const PlantedSizes& sizes) {
  return error_of([&] { planted_tasks(structure, 1, sizes); });
}

TEST(PlantedErrors, NoSizeMayBeZero) {
  const std::pair<std::size_t PlantedSizes::*, const char*> sizes_of[] = {
      {&PlantedSizes::tasks, "tasks"},
      {&PlantedSizes::features, "features"},
      {&PlantedSizes::train, "train"},
      {&PlantedSizes::validation, "validation"},
      {&PlantedSizes::test, "test"}};
  for (const auto& [size, name] : sizes_of) {
    PlantedSizes sizes;
    sizes.*size = 0;
    EXPECT_EQ(error_with(Structure::mean, sizes),
              base::text("planted_tasks: ", name, " = 0, but it must be 1 or more: raise it."));
  }
}

TEST(PlantedErrors, WhatAStructureUsesMustFit) {
  PlantedSizes sizes;
  sizes.rank = 21;
  sizes.active = 31;
  sizes.clusters = 21;
  sizes.spread = 1.5;
  EXPECT_EQ(error_with(Structure::low_rank, sizes),
            "planted_tasks: rank = 21, but it must be at most the smaller of tasks and features, "
            "20: lower it.");
  EXPECT_EQ(error_with(Structure::sparse, sizes),
            "planted_tasks: active = 31, but it must be at most the number of features, 30: lower "
            "it.");
  EXPECT_EQ(error_with(Structure::clustered, sizes),
            "planted_tasks: clusters = 21, but it must be at most the number of tasks, 20: lower "
            "it.");
  for (Structure structure : {Structure::mean, Structure::chain})
    EXPECT_EQ(error_with(structure, sizes),
              "planted_tasks: spread = 1.5, but it is a share of the variance: give 0 to 1.");
  EXPECT_EQ(error_with(Structure::unrelated, sizes), "no error");
  sizes.rank = 0;
  EXPECT_EQ(error_with(Structure::low_rank, sizes),
            "planted_tasks: rank = 0, but it must be 1 or more: raise it.");
  sizes.spread = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(error_with(Structure::mean, sizes),
            "planted_tasks: spread = nan, but it is a share of the variance: give 0 to 1.");
}

TEST(PlantedErrors, EveryStructureHasItsFeaturesAndItsSpreadChecked) {
  PlantedSizes sizes;
  sizes.active = 31;
  for (Structure structure :
       {Structure::sparse, Structure::own_sparse, Structure::dirty, Structure::sparse_outliers,
        Structure::sparse_chain, Structure::piecewise})
    EXPECT_EQ(error_with(structure, sizes),
              "planted_tasks: active = 31, but it must be at most the number of features, 30: "
              "lower it.");
  sizes = {};
  sizes.spread = -0.5;
  for (Structure structure :
       {Structure::mean, Structure::clustered, Structure::chain, Structure::sparse_chain})
    EXPECT_EQ(error_with(structure, sizes),
              "planted_tasks: spread = -0.5, but it is a share of the variance: give 0 to 1.");
  sizes = {};
  sizes.rank = 21;
  EXPECT_EQ(error_with(Structure::low_rank_sparse, sizes),
            "planted_tasks: rank = 21, but it must be at most the smaller of tasks and features, "
            "20: lower it.");
}

TEST(PlantedErrors, OwnFeaturesMustBeThere) {
  PlantedSizes sizes;
  sizes.own = 25;
  EXPECT_EQ(error_with(Structure::dirty, sizes), "no error");
  for (std::size_t own : {std::size_t{26}, std::numeric_limits<std::size_t>::max()}) {
    sizes.own = own;
    EXPECT_EQ(error_with(Structure::dirty, sizes),
              base::text("planted_tasks: active + own = 5 + ", own,
                         ", but together they must be at most the number of features, 30: lower "
                         "one of them."));
  }
  sizes.own = 31;
  EXPECT_EQ(error_with(Structure::low_rank_sparse, sizes),
            "planted_tasks: own = 31, but it must be at most the number of features, 30: lower "
            "it.");
  sizes.own = 0;
  for (Structure structure : {Structure::dirty, Structure::low_rank_sparse})
    EXPECT_EQ(error_with(structure, sizes),
              "planted_tasks: own = 0, but it must be 1 or more: raise it.");
}

TEST(PlantedErrors, SomeTasksMustBeNoOutliers) {
  for (Structure structure : {Structure::sparse_outliers, Structure::low_rank_outliers}) {
    PlantedSizes sizes;
    sizes.outliers = 20;
    EXPECT_EQ(error_with(structure, sizes),
              "planted_tasks: outliers = 20, but it must be less than the number of tasks, 20: "
              "lower it.");
    sizes.outliers = 0;
    EXPECT_EQ(error_with(structure, sizes),
              "planted_tasks: outliers = 0, but it must be 1 or more: raise it.");
  }
  PlantedSizes sizes;
  sizes.rank = 18;
  EXPECT_EQ(error_with(Structure::low_rank_outliers, sizes),
            "planted_tasks: rank = 18, but it must be at most the smaller of features and tasks "
            "without outliers, 17: lower it.");
}

TEST(PlantedErrors, ThereAreNoMorePiecesThanTasks) {
  PlantedSizes sizes;
  sizes.pieces = 21;
  EXPECT_EQ(error_with(Structure::piecewise, sizes),
            "planted_tasks: pieces = 21, but it must be at most the number of tasks, 20: lower "
            "it.");
  sizes.pieces = 0;
  EXPECT_EQ(error_with(Structure::piecewise, sizes),
            "planted_tasks: pieces = 0, but it must be 1 or more: raise it.");
}

TEST(PlantedErrors, DeviationsMustBeFiniteAndNotNegative) {
  PlantedSizes sizes;
  sizes.signal = -1;
  EXPECT_EQ(error_with(Structure::mean, sizes),
            "planted_tasks: signal = -1, but a standard deviation must be 0 or more, and finite: "
            "change it.");
  sizes.signal = 1;
  sizes.noise = std::numeric_limits<double>::infinity();
  EXPECT_EQ(error_with(Structure::mean, sizes),
            "planted_tasks: noise = inf, but a standard deviation must be 0 or more, and finite: "
            "change it.");
  sizes.logistic = true;
  EXPECT_EQ(error_with(Structure::mean, sizes), "no error");
}

TEST(PlantedErrors, ANumberThatIsNoStructureHasNoName) {
  EXPECT_EQ(error_of([] { name_of(static_cast<Structure>(99)); }),
            "name_of: 99 is no Structure: use one of all_structures().");
}

}  // namespace
}  // namespace tapestry::datasets
