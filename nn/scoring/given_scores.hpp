// Scores that do not change: given by hand, or from the sizes of the tasks' data.
#pragma once

#include "nn/scoring/task_scorer.hpp"

namespace tapestry::nn {

class GivenScores : public TaskScorer {
 public:
  // One finite score a task. Throws for none, and for one that is not finite.
  explicit GivenScores(std::vector<double> scores);
  std::string name() const override { return "given scores"; }
  // Throws where there is not one a task of the rule.
  std::vector<double> scores(const SubsetDistribution& rule, Rng&) override;
  void serialise(Archive& archive) override;

 private:
  std::vector<double> scores_;
};

// s_t = log(n_t) / temperature, n_t the examples of task t. Under exactly one task a step this is
// P(t) = n_t^(1 / temperature) / sum_s n_s^(1 / temperature): temperature 1 draws tasks as often as
// their examples ask for, and towards infinity all alike. What lies between is usual where tasks
// are of very different sizes (Arivazhagan et al. 2019, "Massively Multilingual Neural Machine
// Translation in the Wild": 5 for languages; Raffel et al. 2020, section 3.5.2, which caps n_t
// too). Throws for no tasks, a task without examples, and a temperature that is not positive and
// finite.
GivenScores size_scores(const std::vector<std::size_t>& examples, double temperature);

}  // namespace tapestry::nn
