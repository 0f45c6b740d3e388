#include "nn/selection/subset_distribution.hpp"

#include <cmath>

#include "engine/base/error.hpp"

namespace tapestry::nn {

SubsetDistribution::SubsetDistribution(std::string who, std::vector<double> scores)
    : who_(std::move(who)), scores_(std::move(scores)) {
  if (scores_.empty()) base::fail(who_, ": no scores were given: give one a task.");
  for (std::size_t t = 0; t < scores_.size(); ++t)
    if (!std::isfinite(scores_[t]))
      base::fail(who_, ": the score of task ", t, " is ", scores_[t],
                 ", but a score must be finite: a large one, such as 50, already means always.");
}

double SubsetDistribution::log_probability(const TaskNumbers& subset) const {
  std::vector<bool> chosen(tasks(), false);
  for (const std::size_t t : subset) {
    if (t >= tasks())
      base::fail(who_, ": the subset names task ", t, ", but the tasks are numbered 0 to ",
                 tasks() - 1, ".");
    if (chosen[t]) base::fail(who_, ": the subset names task ", t, " twice: name each once.");
    chosen[t] = true;
  }
  return log_probability_of(chosen);
}

}  // namespace tapestry::nn
