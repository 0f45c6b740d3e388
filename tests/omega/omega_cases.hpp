// The table of all Omegas: each row is tested by omega_test.cpp. To add an Omega, add a row to
// omega_cases.cpp.
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "nn/omega/omega.hpp"

namespace tapestry::nn {

struct OmegaCase {
  std::string test_name;  // letters and digits only
  std::shared_ptr<Omega> omega;
  Shape shape;  // of w; small, for the prox is compared with a search over all its elements
  std::function<double(const Tensor& w)> by_loops;  // the formula, without the engine's ops
  bool symmetric = true;  // whether the order of the tasks does not matter (within each part)
};

inline void PrintTo(const OmegaCase& row, std::ostream* out) { *out << row.test_name; }

std::vector<OmegaCase> omega_cases();

}  // namespace tapestry::nn
