#include "nn/scoring/reward.hpp"

#include <cmath>

#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "nn/scoring/scorer_checks.hpp"

namespace tapestry::nn {

HeldOutGain::HeldOutGain(const MultiTaskModel& model, std::vector<Examples> held_out)
    : model_(model), held_out_(std::move(held_out)) {
  if (held_out_.empty())
    base::fail("HeldOutGain: there are no examples held out: give some of one task at least.");
  for (const Examples& of : held_out_) {
    check_task("HeldOutGain", "what examples were given for", of.task, model.tasks().size());
    const Task& task = model.tasks()[of.task];
    if (count_present(task, of.batch) == 0)
      base::fail("HeldOutGain: the examples of task '", task.name,
                 "' have no answers: give some that do.");
  }
}

void HeldOutGain::check_run(const MultiTaskModel& model, bool) const {
  if (&model != &model_)
    base::fail(
        "HeldOutGain: it looks at another model than the one that is trained, whose losses "
        "it would never see: make a new one for a new model.");
}

void HeldOutGain::serialise(Archive& archive) {
  std::string examples;
  for (const Examples& of : held_out_)
    examples +=
        base::text(examples.empty() ? "" : ", ", of.batch.inputs.shape()[0], " of task ", of.task);
  archive.expect("examples", examples, "the examples held out");
  archive("log loss", log_loss_);
}

double HeldOutGain::since_last() {
  const NoRecording pause;
  const double before = log_loss_;
  log_loss_ = 0;
  for (const Examples& of : held_out_) {
    const Task& task = model_.tasks()[of.task];
    const Outputs made = checked_forward(model_, Var("inputs of " + task.name, of.batch.inputs),
                                         {of.task}, Context::evaluation());
    const double loss = double{checked_loss(task, made.predictions[0], of.batch).item()};
    if (!(loss > 0 && std::isfinite(loss)))
      base::fail(
          "HeldOutGain: the loss of task '", task.name, "' is ", loss,
          " on the examples held out, but must be positive and finite, to have a logarithm.");
    log_loss_ += std::log(loss);
  }
  return before - log_loss_;
}

}  // namespace tapestry::nn
