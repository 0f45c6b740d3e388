#include "datasets/split.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string>

#include "datasets/random.hpp"
#include "engine/array/random.hpp"
#include "engine/base/error.hpp"

namespace tapestry::datasets {
namespace {

void require_fractions(double validation, double test) {
  for (double fraction : {validation, test})
    if (!(fraction >= 0 && fraction < 1))  // NaN fails both comparisons
      base::fail("split: the fractions for validation and test are ", validation, " and ", test,
                 ": each must be at least 0 and below 1.");
  if (!(validation + test < 1))
    base::fail("split: the fractions for validation and test, ", validation, " and ", test,
               ", sum to ", validation + test, ": training gets the rest, so it must be below 1.");
}

// The examples that a fraction comes to.
std::size_t count_of(double fraction, std::size_t examples, const char* part,
                     const std::string& whose) {
  const auto count =
      static_cast<std::size_t>(std::llround(fraction * static_cast<double>(examples)));
  if (fraction > 0 && count == 0)
    base::fail("split: a fraction of ", fraction, " for ", part, " is none of the ", examples,
               " examples", whose, ": give a larger fraction, or 0 to have no such part.");
  return count;
}

// Shuffles the rows and deals them out.
void deal(std::vector<std::size_t> rows, std::size_t validation, std::size_t test,
          const std::string& whose, Rng& rng, Split& split) {
  // Compared one by one: the sum of two large counts could overflow.
  if (validation >= rows.size() || test >= rows.size() - validation)
    base::fail("split: ", validation, " examples for validation and ", test,
               " for test leave none of the ", rows.size(), " examples", whose,
               " to train on: ask for fewer.");
  shuffle(rows, rng);
  const auto validation_end = rows.begin() + static_cast<std::ptrdiff_t>(validation);
  const auto test_end = validation_end + static_cast<std::ptrdiff_t>(test);
  split.validation.insert(split.validation.end(), rows.begin(), validation_end);
  split.test.insert(split.test.end(), validation_end, test_end);
  split.train.insert(split.train.end(), test_end, rows.end());
}

Split sorted(Split split) {
  for (auto* part : {&split.train, &split.validation, &split.test})
    std::sort(part->begin(), part->end());
  return split;
}

}  // namespace

Split split_by_counts(std::size_t examples, std::size_t validation, std::size_t test,
                      std::uint64_t seed) {
  std::vector<std::size_t> rows(examples);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  Rng rng(seed);
  Split split;
  deal(std::move(rows), validation, test, "", rng, split);
  return sorted(std::move(split));
}

Split split_by_fractions(std::size_t examples, double validation, double test, std::uint64_t seed) {
  require_fractions(validation, test);
  return split_by_counts(examples, count_of(validation, examples, "validation", ""),
                         count_of(test, examples, "test", ""), seed);
}

Split split_stratified(const std::vector<int>& labels, double validation, double test,
                       std::uint64_t seed) {
  require_fractions(validation, test);
  if (labels.empty()) base::fail("split: there are no labels to split: give at least one.");
  std::map<int, std::vector<std::size_t>> rows_of_class;
  for (std::size_t i = 0; i < labels.size(); ++i) rows_of_class[labels[i]].push_back(i);
  Rng rng(seed);
  Split split;
  for (auto& [label, rows] : rows_of_class) {
    const std::string whose = base::text(" of class ", label);
    const std::size_t validation_count = count_of(validation, rows.size(), "validation", whose);
    const std::size_t test_count = count_of(test, rows.size(), "test", whose);
    deal(std::move(rows), validation_count, test_count, whose, rng, split);
  }
  return sorted(std::move(split));
}

}  // namespace tapestry::datasets
