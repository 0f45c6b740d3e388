#include "nn/selection/subset_selection.hpp"

#include <algorithm>
#include <cmath>

#include "engine/array/random.hpp"
#include "engine/base/error.hpp"

namespace tapestry::nn {
namespace {

// log(1 + e^x) without overflow: for a large x it is x, to the last digit.
double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

// 1 / (1 + e^-x), with e^ only of what is not positive, so that small results keep their digits.
double logistic(double x) {
  const double e = std::exp(-std::abs(x));
  return (x >= 0 ? 1 : e) / (1 + e);
}

}  // namespace

SubsetSelection::SubsetSelection(std::vector<double> scores) : scores_(std::move(scores)) {
  if (scores_.empty()) base::fail("SubsetSelection: no scores were given: give one a task.");
  for (std::size_t t = 0; t < scores_.size(); ++t)
    if (!std::isfinite(scores_[t]))
      base::fail("SubsetSelection: the score of task ", t, " is ", scores_[t],
                 ", but a score must be finite: a large one, such as 50, already means always.");
  // Once, for the draws of tens of thousands of tasks.
  for (const double score : scores_) marginals_.push_back(logistic(score));
}

double SubsetSelection::log_partition() const {
  double sum = 0;
  for (double s : scores_) sum += softplus(s);
  return sum;
}

double SubsetSelection::log_probability(const std::vector<std::size_t>& subset) const {
  std::vector<bool> chosen(tasks(), false);
  for (std::size_t t : subset) {
    if (t >= tasks())
      base::fail("SubsetSelection: the subset names task ", t, ", but the tasks are numbered 0 to ",
                 tasks() - 1, ".");
    if (chosen[t])
      base::fail("SubsetSelection: the subset names task ", t, " twice: name each once.");
    chosen[t] = true;
  }
  // Task by task, log sigmoid(+-s) = -softplus(-+s): no difference of two large sums, which would
  // lose the digits.
  double sum = 0;
  for (std::size_t t = 0; t < tasks(); ++t) sum -= softplus(chosen[t] ? -scores_[t] : scores_[t]);
  return sum;
}

double SubsetSelection::marginal(std::size_t task) const {
  if (task >= tasks())
    base::fail("SubsetSelection: there is no task ", task, ": the tasks are numbered 0 to ",
               tasks() - 1, ".");
  return marginals_[task];
}

std::vector<std::size_t> SubsetSelection::sample(Rng& rng) const {
  std::vector<std::size_t> subset;
  for (std::size_t t = 0; t < tasks(); ++t)
    if (uniform_draw(rng) < marginals_[t]) subset.push_back(t);
  return subset;
}

}  // namespace tapestry::nn
