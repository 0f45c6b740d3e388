#include "nn/selection/plackett_luce.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"
#include "nn/selection/wide_number.hpp"

namespace tapestry::nn {

PlackettLuce::PlackettLuce(std::vector<double> scores, std::size_t k)
    : scores_(std::move(scores)), k_(k) {
  if (scores_.empty()) base::fail("PlackettLuce: no scores were given: give one a task.");
  for (std::size_t t = 0; t < scores_.size(); ++t)
    if (!(std::abs(scores_[t]) <= 1e9))
      base::fail(
          "PlackettLuce: the score of task ", t, " is ", scores_[t],
          ", but must be within -1e9 to 1e9: a large one, such as 50, already means always.");
  if (k_ == 0 || k_ > scores_.size())
    base::fail("PlackettLuce: k is ", k_, ", but there are ", scores_.size(), " tasks: give 1 to ",
               scores_.size(), ".");
}

double PlackettLuce::log_probability(const TaskNumbers& subset) const {
  std::vector<bool> chosen(tasks(), false);
  for (const std::size_t t : subset) {
    if (t >= tasks() || chosen[t])
      base::fail("PlackettLuce: the subset names task ", t, t >= tasks() ? "" : " twice",
                 ", but each must be one of 0 to ", tasks() - 1, ", named once.");
    chosen[t] = true;
  }
  if (subset.size() != k_) return -std::numeric_limits<double>::infinity();
  if (k_ > 20)
    base::fail("PlackettLuce: k is ", k_,
               ", but a probability goes over the 2^k subsets of T: ask for one of k up to 20.");
  std::vector<WideNumber> weights;
  WideNumber others;  // of the tasks outside T
  for (const std::size_t t : subset) weights.push_back(wide_exp(scores_[t]));
  for (std::size_t t = 0; t < tasks(); ++t)
    if (!chosen[t]) others = others + wide_exp(scores_[t]);
  // first[S]: the probability that the first |S| tasks drawn are S, in any order.
  std::vector<WideNumber> first(std::size_t{1} << k_);
  first[0] = {1, 0};
  for (std::size_t drawn = 0; drawn + 1 < first.size(); ++drawn) {
    WideNumber left = others;
    for (std::size_t i = 0; i < k_; ++i)
      if (!(drawn >> i & 1)) left = left + weights[i];
    for (std::size_t i = 0; i < k_; ++i)
      if (!(drawn >> i & 1)) {
        WideNumber& next = first[drawn | std::size_t{1} << i];
        next = next + first[drawn] * (weights[i] / left);
      }
  }
  return log(first.back());
}

TaskNumbers PlackettLuce::sample(Rng& rng) const {
  std::vector<std::pair<double, std::size_t>> noisy;
  for (std::size_t t = 0; t < tasks(); ++t)
    noisy.emplace_back(scores_[t] - std::log(-std::log(uniform_draw(rng))), t);
  const auto end = noisy.begin() + static_cast<std::ptrdiff_t>(k_);
  std::partial_sort(noisy.begin(), end, noisy.end(), std::greater<>());
  TaskNumbers subset;
  for (auto it = noisy.begin(); it != end; ++it) subset.push_back(it->second);
  std::sort(subset.begin(), subset.end());
  return subset;
}

}  // namespace tapestry::nn
