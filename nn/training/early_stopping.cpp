#include "nn/training/early_stopping.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"

namespace tapestry::nn {

double mean_validation_loss(const Epoch& epoch) {
  double sum = 0;
  for (const TaskEpoch& task : epoch.tasks) {
    if (!task.validation)
      base::fail("EarlyStopping: epoch ", epoch.number, " has no validation of every task: give ",
                 "FitOptions::validation a pass a task.");
    sum += task.validation->loss;
  }
  return sum / static_cast<double>(epoch.tasks.size());
}

EarlyStopping::EarlyStopping(std::size_t patience, ScoreOf score)
    : patience_(patience), score_(std::move(score)) {
  if (patience == 0)
    base::fail(
        "EarlyStopping: the patience is 0, which would stop after any epoch: give at least 1.");
}

void EarlyStopping::at_start(MultiTaskModel& model) {
  best_ = std::numeric_limits<double>::infinity();
  best_epoch_ = worse_ = 0;
  parameters_.clear();
  shapes_.clear();
  for (const Parameter& p : model.parameters()) shapes_.emplace(p.name(), p.shape());
}

void EarlyStopping::after_epoch(MultiTaskModel& model, const Epoch& epoch) {
  const double score = score_(epoch);
  if (!std::isfinite(score))
    base::fail("EarlyStopping: the score of epoch ", epoch.number, " is ", score,
               ", but must be finite: lower the learning rate, or mend the score.");
  if (!(score < best_)) {
    ++worse_;
    return;
  }
  best_ = score;
  best_epoch_ = epoch.number;
  worse_ = 0;
  parameters_.clear();
  for (const Parameter& p : model.parameters())
    if (!parameters_.emplace(p.name(), p.value()).second)
      base::fail("EarlyStopping: two parameters are named '", p.name(),
                 "': give each a name of its own.");
}

void EarlyStopping::at_end(MultiTaskModel& model) {
  if (best_epoch_ == 0) return;
  const Parameters all = model.parameters();
  for (const Parameter& p : all)
    if (!parameters_.contains(p.name()))
      base::fail("EarlyStopping: ", describe(p), " was not there in epoch ", best_epoch_,
                 ", the best one: freeze and add parameters before training, or between two runs.");
  for (Parameter p : all) p.set_value(parameters_.at(p.name()));
}

void EarlyStopping::serialise(Archive& archive) {
  archive.expect("patience", patience_, "the patience");
  archive("best", best_);
  archive("best epoch", best_epoch_);
  archive("worse", worse_);
  archive("parameters", parameters_);
  if (!archive.reading()) return;
  archive.require(std::isfinite(best_) ? best_epoch_ > 0 : best_epoch_ == 0 && best_ > 0, "best",
                  "is not the score of the best epoch");
  const bool the_models =
      std::equal(parameters_.begin(), parameters_.end(), shapes_.begin(), shapes_.end(),
                 [](const auto& saved, const auto& now) {
                   return saved.first == now.first && saved.second.shape() == now.second;
                 });
  archive.require(best_epoch_ == 0 ? parameters_.empty() : the_models, "parameters",
                  "are not the model's");
}

}  // namespace tapestry::nn
