// P(T): a distribution over the subsets T of n tasks, from a score s_t a task:
//
//   P(T) = exp(sum_{t in T} s_t) / Z    for the subsets that it allows, 0 for the others;
//   Z = sum over the allowed S of exp(sum_{t in S} s_t).
//
// What is allowed makes the distribution: every subset (the article's formula: SubsetSelection),
// those of exactly k tasks, those within a budget ... Each is an exponential family with the same
// statistics, so that for all of them the gradient of log Z in the scores is the marginals, and the
// second derivative is the covariances of "s in T" with "t in T".
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/array/random.hpp"
#include "nn/tasks/multi_task_model.hpp"

namespace tapestry::nn {

class SubsetDistribution {
 public:
  virtual ~SubsetDistribution() = default;

  // Its name for errors and tables, such as "exactly 3".
  virtual std::string name() const = 0;

  // The numbers, besides the scores, that it was made with: a run that goes on from a checkpoint
  // must have the same.
  virtual std::string settings() const { return {}; }

  // Whether P(T) of the allowed subsets is e^{sum of scores} / Z, with nothing else in it.
  virtual bool of_scores_alone() const { return true; }

  // The same subsets allowed, with other scores. Throws where the constructor does.
  virtual std::unique_ptr<SubsetDistribution> with_scores(std::vector<double> scores) const = 0;

  std::size_t tasks() const { return scores_.size(); }
  const std::vector<double>& scores() const { return scores_; }

  // log Z
  virtual double log_partition() const = 0;

  // log P(T); -infinity where T is not allowed. T as task numbers, in any order. Throws for an
  // unknown task and for one named twice.
  double log_probability(const TaskNumbers& subset) const;

  // P(t in T), one a task.
  virtual std::vector<double> marginals() const = 0;

  // P(s in T and t in T), element s * tasks() + t; on the diagonal, the marginals.
  virtual std::vector<double> pairwise_marginals() const = 0;

  // The mean of -log P(T), in nats.
  virtual double entropy() const = 0;

  // A T of the largest probability, ascending.
  virtual TaskNumbers most_likely() const = 0;

  // A draw of T from P(T), ascending; may be empty, where that is allowed.
  virtual TaskNumbers sample(Rng& rng) const = 0;

 protected:
  // One finite score a task. Throws for none, and for a score that is not finite; `who` begins the
  // errors.
  SubsetDistribution(std::string who, std::vector<double> scores);

  // log P(T) for a T that was checked, as one flag a task.
  virtual double log_probability_of(const std::vector<bool>& chosen) const = 0;

  const std::string& who() const { return who_; }

 private:
  std::string who_;
  std::vector<double> scores_;
};

}  // namespace tapestry::nn
