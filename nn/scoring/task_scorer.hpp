// TaskScorer: where the scores s_t of P(T) come from, while training goes on.
//
//   how.steps = drawn(std::make_shared<LossScores>(), exactly_k(no_scores, 2));
//
// Each round a scorer is asked for the scores, the round's tasks T are drawn with them from P(T)
// (scored_subsets.hpp), and the scorer is told what was drawn and what came of it.
//
// A scorer belongs to one run: what it remembers, it takes into the next.
//
// To add a method: a class with name() and scores(), and serialise() if it remembers anything.
#pragma once

#include <string>
#include <vector>

#include "engine/array/random.hpp"
#include "nn/files/archive.hpp"
#include "nn/selection/subset_distribution.hpp"

namespace tapestry::nn {

// The score of a task that is to be in every T, beside others whose scores are about 0. Beside
// others of any size: always_include().
inline constexpr double kAlways = 50;

// Sets the task's score so that P(t in T) is 1 but for 2e-22, under every rule that allows it by
// itself or with others: to kAlways more than the logarithm of the weight of all subsets of the
// others.
void always_include(std::size_t task, std::vector<double>& scores);

class TaskScorer {
 public:
  virtual ~TaskScorer() = default;
  virtual std::string name() const = 0;

  // The scores of the round that begins, one a task, finite. `rule` is which subsets are allowed;
  // its own scores play no part. Whatever is drawn is drawn from rng, which the run saves.
  virtual std::vector<double> scores(const SubsetDistribution& rule, Rng& rng) = 0;

  // Whether chance is in the scores already, so that T is the most likely subset and not a draw.
  virtual bool takes_the_best() const { return false; }

  // After the draw: T, and the distribution that it is from.
  virtual void drew(const TaskNumbers& /*subset*/, const SubsetDistribution& /*p*/) {}

  // After the step: its tasks, those without any examples left out, and their losses before it.
  virtual void told(const TaskNumbers& /*step*/, const std::vector<double>& /*losses*/) {}

  // Asked before a run: throws where it looks at another model, or, where the run is saved, has
  // something that cannot be.
  virtual void check_run(const MultiTaskModel& /*model*/, bool /*saved*/) const {}

  // Writes or reads what it remembers from round to round, and expects what it was made with.
  virtual void serialise(Archive&) {}
};

}  // namespace tapestry::nn
