// What each family makes of each structure's worlds.
#pragma once

#include <vector>

#include "methods.hpp"
#include "options.hpp"

struct Found {
  std::vector<double> shape;  // these two are chosen on the validation rows
  double strength = 0;
  double error = 0;  // mean over the tasks of || w_found - w_true ||^2
};

// [plan][family][seed]. The worlds are divided among threads; what one gives does not depend on
// them.
using Results = std::vector<std::vector<std::vector<Found>>>;
Results measure(const Options& options);
