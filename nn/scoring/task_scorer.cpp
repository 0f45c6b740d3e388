#include "nn/scoring/task_scorer.hpp"

#include <algorithm>
#include <cmath>

namespace tapestry::nn {

void always_include(std::size_t task, std::vector<double>& scores) {
  double others = 0;  // sum of log(1 + e^s)
  for (std::size_t t = 0; t < scores.size(); ++t)
    if (t != task) others += std::max(scores[t], 0.0) + std::log1p(std::exp(-std::abs(scores[t])));
  scores[task] = others + kAlways;
}

}  // namespace tapestry::nn
