// Scores from what the tasks' own losses do: how large they are, how fast they change, how much
// they scatter. They cost nothing but their arithmetic.
//
// All are of running means of the tasks that trained, m = sum_i w_i x_i / sum_i w_i, with
// w_i = decay^(n - i) for the i-th of n numbers. A task that has not trained often enough has the
// largest score of those that have, so that it comes soon; before that all scores are 0.
//
// For losses that are not negative no score is either: these are for rules that fix how many tasks
// there are, such as exactly_k. Where every subset is allowed, each task would train in half of the
// rounds at least.
#pragma once

#include "nn/scoring/task_scorer.hpp"

namespace tapestry::nn {

class FromLosses : public TaskScorer {
 public:
  // Throws for a rule over another number of tasks than before.
  std::vector<double> scores(const SubsetDistribution& rule, Rng&) override;
  void told(const TaskNumbers& step, const std::vector<double>& losses) override;
  void serialise(Archive& archive) override;

 protected:
  // What is remembered of a task's losses.
  struct Memory {
    std::uint64_t losses = 0;                  // how many
    double last = 0;                           // the last one
    double weight = 0, weight_2 = 0;           // sums of w_i, and of their squares
    double mean = 0, squares = 0;              // of the losses, and w_i (loss - mean)^2 summed
    double weight_of_changes = 0, change = 0;  // the mean of loss less the one before it
    void serialise(Archive& archive);
  };

  // Throws for a temperature that is not positive and finite, and a decay outside [0, 1).
  FromLosses(const std::string& who, double temperature, double decay);

  // What the score is `temperature` times, of at least needed() losses.
  virtual double value(const Memory& of) const = 0;
  virtual std::uint64_t needed() const { return 2; }

 private:
  std::string who_;
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
  double value(const Memory& of) const override { return of.mean; }
  std::uint64_t needed() const override { return 1; }
};

// s_t = |mean of the loss's changes from one of its steps to the next| / temperature: tasks whose
// loss is on the move train more often, also where it rises, which is forgetting (Matiisen et al.
// 2017, "Teacher-Student Curriculum Learning", the online algorithm). Tasks that are learnt, and
// tasks that cannot be, come the less, but for the noise of their losses.
class ProgressScores : public FromLosses {
 public:
  explicit ProgressScores(double temperature = 0.02, double decay = 0.9)
      : FromLosses("ProgressScores", temperature, decay) {}
  std::string name() const override { return "progress"; }

 protected:
  double value(const Memory& of) const override;
};

// s_t = running standard deviation of the loss / temperature: tasks about which training is
// uncertain train more often (Chang, Learned-Miller & McCallum 2017, "Active Bias", which does it
// with examples in place of tasks). It is that of a sample: the squares are divided by
// sum w - sum w^2 / sum w.
class UncertaintyScores : public FromLosses {
 public:
  explicit UncertaintyScores(double temperature = 0.1, double decay = 0.9)
      : FromLosses("UncertaintyScores", temperature, decay) {}
  std::string name() const override { return "uncertainty"; }

 protected:
  double value(const Memory& of) const override;
};

}  // namespace tapestry::nn
