// Scores learned by the score-function gradient (REINFORCE): from draws and what came of them,
// without any model of why.
//
//   s <- s + rate ((r - baseline) (1_T - marginals) - entropy C s)
//
// r is the reward of the step on T. 1_T - marginals is the gradient of log P(T), so that the first
// term is, in the mean over the draws, the gradient of the mean reward (Williams 1992, "Simple
// Statistical Gradient-Following Algorithms for Connectionist Reinforcement Learning"). The
// baseline, the running mean of the rewards before this one, changes nothing of that mean, and
// takes away most of its scatter. The second term is the exact gradient of entropy H(P), which
// keeps P(T) open; marginal_gradient.hpp says what C is.
#pragma once

#include <memory>
#include <optional>

#include "nn/scoring/reward.hpp"
#include "nn/scoring/task_scorer.hpp"

namespace tapestry::nn {

struct ScoreFunctionOptions {
  double rate = 1;
  double entropy = 0;
  double baseline_decay = 0.9;                       // of the running mean; 1: no baseline
  std::vector<double> start;                         // the first scores; empty: 0
  std::optional<std::size_t> target = std::nullopt;  // a task that is in every T
};

class ScoreFunction : public TaskScorer {
 public:
  // Throws for no reward and for options out of range.
  explicit ScoreFunction(std::shared_ptr<Reward> reward, ScoreFunctionOptions options = {});
  std::string name() const override { return "score function"; }
  // Throws for start scores that are not one a task, an unknown target, a reward that is not
  // finite, and tasks that interact, with an entropy.
  std::vector<double> scores(const SubsetDistribution& rule, Rng&) override;
  void check_run(const MultiTaskModel& model, bool saved) const override {
    reward_->check_run(model, saved);
  }
  void drew(const TaskNumbers& subset, const SubsetDistribution& p) override;
  void serialise(Archive& archive) override;

 private:
  void learn(const SubsetDistribution& rule, double reward);

  std::shared_ptr<Reward> reward_;
  ScoreFunctionOptions options_;
  std::vector<double> scores_;
  TaskNumbers drawn_;  // in the last round
  std::uint64_t rounds_ = 0, rewards_ = 0;
  double baseline_ = 0;
};

}  // namespace tapestry::nn
