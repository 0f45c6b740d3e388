// Scores learned as in a casino: each round one arm is drawn, and only its reward is seen. The arms
// are the tasks; or, where there is a target, the other tasks, and the target trains every round.
//
//   drawn(std::make_shared<Exp3>(reward), exactly_k(zeros, 1))               // one task a round
//   drawn(std::make_shared<Exp3>(reward, options_with_target), exactly_k(zeros, 2))
//
// The rule must give exactly one arm a round; another one is refused in the first. *Regret* is what
// was missed by not drawing the one best arm in every round. In training nobody knows it, for the
// rewards of arms that were not drawn were not seen; both report an estimate.
#pragma once

#include <memory>
#include <optional>

#include "nn/scoring/reward.hpp"
#include "nn/scoring/task_scorer.hpp"

namespace tapestry::nn {

// What both have: the round's arm and its reward.
class Bandit : public TaskScorer {
 public:
  // Throws where the rule's draw has not exactly one arm.
  void drew(const TaskNumbers& subset, const SubsetDistribution& p) override;
  void check_run(const MultiTaskModel& model, bool saved) const override {
    reward_->check_run(model, saved);
  }
  std::uint64_t draws() const { return draws_; }  // whose reward has been seen
  void serialise(Archive& archive) override;

 protected:
  Bandit(std::string who, std::shared_ptr<Reward> reward, std::optional<std::size_t> target);

  // The arm of the last round and its reward; nothing in the first round. Throws for a reward that
  // is not finite.
  struct Seen {
    std::size_t arm;
    double reward;
  };
  std::optional<Seen> last_round(const SubsetDistribution& rule);
  // In the first round: throws where the rule, with these scores, has not one arm a round in the
  // mean.
  void check_rule(const SubsetDistribution& rule, const std::vector<double>& scores) const;
  bool is_arm(std::size_t task) const { return task != target_; }
  std::size_t arms() const { return tasks_ - (target_ ? 1 : 0); }
  std::size_t tasks() const { return tasks_; }

 private:
  std::string who_;
  std::shared_ptr<Reward> reward_;
  std::optional<std::size_t> target_;
  std::size_t tasks_ = 0, arm_ = 0;
  std::uint64_t rounds_ = 0, draws_ = 0;
};

struct Exp3Options {
  double gamma = 0.1;  // the part of the draws that is even, in (0, 1]
  // Rewards must be in [0, 1]. Or, where they may be any number: the reward x counts as
  // 1 / (1 + e^{-x / scale}), which keeps their order. 0: they are in [0, 1].
  double scale = 0;
  std::optional<std::size_t> target = std::nullopt;
};

// EXP3 (Auer, Cesa-Bianchi, Freund & Schapire 2002, "The Nonstochastic Multiarmed Bandit Problem",
// figure 1):
//
//   P(t) = (1 - gamma) w_t / sum w + gamma / K,   w_t <- w_t exp(gamma x / (P(t) K)) of the arm
//   drawn
//
// Whatever the rewards are, even chosen by an adversary, the expected regret after n rounds is at
// most 2 sqrt(e - 1) sqrt(n K ln K), with the gamma of best_gamma(n). The scores are log P(t).
class Exp3 : public Bandit {
 public:
  // Throws for no reward, a gamma outside (0, 1], and a negative scale.
  explicit Exp3(std::shared_ptr<Reward> reward, Exp3Options options = {});
  std::string name() const override { return "EXP3"; }
  std::vector<double> scores(const SubsetDistribution& rule, Rng&) override;
  // Estimated, in units of the rewards in [0, 1]: the largest sum of x / P(t) over an arm's draws,
  // which is in the mean what that arm would have gained, less what was gained. (The largest of
  // noisy sums: too large in the mean.)
  double regret() const;
  void serialise(Archive& archive) override;

  // min(1, sqrt(K ln K / ((e - 1) n)))
  static double best_gamma(std::size_t arms, std::uint64_t rounds);

 private:
  std::vector<double> probabilities() const;

  Exp3Options options_;
  std::vector<double> estimated_;  // sums of x / P(t), one a task
  double gained_ = 0;
};

struct ThompsonOptions {
  double noise = 1;  // standard deviation of a reward around its arm's mean
  double prior = 1;  // of the arms' means around 0, before anything is seen
  // Each round what was seen is given this weight again, beside the prior's, which stays: below 1,
  // what was long ago is forgotten, as it should be where training changes what a task is worth.
  // Must be in (0, 1].
  double memory = 1;
  std::optional<std::size_t> target = std::nullopt;
};

// Thompson sampling (Thompson 1933, "On the Likelihood that One Unknown Probability Exceeds
// Another"; with normal rewards: Agrawal & Goyal 2013): a draw of each arm's mean from what is
// known of it, N(mean_t, 1 / precision_t), is its score, and the best arm is taken.
class Thompson : public Bandit {
 public:
  // Throws for no reward, and options out of range.
  explicit Thompson(std::shared_ptr<Reward> reward, ThompsonOptions options = {});
  std::string name() const override { return "Thompson sampling"; }
  bool takes_the_best() const override { return true; }
  std::vector<double> scores(const SubsetDistribution& rule, Rng& rng) override;
  const std::vector<double>& means() const { return means_; }  // of the posteriors, one a task
  // Estimated: sum over the draws of (the best arm's mean - the drawn arm's), as they are known
  // now.
  double regret() const;
  void serialise(Archive& archive) override;

 private:
  ThompsonOptions options_;
  std::vector<double> means_, precisions_;
  std::vector<std::uint64_t> drawn_;  // how often, one a task
};

}  // namespace tapestry::nn
