// Splits: which examples are for training, which for validation, which for testing.
//
// A split holds row numbers, not images: give its parts to Batches or select(). The parts are
// disjoint, together they are all examples, and each is sorted. Same arguments and seed: same
// split.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tapestry::datasets {

struct Split {
  std::vector<std::size_t> train;
  std::vector<std::size_t> validation;
  std::vector<std::size_t> test;
};

// Random parts of these many examples; training gets the rest. 0 asks for no such part. Throws
// where nothing would be left to train on.
Split split_by_counts(std::size_t examples, std::size_t validation, std::size_t test,
                      std::uint64_t seed);

// Random parts of these fractions of the examples, rounded to whole ones. Each fraction is in
// [0, 1), 0 asks for no such part, and their sum is below 1. Throws otherwise, and where a fraction
// above 0 comes to no example or nothing would be left to train on.
Split split_by_fractions(std::size_t examples, double validation, double test, std::uint64_t seed);

// The same, but for each class on its own, so that all parts have the classes in the same
// proportions (to within the rounding). Throws where that leaves a part without some class.
Split split_stratified(const std::vector<int>& labels, double validation, double test,
                       std::uint64_t seed);

}  // namespace tapestry::datasets
