// Scorers that learn, as a test plays with them: it says what each draw is worth.
#pragma once

#include <functional>
#include <memory>

#include "nn/scoring/reward.hpp"
#include "nn/scoring/task_scorer.hpp"
#include "nn/selection/counted_subsets.hpp"

namespace tapestry::nn {

// The test says what the next reward is.
struct Told : Reward {
  double next = 0;
  double since_last() override { return next; }
};

inline ChainSubsets one_of(std::size_t arms) {
  return exactly_k(std::vector<double>(arms, 0.0), 1);
}

// Draws T and gives the reward of(T), for some rounds.
inline void play(TaskScorer& scorer, Told& reward, const SubsetDistribution& rule, int rounds,
                 Rng& rng, const std::function<double(const TaskNumbers&)>& of) {
  for (int round = 0; round < rounds; ++round) {
    const auto p = rule.with_scores(scorer.scores(rule, rng));
    const TaskNumbers subset = scorer.takes_the_best() ? p->most_likely() : p->sample(rng);
    scorer.drew(subset, *p);
    reward.next = of(subset);
  }
}

}  // namespace tapestry::nn
