#include "nn/scoring/gradient_probe.hpp"

#include <cmath>

#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "nn/scoring/scorer_checks.hpp"

namespace tapestry::nn {

GradientProbe::GradientProbe(const MultiTaskModel& model, std::vector<BatchSource> sources)
    : model_(model), sources_(std::move(sources)) {
  if (sources_.size() != model.tasks().size())
    base::fail("GradientProbe: ", sources_.size(), " sources were given for ", model.tasks().size(),
               " tasks: give one a task.");
  for (std::size_t t = 0; t < sources_.size(); ++t)
    if (!sources_[t])
      base::fail("GradientProbe: the source of task '", model.tasks()[t].name,
                 "' is empty: give one that makes batches.");
  if (model.shared().empty())
    base::fail(
        "GradientProbe: the tasks share no parameters, so that none can do anything for "
        "another: give a model with a shared trunk.");
}

void GradientProbe::check_run(const std::string& who, const MultiTaskModel& model,
                              bool saved) const {
  if (&model != &model_)
    base::fail(who,
               ": its probe looks at another model than the one that is trained, whose "
               "gradients it would never see: make a new probe for a new model.");
  for (std::size_t t = 0; saved && t < sources_.size(); ++t)
    if (!sources_[t].has_state())
      base::fail(who, ": the run is to be saved, but the probe's source of task '",
                 model_.tasks()[t].name, "' has no state to save: make it by drawn_from().");
}

Var GradientProbe::loss(std::size_t task, const Batch& batch) const {
  const Task& of = model_.tasks()[task];
  const Outputs made = checked_forward(model_, Var("inputs of " + of.name, batch.inputs), {task},
                                       Context::evaluation());
  return checked_loss(of, made.predictions[0], batch);
}

GradientProbe::Look GradientProbe::look(std::size_t task) const {
  check_task("GradientProbe", "the task to look at", task, tasks());
  Look look;
  look.batch = sources_[task]();
  const Tape tape;
  const Var loss = this->loss(task, look.batch);
  look.loss = double{loss.item()};
  look.gradients = tape.gradient(loss, model_.shared(), Unused::zeros);
  if (!std::isfinite(look.loss) || !std::isfinite(inner_product(look.gradients, look.gradients)))
    base::fail("GradientProbe: the loss of task '", model_.tasks()[task].name, "' is ", look.loss,
               ", or its gradient is not finite: lower the learning rate, or look for a NaN in its "
               "data.");
  return look;
}

double GradientProbe::loss_after(std::size_t task, const Batch& batch,
                                 const std::vector<Tensor>& gradients, double rate) const {
  Parameters shared = model_.shared();
  std::vector<Tensor> before;
  for (std::size_t p = 0; p < shared.size(); ++p) {
    before.push_back(shared[p].value());
    shared[p].set_value(before[p] - static_cast<Scalar>(rate) * gradients[p]);
  }
  const auto put_back = [&] {
    for (std::size_t p = 0; p < shared.size(); ++p) shared[p].set_value(before[p]);
  };
  try {
    const NoRecording pause;
    const double after = double{loss(task, batch).item()};
    put_back();
    if (!std::isfinite(after))
      base::fail("GradientProbe: after a step of rate ", rate, " the loss of task '",
                 model_.tasks()[task].name, "' is ", after, ": try a smaller rate.");
    return after;
  } catch (...) {
    put_back();
    throw;
  }
}

double inner_product(const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
  double sum = 0;
  for (std::size_t p = 0; p < a.size(); ++p)
    for (std::size_t i = 0; i < a[p].size(); ++i)
      sum += double{a[p].data()[i]} * double{b[p].data()[i]};
  return sum;
}

}  // namespace tapestry::nn
