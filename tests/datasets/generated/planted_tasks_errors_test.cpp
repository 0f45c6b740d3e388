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
  EXPECT_EQ(error_of([] { name_of(static_cast<Structure>(9)); }),
            "name_of: 9 is no Structure: use one of all_structures().");
}

}  // namespace
}  // namespace tapestry::datasets
