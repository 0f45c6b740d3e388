#include "nn/scoring/bandits.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/base/error.hpp"
#include "nn/scoring/scorer_checks.hpp"

namespace tapestry::nn {
namespace {

void check_positive_option(const std::string& who, const std::string& what, double value) {
  if (!(value > 0 && std::isfinite(value)))
    base::fail(who, ": ", what, " is ", value, ", but must be positive and finite.");
}

}  // namespace

Bandit::Bandit(std::string who, std::shared_ptr<Reward> reward, std::optional<std::size_t> target)
    : who_(std::move(who)), reward_(std::move(reward)), target_(target) {
  if (!reward_)
    base::fail(who_, ": there is no reward to learn from: give one, such as HeldOutGain.");
}

std::optional<Bandit::Seen> Bandit::last_round(const SubsetDistribution& rule) {
  if (rounds_ > 0 && rule.tasks() != tasks_)
    base::fail(who_, ": it has drawn of ", tasks_, " tasks, and now the rule '", rule.name(),
               "' is over ", rule.tasks(), ": make a new one for another model.");
  tasks_ = rule.tasks();
  if (target_) check_task(who_, "the target", *target_, tasks_);
  if (arms() == 0)
    base::fail(who_, ": the target is the only task, so that there is nothing to choose.");
  const double reward = reward_->since_last();
  if (rounds_++ == 0) return std::nullopt;
  if (!std::isfinite(reward)) base::fail(who_, ": the reward is ", reward, ", but must be finite.");
  ++draws_;
  return Seen{arm_, reward};
}

void Bandit::check_rule(const SubsetDistribution& rule, const std::vector<double>& scores) const {
  if (rounds_ != 1) return;
  const std::vector<double> marginals = rule.with_scores(scores)->marginals();
  double mean = 0;
  for (std::size_t t = 0; t < tasks_; ++t)
    if (is_arm(t)) mean += marginals[t];
  if (std::abs(mean - 1) > 1e-9)
    base::fail(who_, ": the rule '", rule.name(), "' has ", mean,
               " arms a round in the mean, but a reward can be told to one only: take exactly_k "
               "with ",
               target_ ? "2, the target and an arm." : "1.");
}

void Bandit::drew(const TaskNumbers& subset, const SubsetDistribution& p) {
  std::size_t drawn = 0;
  for (const std::size_t t : subset)
    if (is_arm(t)) {
      arm_ = t;
      ++drawn;
    }
  if (drawn != 1)
    base::fail(who_, ": the rule '", p.name(), "' drew ", drawn,
               " arms, but a reward can be told to one only: take exactly_k with ",
               target_ ? "2, the target and an arm." : "1.");
}

void Bandit::serialise(Archive& archive) {
  archive.expect("target", target_ ? static_cast<std::int64_t>(*target_) : std::int64_t{-1},
                 "the target task, or -1");
  archive("tasks", tasks_);
  archive("arm", arm_);
  archive("rounds", rounds_);
  archive.require(rounds_ == 0 || (arm_ < tasks_ && is_arm(arm_)), "arm", "is none of the arms");
  archive("draws", draws_);
  archive("reward", *reward_);
}

Exp3::Exp3(std::shared_ptr<Reward> reward, Exp3Options options)
    : Bandit("EXP3", std::move(reward), options.target), options_(options) {
  if (!(options_.gamma > 0 && options_.gamma <= 1))
    base::fail("EXP3: gamma is ", options_.gamma,
               ", but must be above 0 and at most 1: it is the part of the draws that is even.");
  if (!(options_.scale >= 0 && std::isfinite(options_.scale)))
    base::fail("EXP3: the rewards' scale is ", options_.scale,
               ", but must be positive and finite, or 0 for rewards in [0, 1].");
}

double Exp3::best_gamma(std::size_t arms, std::uint64_t rounds) {
  if (arms <= 1) return 1;  // nothing to choose
  const double k = static_cast<double>(arms);
  return std::min(1.0,
                  std::sqrt(k * std::log(k) / ((std::exp(1.0) - 1) * static_cast<double>(rounds))));
}

// log w_t = gamma estimated_t / K
std::vector<double> Exp3::probabilities() const {
  const double k = static_cast<double>(arms());
  double largest = -std::numeric_limits<double>::infinity(), sum = 0;
  for (std::size_t t = 0; t < tasks(); ++t)
    if (is_arm(t)) largest = std::max(largest, estimated_[t]);
  std::vector<double> p(tasks());
  for (std::size_t t = 0; t < tasks(); ++t)
    if (is_arm(t)) sum += p[t] = std::exp(options_.gamma * (estimated_[t] - largest) / k);
  for (double& each : p) each = (1 - options_.gamma) * each / sum + options_.gamma / k;
  return p;
}

std::vector<double> Exp3::scores(const SubsetDistribution& rule, Rng&) {
  const std::optional<Seen> seen = last_round(rule);
  estimated_.resize(tasks());
  if (seen) {
    double x = seen->reward;
    if (options_.scale > 0) x = 1 / (1 + std::exp(-x / options_.scale));
    if (!(x >= 0 && x <= 1))
      base::fail(
          "EXP3: a reward is ", x,
          ", but must be in [0, 1]: give Exp3Options::scale, by which they are mapped there.");
    const double p = probabilities()[seen->arm];
    estimated_[seen->arm] += x / p;
    gained_ += x;
  }
  std::vector<double> scores;
  const std::vector<double> p = probabilities();
  for (std::size_t t = 0; t < tasks(); ++t) scores.push_back(is_arm(t) ? std::log(p[t]) : 0);
  for (std::size_t t = 0; t < tasks(); ++t)
    if (!is_arm(t)) always_include(t, scores);
  check_rule(rule, scores);
  return scores;
}

double Exp3::regret() const {
  double best = 0;
  for (const double sum : estimated_) best = std::max(best, sum);
  return best - gained_;
}

void Exp3::serialise(Archive& archive) {
  Bandit::serialise(archive);
  archive.expect("gamma", options_.gamma, "EXP3's gamma");
  archive.expect("scale", options_.scale, "the scale of EXP3's rewards");
  archive("estimated", estimated_);
  archive.require(estimated_.size() == tasks(), "estimated", "has not one number a task");
  archive("gained", gained_);
}

Thompson::Thompson(std::shared_ptr<Reward> reward, ThompsonOptions options)
    : Bandit("Thompson", std::move(reward), options.target), options_(options) {
  check_positive_option("Thompson", "the noise", options_.noise);
  check_positive_option("Thompson", "the prior's deviation", options_.prior);
  if (!(options_.memory > 0 && options_.memory <= 1))
    base::fail("Thompson: the memory is ", options_.memory,
               ", but must be above 0 and at most 1: 1 forgets nothing.");
}

std::vector<double> Thompson::scores(const SubsetDistribution& rule, Rng& rng) {
  const std::optional<Seen> seen = last_round(rule);
  const double of_prior = 1 / (options_.prior * options_.prior);
  means_.resize(tasks());
  precisions_.resize(tasks(), of_prior);
  drawn_.resize(tasks());
  if (seen) {
    // Forgetting draws each posterior back to the prior, N(0, prior^2), which is never forgotten.
    for (std::size_t t = 0; t < tasks(); ++t) {
      const double data = options_.memory * (precisions_[t] - of_prior);
      means_[t] *= options_.memory * precisions_[t] / (of_prior + data);
      precisions_[t] = of_prior + data;
    }
    const double of_one = 1 / (options_.noise * options_.noise);
    double& mean = means_[seen->arm];
    double& precision = precisions_[seen->arm];
    mean = (precision * mean + of_one * seen->reward) / (precision + of_one);
    precision += of_one;
    ++drawn_[seen->arm];
  }
  NormalDraw normal;
  std::vector<double> scores;
  for (std::size_t t = 0; t < tasks(); ++t)
    scores.push_back(is_arm(t) ? means_[t] + normal(rng) / std::sqrt(precisions_[t]) : 0);
  for (std::size_t t = 0; t < tasks(); ++t)
    if (!is_arm(t)) always_include(t, scores);
  check_rule(rule, scores);
  return scores;
}

double Thompson::regret() const {
  double best = -std::numeric_limits<double>::infinity(), regret = 0;
  for (std::size_t t = 0; t < means_.size(); ++t)
    if (is_arm(t)) best = std::max(best, means_[t]);
  for (std::size_t t = 0; t < means_.size(); ++t)
    if (is_arm(t)) regret += static_cast<double>(drawn_[t]) * (best - means_[t]);
  return regret;
}

void Thompson::serialise(Archive& archive) {
  Bandit::serialise(archive);
  archive.expect("noise", options_.noise, "the noise of Thompson's rewards");
  archive.expect("prior", options_.prior, "the deviation of Thompson's prior");
  archive.expect("memory", options_.memory, "Thompson's memory");
  archive("means", means_);
  archive("precisions", precisions_);
  archive("drawn", drawn_);
  archive.require(means_.size() == tasks(), "means", "has not one number a task");
  archive.require(precisions_.size() == tasks() &&
                      std::all_of(precisions_.begin(), precisions_.end(),
                                  [](double p) { return p > 0 && std::isfinite(p); }),
                  "precisions", "has not one positive number a task");
  archive.require(drawn_.size() == tasks(), "drawn", "has not one number a task");
}

}  // namespace tapestry::nn
