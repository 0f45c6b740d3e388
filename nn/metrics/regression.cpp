#include "nn/metrics/regression.hpp"

#include <cmath>

#include "engine/base/error.hpp"

namespace tapestry::nn::metrics {
namespace {

void check_targets(const char* metric, const Tensor& predictions, const Tensor& targets) {
  if (predictions.dimension() != 2 || predictions.size() == 0)
    base::fail(metric, ": the predictions are ", to_string(predictions.shape()),
               ", but must be [examples x outputs], with at least one of each.");
  if (targets.dimension() == 0)
    base::fail(metric, ": predictions ", to_string(predictions.shape()),
               " came without targets: it is for tasks that predict numbers, and not for classes.");
  if (predictions.shape() != targets.shape())
    base::fail(metric, ": predictions ", to_string(predictions.shape()), " with targets ",
               to_string(targets.shape()), ": both must have the same shape.");
}

template <class F>
double mean_of(const Tensor& predictions, const Tensor& targets, F f) {
  double sum = 0;
  for (std::size_t i = 0; i < predictions.size(); ++i)
    sum += f(double{predictions.data()[i]} - double{targets.data()[i]});
  return sum / static_cast<double>(predictions.size());
}

double explained(const Tensor& predictions, const Tensor& targets, std::size_t output) {
  const std::size_t rows = targets.shape()[0], outputs = targets.shape()[1];
  const auto at = [&](const Tensor& x, std::size_t i) {
    return double{x.data()[i * outputs + output]};
  };
  // As differences to the first one: equal targets then have exactly that mean.
  double mean = 0, spread = 0, rest = 0;
  for (std::size_t i = 0; i < rows; ++i) mean += at(targets, i) - at(targets, 0);
  mean = at(targets, 0) + mean / static_cast<double>(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    spread += (at(targets, i) - mean) * (at(targets, i) - mean);
    const double error = at(targets, i) - at(predictions, i);
    rest += error * error;
  }
  if (spread == 0)
    base::fail("R^2: all targets of output ", output, " are ", at(targets, 0),
               ", so that there is nothing to explain: take another metric, or more examples.");
  return 1 - rest / spread;
}

}  // namespace

Metric mean_absolute_error() {
  return {"MAE", [](const Tensor& predictions, const Batch& answers) {
            check_targets("MAE", predictions, answers.targets);
            return mean_of(predictions, answers.targets, [](double e) { return std::abs(e); });
          }};
}

Metric mean_squared_error() {
  return {"MSE", [](const Tensor& predictions, const Batch& answers) {
            check_targets("MSE", predictions, answers.targets);
            return mean_of(predictions, answers.targets, [](double e) { return e * e; });
          }};
}

Metric r_squared() {
  return {"R^2", [](const Tensor& predictions, const Batch& answers) {
            check_targets("R^2", predictions, answers.targets);
            const std::size_t outputs = predictions.shape()[1];
            double sum = 0;
            for (std::size_t k = 0; k < outputs; ++k)
              sum += explained(predictions, answers.targets, k);
            return sum / static_cast<double>(outputs);
          }};
}

}  // namespace tapestry::nn::metrics
