#include "nn/balancing/balanced_step.hpp"

#include <unordered_set>

namespace tapestry::nn {
namespace {

std::vector<Parameters> own_of(const MultiTaskModel& model, const TaskNumbers& tasks) {
  std::vector<Parameters> own;
  for (const std::size_t t : tasks) own.push_back(model.own(t));
  return own;
}

}  // namespace

Parameters used_in(const Tape& tape, const Parameters& parameters) {
  std::unordered_set<const void*> leaves;
  if (!parameters.empty())
    for (const Var& leaf : tape.leaves()) leaves.insert(leaf.identity());
  Parameters result;
  for (const Parameter& p : parameters)
    if (leaves.count(p.identity()) > 0) result.push_back(p);
  return result;
}

BalancedStep::BalancedStep(const Tape& on, std::size_t in_round, const MultiTaskModel& model,
                           TaskNumbers of, std::vector<Var> with_losses,
                           std::vector<Var> with_representations, Var omega, Parameters of_omega)
    : tape(on),
      round(in_round),
      tasks(std::move(of)),
      losses(std::move(with_losses)),
      representations(std::move(with_representations)),
      penalty(std::move(omega)),
      penalty_parameters(std::move(of_omega)),
      shared(model.shared()),
      own(own_of(model, tasks)),
      parameters_(shared),
      owners_(shared.size(), kShared) {
  for (std::size_t k = 0; k < own.size(); ++k) {
    parameters_.insert(parameters_.end(), own[k].begin(), own[k].end());
    owners_.insert(owners_.end(), own[k].size(), k);
  }
}

const std::vector<std::vector<Tensor>>& BalancedStep::task_gradients() const {
  if (gradients_.empty()) gradients_ = tape.gradients(losses, parameters_);
  return gradients_;
}

std::vector<double> BalancedStep::loss_values() const {
  std::vector<double> values;
  for (const Var& loss : losses) values.push_back(double{loss.item()});
  return values;
}

}  // namespace tapestry::nn
