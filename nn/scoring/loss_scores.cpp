#include "nn/scoring/loss_scores.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "nn/scoring/scorer_checks.hpp"

namespace tapestry::nn {

FromLosses::FromLosses(const std::string& who, double temperature, double decay)
    : who_(who), temperature_(temperature), decay_(decay) {
  check_temperature(who, temperature);
  check_decay(who, decay);
}

std::vector<double> FromLosses::scores(const SubsetDistribution& rule, Rng&) {
  if (tasks_.empty()) tasks_.resize(rule.tasks());
  if (tasks_.size() != rule.tasks())
    base::fail(who_, ": it remembers ", tasks_.size(), " tasks, and now the rule '", rule.name(),
               "' is over ", rule.tasks(), ": make a new one for another model.");
  std::vector<double> scores(tasks_.size());
  const auto known = [&](std::size_t t) { return tasks_[t].losses >= needed(); };
  double largest = 0;
  bool any = false;
  for (std::size_t t = 0; t < tasks_.size(); ++t) {
    if (!known(t)) continue;
    scores[t] = value(tasks_[t]) / temperature_;
    largest = any ? std::max(largest, scores[t]) : scores[t];
    any = true;
  }
  for (std::size_t t = 0; t < tasks_.size(); ++t)
    if (!known(t)) scores[t] = largest;
  return scores;
}

void FromLosses::told(const TaskNumbers& step, const std::vector<double>& losses) {
  for (std::size_t k = 0; k < step.size(); ++k) {
    if (step[k] >= tasks_.size()) tasks_.resize(step[k] + 1);
    Memory& of = tasks_[step[k]];
    if (of.losses > 0) {
      of.weight_of_changes = decay_ * of.weight_of_changes + 1;
      of.change += (losses[k] - of.last - of.change) / of.weight_of_changes;
    }
    // West 1979, "Updating mean and variance estimates", with weights that decay.
    of.weight = decay_ * of.weight + 1;
    of.weight_2 = decay_ * decay_ * of.weight_2 + 1;
    const double off = losses[k] - of.mean;
    of.mean += off / of.weight;
    of.squares = decay_ * of.squares + off * (losses[k] - of.mean);
    of.last = losses[k];
    ++of.losses;
  }
}

void FromLosses::Memory::serialise(Archive& archive) {
  archive("losses", losses);
  archive("last", last);
  archive("weight", weight);
  archive("weight 2", weight_2);
  archive("mean", mean);
  archive("squares", squares);
  archive("weight of changes", weight_of_changes);
  archive("change", change);
}

void FromLosses::serialise(Archive& archive) {
  archive.expect("temperature", temperature_, "the scores' temperature");
  archive.expect("decay", decay_, "the scores' decay");
  archive("tasks", tasks_);
}

double ProgressScores::value(const Memory& of) const { return std::abs(of.change); }

double UncertaintyScores::value(const Memory& of) const {
  const double rest = of.weight - of.weight_2 / of.weight;
  // With decay 0 only the last loss counts, and one number does not scatter.
  return rest > 0 ? std::sqrt(std::max(0.0, of.squares) / rest) : 0;
}

}  // namespace tapestry::nn
