// Metrics of regressions: predictions and answers are numbers, [examples x outputs].
//
// Each throws for no examples, and where the targets do not have the predictions' shape. All are
// computed in double.
#pragma once

#include "nn/tasks/metric.hpp"

namespace tapestry::nn::metrics {

// "MAE": the mean of |prediction - target|, in the targets' unit.
Metric mean_absolute_error();

// "MSE": the mean of (prediction - target)^2, in the square of that unit.
Metric mean_squared_error();

// "R^2": 1 - sum (target - prediction)^2 / sum (target - mean target)^2, the mean over the outputs:
// 1 is perfect, 0 is no better than the mean of these targets, and there is no lower limit. Throws
// for an output whose targets are all equal, which has none.
Metric r_squared();

}  // namespace tapestry::nn::metrics
