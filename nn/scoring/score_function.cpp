#include "nn/scoring/score_function.hpp"

#include <cmath>

#include "engine/base/error.hpp"
#include "nn/scoring/marginal_gradient.hpp"
#include "nn/scoring/scorer_checks.hpp"

namespace tapestry::nn {

ScoreFunction::ScoreFunction(std::shared_ptr<Reward> reward, ScoreFunctionOptions options)
    : reward_(std::move(reward)), options_(std::move(options)) {
  if (!reward_)
    base::fail("ScoreFunction: there is no reward to learn from: give one, such as HeldOutGain.");
  check_rate("ScoreFunction", options_.rate);
  if (!(options_.entropy >= 0 && std::isfinite(options_.entropy)))
    base::fail("ScoreFunction: the weight of the entropy is ", options_.entropy,
               ", but must be 0 or more, and finite.");
  if (options_.baseline_decay != 1) check_decay("ScoreFunction", options_.baseline_decay);
}

std::vector<double> ScoreFunction::scores(const SubsetDistribution& rule, Rng&) {
  if (scores_.empty()) scores_ = options_.start;
  if (scores_.empty()) scores_.resize(rule.tasks());
  if (scores_.size() != rule.tasks())
    base::fail("ScoreFunction: there are ", scores_.size(), " scores for '", rule.name(), "' over ",
               rule.tasks(), " tasks: give one a task to start with, or none.");
  check_entropy("ScoreFunction", options_.entropy, rule);
  if (options_.target) {
    check_task("ScoreFunction", "the target", *options_.target, rule.tasks());
    always_include(*options_.target, scores_);
  }
  const double reward = reward_->since_last();
  if (rounds_++ > 0) learn(rule, reward);
  if (options_.target) always_include(*options_.target, scores_);
  return scores_;
}

void ScoreFunction::learn(const SubsetDistribution& rule, double reward) {
  if (!std::isfinite(reward))
    base::fail("ScoreFunction: the reward is ", reward, ", but must be finite.");
  const auto p = rule.with_scores(scores_);
  const std::vector<double> marginals = p->marginals();
  // The first reward has no mean before it, and says nothing by itself.
  const double advantage = options_.baseline_decay == 1 ? reward
                           : rewards_ == 0              ? 0
                                                        : reward - baseline_;
  baseline_ = rewards_ == 0
                  ? reward
                  : options_.baseline_decay * baseline_ + (1 - options_.baseline_decay) * reward;
  ++rewards_;
  std::vector<double> ascent(scores_.size());
  if (options_.entropy > 0) {
    // The target's covariances are 2e-22 at most, and so it has no part in it.
    ascent = covariance_times(*p, scores_);
    for (double& a : ascent) a *= -options_.entropy;
  }
  for (std::size_t t = 0; t < scores_.size(); ++t) ascent[t] -= advantage * marginals[t];
  for (const std::size_t t : drawn_) ascent[t] += advantage;
  for (std::size_t t = 0; t < scores_.size(); ++t) scores_[t] += options_.rate * ascent[t];
}

void ScoreFunction::drew(const TaskNumbers& subset, const SubsetDistribution&) { drawn_ = subset; }

void ScoreFunction::serialise(Archive& archive) {
  archive.expect("rate", options_.rate, "the rate of the scores");
  archive.expect("entropy", options_.entropy, "the weight of the entropy");
  archive.expect("baseline decay", options_.baseline_decay, "the decay of the baseline");
  archive.expect("start", options_.start, "the first scores");
  archive.expect("target", options_.target ? static_cast<std::int64_t>(*options_.target) : -1,
                 "the target task, or -1");
  archive("scores", scores_);
  archive("drawn", drawn_);
  for (const std::size_t t : drawn_)
    archive.require(t < scores_.size(), "drawn", "has a task without a score");
  archive("rounds", rounds_);
  archive("rewards", rewards_);
  archive("baseline", baseline_);
  archive("reward", *reward_);
}

}  // namespace tapestry::nn
