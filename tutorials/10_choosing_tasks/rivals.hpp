// What is compared with the exact distributions: a greedy choice, and Gumbel noise.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>
#include <vector>

#include "engine/array/random.hpp"
#include "tutorials/10_choosing_tasks/rules.hpp"

namespace tapestry {

// [greedy]
// Task by task, those first that are worth most for what they cost. What is too dear by now is
// passed by, and so is what is worth less than nothing.
inline nn::TaskNumbers greedy() {
  nn::TaskNumbers order{0, 1, 2, 3, 4}, chosen;
  std::sort(order.begin(), order.end(), [](std::size_t s, std::size_t t) {
    return kScores[s] / kCosts[s] > kScores[t] / kCosts[t];
  });
  for (const std::size_t t : order)
    if (kScores[t] > 0 && sum_over(chosen, kCosts) + kCosts[t] <= kBudget) chosen.push_back(t);
  return tasks_in(subset_of(chosen));
}
// [greedy]

// [gumbel]
// The k tasks of the largest scores, after Gumbel noise was added to each.
inline nn::TaskNumbers gumbel_top(std::size_t k, Rng& rng) {
  std::vector<std::pair<double, std::size_t>> noisy;
  for (std::size_t t = 0; t < 5; ++t)
    noisy.emplace_back(kScores[t] - std::log(-std::log(uniform_draw(rng))), t);
  std::sort(noisy.begin(), noisy.end(), std::greater<>());
  nn::TaskNumbers top;
  for (std::size_t i = 0; i < k; ++i) top.push_back(noisy[i].second);
  return top;
}
// [gumbel]

}  // namespace tapestry
