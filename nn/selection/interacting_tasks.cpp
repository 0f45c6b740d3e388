#include "nn/selection/interacting_tasks.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/base/error.hpp"

namespace tapestry::nn {
namespace {

TaskNumbers tasks_of(std::size_t bits) {
  TaskNumbers subset;
  for (; bits != 0; bits &= bits - 1)
    subset.push_back(static_cast<std::size_t>(std::countr_zero(bits)));
  return subset;
}

}  // namespace

InteractingTasks::InteractingTasks(std::vector<double> scores, std::vector<double> interactions)
    : SubsetDistribution("InteractingTasks", std::move(scores)),
      interactions_(std::move(interactions)) {
  const std::size_t n = tasks();
  if (n > kMostTasks)
    base::fail("InteractingTasks: there are ", n,
               " tasks, but all their subsets are listed: give at "
               "most ",
               kMostTasks, ", or scores without interactions.");
  if (interactions_.size() != n * n)
    base::fail("InteractingTasks: there are ", interactions_.size(), " interactions for ", n,
               " tasks, but there must be ", n * n, ", one for each two, in rows.");
  for (std::size_t s = 0; s < n; ++s)
    for (std::size_t t = 0; t <= s; ++t) {
      const double below = interactions_[s * n + t], above = interactions_[t * n + s];
      if (!std::isfinite(below) || !std::isfinite(above) || (s == t && above != 0) ||
          (below != 0 && below != above))
        base::fail(
            "InteractingTasks: the interactions of tasks ", t, " and ", s, " are ", above, " and ",
            below,
            ", but must be finite, 0 for a task with itself, and of t and s the same as of s "
            "and t, or 0.");
    }

  // Each subset's weight is that of the subset without its lowest task, times that task's.
  log_probabilities_.assign(std::size_t{1} << n, 0.0);
  for (std::size_t bits = 1; bits < log_probabilities_.size(); ++bits) {
    const auto low = static_cast<std::size_t>(std::countr_zero(bits));
    double sum = log_probabilities_[bits & (bits - 1)] + this->scores()[low];
    for (const std::size_t t : tasks_of(bits & (bits - 1))) sum += interactions_[low * n + t];
    log_probabilities_[bits] = sum;
  }
  const auto top = std::max_element(log_probabilities_.begin(), log_probabilities_.end());
  const double largest = *top;
  double rest = 0;  // of all but the largest, relative to it
  for (auto it = log_probabilities_.begin(); it != log_probabilities_.end(); ++it)
    if (it != top) rest += std::exp(*it - largest);
  log_partition_ = largest + std::log1p(rest);
  for (double& each : log_probabilities_) each = (each - largest) - std::log1p(rest);
}

std::unique_ptr<SubsetDistribution> InteractingTasks::with_scores(
    std::vector<double> scores) const {
  return std::make_unique<InteractingTasks>(std::move(scores), interactions_);
}

std::string InteractingTasks::settings() const {
  double sum = 0;  // changes with each interaction
  for (std::size_t i = 0; i < interactions_.size(); ++i)
    sum += interactions_[i] * (1 + std::sin(1.0 + double(i)));
  return base::exact_text("interactions of sum ", sum);
}

std::vector<double> InteractingTasks::marginals() const {
  const std::vector<double> pairs = pairwise_marginals();
  std::vector<double> marginals;
  for (std::size_t t = 0; t < tasks(); ++t) marginals.push_back(pairs[t * tasks() + t]);
  return marginals;
}

std::vector<double> InteractingTasks::pairwise_marginals() const {
  std::vector<double> pairs(tasks() * tasks());
  for (std::size_t bits = 1; bits < log_probabilities_.size(); ++bits) {
    const double p = std::exp(log_probabilities_[bits]);
    const TaskNumbers subset = tasks_of(bits);
    for (const std::size_t s : subset)
      for (const std::size_t t : subset) pairs[s * tasks() + t] += p;
  }
  return pairs;
}

double InteractingTasks::entropy() const {
  double sum = 0;
  for (const double each : log_probabilities_) sum -= std::exp(each) * each;
  return sum;
}

TaskNumbers InteractingTasks::most_likely() const {
  const auto top = std::max_element(log_probabilities_.begin(), log_probabilities_.end());
  return tasks_of(static_cast<std::size_t>(top - log_probabilities_.begin()));
}

TaskNumbers InteractingTasks::sample(Rng& rng) const {
  double left = uniform_draw(rng);
  std::size_t last = 0;  // what rounding leaves over goes to the last subset that can be drawn
  for (std::size_t bits = 0; bits < log_probabilities_.size(); ++bits) {
    const double p = std::exp(log_probabilities_[bits]);
    if (left < p) return tasks_of(bits);
    left -= p;
    if (p > 0) last = bits;
  }
  return tasks_of(last);
}

double InteractingTasks::log_probability_of(const std::vector<bool>& chosen) const {
  std::size_t bits = 0;
  for (std::size_t t = 0; t < tasks(); ++t)
    if (chosen[t]) bits |= std::size_t{1} << t;
  return log_probabilities_[bits];
}

}  // namespace tapestry::nn
