#include "nn/selection/selectors.hpp"

#include <numeric>

#include "engine/base/error.hpp"

namespace tapestry::nn {

std::vector<TaskNumbers> Alternating::next_round(std::size_t tasks, Rng&) {
  std::vector<TaskNumbers> steps(tasks);
  for (std::size_t t = 0; t < tasks; ++t) steps[t] = {t};
  return steps;
}

std::vector<TaskNumbers> Joint::next_round(std::size_t tasks, Rng&) {
  TaskNumbers all(tasks);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return {all};
}

DrawnSubsets::DrawnSubsets(std::shared_ptr<const SubsetDistribution> selection, Reweight reweight)
    : selection_(std::move(selection)), reweight_(reweight) {
  if (!selection_)
    base::fail(
        "DrawnSubsets: there is no distribution to draw from: give one, such as "
        "SubsetSelection.");
}

std::string DrawnSubsets::name() const {
  return reweight_ == Reweight::no ? "drawn" : "drawn, reweighted";
}

std::vector<TaskNumbers> DrawnSubsets::next_round(std::size_t, Rng& rng) {
  return {selection_->sample(rng)};
}

std::vector<double> DrawnSubsets::loss_factors(const TaskNumbers& step) const {
  std::vector<double> factors;
  if (reweight_ == Reweight::no) return factors;
  for (const std::size_t t : step) factors.push_back(1 / marginals()[t]);
  return factors;
}

void DrawnSubsets::check_tasks(std::size_t tasks) const {
  if (selection_->tasks() != tasks)
    base::fail("fit: the selection is over ", selection_->tasks(), " tasks, but the model has ",
               tasks, ": give one score a task.");
}

const std::vector<double>& DrawnSubsets::marginals() const {
  if (marginals_.empty()) marginals_ = selection_->marginals();
  return marginals_;
}

Reasons DrawnSubsets::reasons() const { return {selection_->scores(), marginals()}; }

void DrawnSubsets::serialise(Archive& archive) {
  archive.expect("rule", selection_->name(), "the rule of the selection");
  archive.expect("settings", selection_->settings(), "what the selection was made with");
  archive.expect("scores", selection_->scores(), "the scores of the selection");
}

}  // namespace tapestry::nn
