// The table of the distributions over subsets: each row is tested by distributions_test.cpp.
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "nn/selection/subset_distribution.hpp"

namespace tapestry::nn {

struct SubsetCase {
  std::string test_name;  // letters and digits only
  // One for these scores; what else it has is drawn from rng.
  std::function<std::unique_ptr<SubsetDistribution>(std::vector<double> scores, Rng& rng)> make;
  // The log of the weight of a subset beside its scores, -infinity for one that is not allowed, for
  // the one that was made last: by the definition, without the library.
  std::function<long double(const std::vector<bool>& chosen)> log_factor;
};

inline void PrintTo(const SubsetCase& row, std::ostream* out) { *out << row.test_name; }

std::vector<SubsetCase> subset_cases();

}  // namespace tapestry::nn
