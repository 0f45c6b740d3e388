#include "datasets/split.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/datasets/temporary.hpp"

namespace tapestry::datasets {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

void expect_partition(const Split& split, std::size_t examples) {
  std::vector<std::size_t> all;
  for (const auto* part : {&split.train, &split.validation, &split.test}) {
    EXPECT_TRUE(std::is_sorted(part->begin(), part->end()));
    all.insert(all.end(), part->begin(), part->end());
  }
  std::sort(all.begin(), all.end());
  ASSERT_THAT(all, SizeIs(examples));
  for (std::size_t i = 0; i < examples; ++i) ASSERT_EQ(all[i], i);
}

TEST(Split, ByCounts) {
  const Split split = split_by_counts(100, 20, 10, 1);
  EXPECT_THAT(split.train, SizeIs(70));
  EXPECT_THAT(split.validation, SizeIs(20));
  EXPECT_THAT(split.test, SizeIs(10));
  expect_partition(split, 100);
  EXPECT_THAT(split_by_counts(10, 3, 0, 1).test, IsEmpty());
}

TEST(Split, ByFractionsRounds) {
  const Split split = split_by_fractions(99, 0.2, 0.1, 1);
  EXPECT_THAT(split.validation, SizeIs(20));  // 19.8
  EXPECT_THAT(split.test, SizeIs(10));        // 9.9
  expect_partition(split, 99);
}

TEST(Split, IsRandomAndSeeded) {
  EXPECT_EQ(split_by_counts(100, 20, 10, 1).test, split_by_counts(100, 20, 10, 1).test);
  EXPECT_NE(split_by_counts(100, 20, 10, 1).test, split_by_counts(100, 20, 10, 2).test);
  // Each example is equally often in a tenth: over 2000 seeds 200 times, standard deviation 13.
  std::vector<int> times(10);
  for (std::uint64_t seed = 0; seed < 2000; ++seed)
    ++times[split_by_counts(10, 3, 1, seed).test.front()];
  EXPECT_THAT(times, testing::Each(testing::AllOf(testing::Gt(130), testing::Lt(270))));
}

TEST(Split, StratifiedKeepsTheProportionsOfClasses) {
  std::vector<int> labels;
  for (int i = 0; i < 300; ++i) labels.push_back(i % 3 == 0 ? 1 : 0);  // 100 ones, 200 zeros
  const Split split = split_stratified(labels, 0.2, 0.1, 1);
  expect_partition(split, 300);
  const auto ones = [&](const std::vector<std::size_t>& rows) {
    return std::count_if(rows.begin(), rows.end(),
                         [&](std::size_t row) { return labels[row] == 1; });
  };
  EXPECT_EQ(ones(split.validation), 20);
  EXPECT_EQ(ones(split.test), 10);
  EXPECT_THAT(split.validation, SizeIs(60));
  EXPECT_THAT(split.test, SizeIs(30));
  EXPECT_EQ(split.test, split_stratified(labels, 0.2, 0.1, 1).test);
  EXPECT_NE(split.test, split_stratified(labels, 0.2, 0.1, 2).test);
}

TEST(Split, ImpossibleCounts) {
  EXPECT_EQ(
      error_of([] { split_by_counts(10, 6, 4, 1); }),
      "split: 6 examples for validation and 4 for test leave none of the 10 examples to train "
      "on: ask for fewer.");
  EXPECT_THAT(error_of([] { split_by_counts(10, 10, 0, 1); }), HasSubstr("leave none"));
  const std::size_t most = std::numeric_limits<std::size_t>::max();
  EXPECT_THAT(error_of([&] { split_by_counts(10, 2, most, 1); }), HasSubstr("leave none"));
  EXPECT_THAT(error_of([] { split_by_counts(0, 0, 0, 1); }), HasSubstr("leave none of the 0"));
}

TEST(Split, ImpossibleFractions) {
  EXPECT_EQ(
      error_of([] { split_by_fractions(10, -0.1, 0.5, 1); }),
      "split: the fractions for validation and test are -0.1 and 0.5: each must be at least 0 "
      "and below 1.");
  EXPECT_THAT(error_of([] { split_by_fractions(10, 0.1, 1, 1); }), HasSubstr("are 0.1 and 1:"));
  EXPECT_THAT(error_of([] { split_by_fractions(10, 0.1, std::nan(""), 1); }), HasSubstr("nan"));
  EXPECT_EQ(
      error_of([] {
        split_stratified({0, 1}, 0.5, 0.75, 1);
      }),
      "split: the fractions for validation and test, 0.5 and 0.75, sum to 1.25: training gets "
      "the rest, so it must be below 1.");
  EXPECT_EQ(
      error_of([] { split_by_fractions(10, 0.5, 0.01, 1); }),
      "split: a fraction of 0.01 for test is none of the 10 examples: give a larger fraction, "
      "or 0 to have no such part.");
  EXPECT_EQ(error_of([] {
              split_stratified({0, 0, 0, 0, 7}, 0.25, 0, 1);
            }),
            "split: a fraction of 0.25 for validation is none of the 1 examples of class 7: give a "
            "larger fraction, or 0 to have no such part.");
  EXPECT_THAT(error_of([] { split_stratified({}, 0.25, 0, 1); }), HasSubstr("there are no labels"));
}

}  // namespace
}  // namespace tapestry::datasets
