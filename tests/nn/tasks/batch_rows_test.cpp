// Rows of batches.
#include "nn/tasks/batch_rows.hpp"

#include <gmock/gmock.h>

#include "tests/error_of.hpp"

namespace tapestry::nn {
namespace {

Batch images() {  // [3 x 2 x 2], with labels and targets
  return {tensor({3, 2, 2}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}),
          {7, 8, 9},
          tensor({3, 1}, {70, 80, 90})};
}

TEST(BatchRows, SomeInTheOrderAskedFor) {
  const Batch part = rows_of(images(), {2, 0, 2});
  EXPECT_EQ(part.inputs, tensor({3, 2, 2}, {8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11}));
  EXPECT_THAT(part.labels, testing::ElementsAre(9, 7, 9));
  EXPECT_EQ(part.targets, tensor({3, 1}, {90, 70, 90}));
  EXPECT_EQ(rows_of(images(), {}).inputs.shape(), (Shape{0, 2, 2}));
}

TEST(BatchRows, WhatIsNotGivenStaysSo) {
  Batch labels = images(), targets = images();
  labels.targets = Tensor();
  targets.labels.clear();
  EXPECT_EQ(rows_of(labels, {1}).targets.dimension(), 0U);
  EXPECT_THAT(rows_of(labels, {1}).labels, testing::ElementsAre(8));
  EXPECT_TRUE(rows_of(targets, {1}).labels.empty());
  EXPECT_EQ(pooled({labels, labels}).targets.dimension(), 0U);
}

TEST(BatchRows, PooledHasThemAllInTheirOrder) {
  const Batch all = pooled({images(), rows_of(images(), {1})});
  EXPECT_EQ(all.inputs.shape(), (Shape{4, 2, 2}));
  EXPECT_EQ(all.inputs(3, 0, 0), 4);
  EXPECT_THAT(all.labels, testing::ElementsAre(7, 8, 9, 8));
  EXPECT_EQ(all.targets, tensor({4, 1}, {70, 80, 90, 80}));
}

TEST(BatchRows, ErrorsSayWhatToMend) {
  EXPECT_EQ(error_of([] { rows_of(images(), {3}); }),
            "rows_of: row 3 was asked for, but there are 3, counted from 0.");
  EXPECT_EQ(error_of([] { rows_of({}, {}); }),
            "Batch: its inputs have no axes: give [rows x ...].");
  Batch wrong = images();
  wrong.labels.pop_back();
  EXPECT_EQ(error_of([&] { rows_of(wrong, {0}); }),
            "Batch: there are 3 rows of inputs, but 2 labels: give one a row.");
  EXPECT_EQ(error_of([] { pooled({}); }),
            "pooled: no tasks were given, but at least one is needed.");
  Batch flat = images();
  flat.inputs = zeros({3, 4});
  EXPECT_EQ(error_of([&] {
              pooled({images(), flat});
            }),
            "pooled: tasks of inputs [3 x 2 x 2] and [3 x 4] differ in their inputs or in their "
            "kind of answers: pool tasks that are alike.");
}

}  // namespace
}  // namespace tapestry::nn
