#include "nn/scoring/given_scores.hpp"

#include <cmath>

#include "engine/base/error.hpp"
#include "nn/scoring/scorer_checks.hpp"

namespace tapestry::nn {

GivenScores::GivenScores(std::vector<double> scores) : scores_(std::move(scores)) {
  if (scores_.empty()) base::fail("GivenScores: there are no scores: give one a task.");
  for (std::size_t t = 0; t < scores_.size(); ++t)
    if (!std::isfinite(scores_[t]))
      base::fail("GivenScores: the score of task ", t, " is ", scores_[t],
                 ", but must be finite: a large one, such as 50, already means always.");
}

std::vector<double> GivenScores::scores(const SubsetDistribution& rule, Rng&) {
  if (rule.tasks() != scores_.size())
    base::fail("GivenScores: there are ", scores_.size(), " scores for '", rule.name(), "' over ",
               rule.tasks(), " tasks: give one a task.");
  return scores_;
}

void GivenScores::serialise(Archive& archive) {
  archive.expect("scores", scores_, "the given scores");
}

GivenScores size_scores(const std::vector<std::size_t>& examples, double temperature) {
  check_temperature("size_scores", temperature);
  if (examples.empty()) base::fail("size_scores: there are no tasks: give each one's examples.");
  std::vector<double> scores;
  for (std::size_t t = 0; t < examples.size(); ++t) {
    if (examples[t] == 0)
      base::fail("size_scores: task ", t,
                 " has no examples, so that nothing could be drawn of it: "
                 "leave it out, or give it a score by hand.");
    scores.push_back(std::log(static_cast<double>(examples[t])) / temperature);
  }
  return GivenScores(std::move(scores));
}

}  // namespace tapestry::nn
