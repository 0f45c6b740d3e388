// A metric: a number that says how good predictions are, and need have no gradient.
//
// Unlike a loss it is computed once, of all examples of a pass together: AUC or R^2 of a batch is
// not a share of that of the whole. Those there are stand in nn/metrics.
#pragma once

#include <functional>
#include <string>

#include "nn/tasks/batch.hpp"

namespace tapestry::nn {

struct Metric {
  std::string name;  // as tables and files show it
  // predictions [examples x outputs], and the examples' labels or targets (no inputs) -> the
  // metric. Throws where it is not defined for them.
  std::function<double(const Tensor& predictions, const Batch& answers)> of;
};

}  // namespace tapestry::nn
