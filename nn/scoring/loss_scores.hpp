// Scores from what the tasks' own losses do: how large they are, how fast they change, how much
// they scatter. They cost nothing but their arithmetic.
//
// Each keeps running means m <- decay m + (1 - decay) loss, begun with the first loss, of the tasks
// that trained. A task that has not been met has the largest score of those that have, so that it
// comes soon; before the first step all scores are 0.
#pragma once

#include <optional>

#include "nn/scoring/task_scorer.hpp"

namespace tapestry::nn {

class FromLosses : public TaskScorer {
 public:
  std::vector<double> scores(const SubsetDistribution& rule, Rng&) override;
  void told(const TaskNumbers& step, const std::vector<double>& losses) override;
  void serialise(Archive& archive) override;

 protected:
  // What is remembered of a task: running means of its losses, of two lengths, and of their
  // squared distance from the mean.
  struct Memory {
    bool met = false;
    double fast = 0, slow = 0, variance = 0;
    void serialise(Archive& archive);
  };

  // Throws for a temperature that is not positive and finite, and a decay outside [0, 1).
  FromLosses(const std::string& who, double temperature, double decay);

  // What the score is `temperature` times.
  virtual double value(const Memory& of) const = 0;

 private:
  double temperature_, decay_;
  std::vector<Memory> tasks_;
};

// s_t = mean loss / temperature: tasks that are still bad train more often. For losses that have
// one unit.
class LossScores : public FromLosses {
 public:
  explicit LossScores(double temperature = 1, double decay = 0.9)
      : FromLosses("LossScores", temperature, decay) {}
  std::string name() const override { return "loss"; }

 protected:
  double value(const Memory& of) const override { return of.fast; }
};

// s_t = |slow mean - fast mean| / temperature, the slow one with decay' = 1 - (1 - decay) / 10:
// tasks whose loss is on the move train more often, also where it rises, which is forgetting
// (Matiisen et al. 2017, "Teacher-Student Curriculum Learning"). Tasks that are learnt, and tasks
// that cannot be, are left alone.
class ProgressScores : public FromLosses {
 public:
  explicit ProgressScores(double temperature = 0.1, double decay = 0.9)
      : FromLosses("ProgressScores", temperature, decay) {}
  std::string name() const override { return "progress"; }

 protected:
  double value(const Memory& of) const override;
};

// s_t = running standard deviation of the loss / temperature: tasks about which training is
// uncertain train more often (Chang, Learned-Miller & McCallum 2017, "Active Bias", which does it
// with examples in place of tasks).
class UncertaintyScores : public FromLosses {
 public:
  explicit UncertaintyScores(double temperature = 0.1, double decay = 0.9)
      : FromLosses("UncertaintyScores", temperature, decay) {}
  std::string name() const override { return "uncertainty"; }

 protected:
  double value(const Memory& of) const override;
};

}  // namespace tapestry::nn
