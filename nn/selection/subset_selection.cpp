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

SubsetSelection::SubsetSelection(std::vector<double> scores)
    : SubsetDistribution("SubsetSelection", std::move(scores)) {
  // Once, for the draws of tens of thousands of tasks.
  for (const double score : this->scores()) marginals_.push_back(logistic(score));
}

std::unique_ptr<SubsetDistribution> SubsetSelection::with_scores(std::vector<double> scores) const {
  if (scores.size() != tasks())
    base::fail("SubsetSelection: ", scores.size(), " scores were given for ", tasks(),
               " tasks: give one a task.");
  return std::make_unique<SubsetSelection>(std::move(scores));
}

double SubsetSelection::log_partition() const {
  double sum = 0;
  for (const double s : scores()) sum += softplus(s);
  return sum;
}

// Task by task, log sigmoid(+-s) = -softplus(-+s): no difference of two large sums, which would
// lose the digits.
double SubsetSelection::log_probability_of(const std::vector<bool>& chosen) const {
  double sum = 0;
  for (std::size_t t = 0; t < tasks(); ++t) sum -= softplus(chosen[t] ? -scores()[t] : scores()[t]);
  return sum;
}

double SubsetSelection::marginal(std::size_t task) const {
  if (task >= tasks())
    base::fail("SubsetSelection: there is no task ", task, ": the tasks are numbered 0 to ",
               tasks() - 1, ".");
  return marginals_[task];
}

std::vector<double> SubsetSelection::pairwise_marginals() const {
  std::vector<double> pairs(tasks() * tasks());
  for (std::size_t s = 0; s < tasks(); ++s)
    for (std::size_t t = 0; t < tasks(); ++t)
      pairs[s * tasks() + t] = s == t ? marginals_[s] : marginals_[s] * marginals_[t];
  return pairs;
}

double SubsetSelection::entropy() const {
  double sum = 0;
  for (const double s : scores()) sum += logistic(s) * softplus(-s) + logistic(-s) * softplus(s);
  return sum;
}

TaskNumbers SubsetSelection::most_likely() const {
  TaskNumbers subset;
  for (std::size_t t = 0; t < tasks(); ++t)
    if (scores()[t] > 0) subset.push_back(t);
  return subset;
}

TaskNumbers SubsetSelection::sample(Rng& rng) const {
  TaskNumbers subset;
  for (std::size_t t = 0; t < tasks(); ++t)
    if (uniform_draw(rng) < marginals_[t]) subset.push_back(t);
  return subset;
}

}  // namespace tapestry::nn
