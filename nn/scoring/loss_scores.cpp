#include "nn/scoring/loss_scores.hpp"

#include <algorithm>
#include <cmath>

#include "nn/scoring/scorer_checks.hpp"

namespace tapestry::nn {

FromLosses::FromLosses(const std::string& who, double temperature, double decay)
    : temperature_(temperature), decay_(decay) {
  check_temperature(who, temperature);
  check_decay(who, decay);
}

std::vector<double> FromLosses::scores(const SubsetDistribution& rule, Rng&) {
  tasks_.resize(rule.tasks());
  std::vector<double> scores(tasks_.size());
  double largest = 0;
  bool any = false;
  for (std::size_t t = 0; t < tasks_.size(); ++t) {
    if (!tasks_[t].met) continue;
    scores[t] = value(tasks_[t]) / temperature_;
    largest = any ? std::max(largest, scores[t]) : scores[t];
    any = true;
  }
  for (std::size_t t = 0; t < tasks_.size(); ++t)
    if (!tasks_[t].met) scores[t] = largest;
  return scores;
}

void FromLosses::told(const TaskNumbers& step, const std::vector<double>& losses) {
  const double slow_decay = 1 - (1 - decay_) / 10;
  for (std::size_t k = 0; k < step.size(); ++k) {
    Memory& of = tasks_[step[k]];
    if (!of.met) {
      of = {true, losses[k], losses[k], 0};
      continue;
    }
    // West 1979, "Updating mean and variance estimates", with weights that decay.
    const double off = losses[k] - of.fast;
    of.variance = decay_ * (of.variance + (1 - decay_) * off * off);
    of.fast += (1 - decay_) * off;
    of.slow += (1 - slow_decay) * (losses[k] - of.slow);
  }
}

void FromLosses::Memory::serialise(Archive& archive) {
  archive("met", met);
  archive("fast", fast);
  archive("slow", slow);
  archive("variance", variance);
}

void FromLosses::serialise(Archive& archive) {
  archive.expect("temperature", temperature_, "the scores' temperature");
  archive.expect("decay", decay_, "the scores' decay");
  archive("tasks", tasks_);
}

double ProgressScores::value(const Memory& of) const { return std::abs(of.slow - of.fast); }

double UncertaintyScores::value(const Memory& of) const { return std::sqrt(of.variance); }

}  // namespace tapestry::nn
