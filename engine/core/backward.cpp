// Asking for gradients: what is checked first, and what becomes of the results. The pass itself is
// in backward_pass.cpp.
#include <algorithm>
#include <limits>

#include "engine/array/finite.hpp"
#include "engine/base/error.hpp"
#include "engine/core/backward_pass.hpp"
#include "engine/core/node.hpp"

namespace tapestry {

// Beside each Var asked for, where it is; looked up before the backward pass, because a recorded
// one adds leaves that it has no place for.
std::vector<Tape::Source> Tape::places_of(const std::vector<Var>& wrt, Unused unused) const {
  constexpr Source kNowhere = std::numeric_limits<Source>::max();
  std::vector<Source> asked;
  asked.reserve(wrt.size());
  for (const Var& x : wrt) {
    Source source = kNowhere;
    if (!find(x, source)) {
      if (x.node().tape != 0)
        base::fail("gradient: ", describe(x), " is not on this tape", history_of(x));
      if (unused == Unused::refused) refuse_unused(x);
    }
    asked.push_back(source);
  }
  return asked;
}

std::vector<Var> Tape::backward(const std::vector<Var>& outputs, const std::vector<Var>& wrt,
                                const std::vector<Var>& upstreams, Unused unused,
                                std::size_t first_record) const {
  if (outputs.size() != upstreams.size())
    base::fail("gradient: ", outputs.size(), " outputs with ", upstreams.size(),
               " upstream gradients: give one upstream gradient an output, in the same order.");
  std::size_t end = first_record;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    check_output(outputs[i]);
    if (upstreams[i].shape() != outputs[i].shape())
      base::fail("gradient: the upstream gradient ", to_string(upstreams[i].shape()),
                 " must have the shape of the output that it belongs to, ", describe(outputs[i]),
                 ".");
    if (options_.stop_at_nan &&
        kernels::first_not_finite(upstreams[i].value()) < upstreams[i].size())
      base::fail("stop_at_nan: ", kernels::element_not_finite(upstreams[i].value()),
                 " in the upstream gradient of ", describe(outputs[i]), ": give a finite one.");
    end = std::max(end, index_of(outputs[i]) + 1);
  }
  for (const Leaf& used : leaves_) check_leaf(used);

  const std::vector<Source> asked = places_of(wrt, unused);
  BackwardPass pass(*this, first_record, end);
  pass.mark(asked);
  for (std::size_t i = 0; i < outputs.size(); ++i)
    pass.give(static_cast<Source>(index_of(outputs[i])), upstreams[i]);
  pass.run();

  return pass.collect(asked, wrt);
}

// Copies only where a gradient can be seen from elsewhere (`x + y` sends the same one to both).
std::vector<Tensor> Tape::values_of(std::vector<Var> gradients) {
  std::vector<Tensor> values;
  values.reserve(gradients.size());
  for (Var& gradient : gradients) {
    if (gradient.node_.use_count() == 1)
      values.push_back(std::move(gradient.node_->value));
    else
      values.push_back(gradient.value());
    gradient = Var();
  }
  return values;
}

std::vector<Tensor> Tape::backward_values(const std::vector<Var>& outputs,
                                          const std::vector<Var>& wrt, std::vector<Var> upstreams,
                                          Unused unused) const {
  const NoRecording pause;
  std::vector<Var> gradients = backward(outputs, wrt, upstreams, unused);
  upstreams.clear();
  return values_of(std::move(gradients));
}

std::vector<Tensor> Tape::gradient(const std::vector<Var>& outputs, const std::vector<Var>& wrt,
                                   const std::vector<Tensor>& upstreams, Unused unused) const {
  std::vector<Var> given;
  for (const Tensor& upstream : upstreams) given.push_back(Var::constant(upstream));
  return backward_values(outputs, wrt, std::move(given), unused);
}

std::vector<Tensor> Tape::gradient(const Var& output, const std::vector<Var>& wrt,
                                   const Tensor& upstream, Unused unused) const {
  return backward_values({output}, wrt, {Var::constant(upstream)}, unused);
}

std::vector<Tensor> Tape::gradient(const Var& loss, const std::vector<Var>& wrt,
                                   Unused unused) const {
  check_loss(loss);
  return backward_values({loss}, wrt, {Var::constant(ones_like(loss.value()))}, unused);
}

std::vector<std::vector<Tensor>> Tape::gradients(const std::vector<Var>& losses,
                                                 const std::vector<Var>& wrt, Unused unused) const {
  std::size_t end = 0;
  for (const Var& loss : losses) {
    check_loss(loss);
    end = std::max(end, index_of(loss) + 1);
  }
  for (const Leaf& used : leaves_) check_leaf(used);
  const NoRecording pause;
  const std::vector<Source> asked = places_of(wrt, unused);
  // What is the same for all of them is done once: with many losses, each has a small part.
  BackwardPass pass(*this, 0, end);
  pass.mark(asked);
  pass.one_of_many = true;
  std::vector<std::vector<Tensor>> all;
  all.reserve(losses.size());
  for (const Var& loss : losses) {
    pass.give(static_cast<Source>(index_of(loss)), Var::constant(ones_like(loss.value())));
    pass.run_from_waiting();
    std::vector<Var> gradients = pass.collect(asked, wrt);
    pass.forget();
    all.push_back(values_of(std::move(gradients)));
  }
  return all;
}

std::vector<Var> Tape::gradient_vars(const Var& output, const std::vector<Var>& wrt,
                                     const Var& upstream, Unused unused) {
  if (recording() != this)
    base::fail(
        "gradient_vars: the backward pass is recorded on the tape itself, so this tape must be the "
        "one that "
        "is recording: end the inner tape or NoRecording first.");
  std::vector<Var> gradients = backward({output}, wrt, {upstream}, unused);
  // A gradient may be a leaf (of `x + 1` it is the upstream one itself): it gets a record, too, so
  // that it can be differentiated again like all others.
  for (Var& gradient : gradients)
    if (!holds(gradient))
      gradient = record("identity", gradient.value(),
                        {{gradient, [](const Var& g, const Var&) { return g; }}});
  return gradients;
}

std::vector<Var> Tape::gradient_vars(const Var& loss, const std::vector<Var>& wrt, Unused unused) {
  check_loss(loss);
  return gradient_vars(loss, wrt, Var::constant(ones_like(loss.value())), unused);
}

std::string Tape::history_of(const Var& x) const {
  if (x.node().tape == 0)
    return ": no op of this tape made it; compute it after the Tape has been created, from Vars "
           "and not from their values.";
  return ": another tape recorded it, and its history is there or ended with that tape; compute it "
         "again while this tape is recording.";
}

void Tape::refuse_unused(const Var& x) const {
  if (x.is_constant())
    base::fail("gradient: ", describe(x),
               " counts as fixed, so that its gradient could only be zeros: make the Var from a "
               "tensor, as in Var(\"x\", full({}, 2)) where a number is meant, or say "
               "Unused::zeros if zeros are meant.");
  base::fail("gradient: ", describe(x),
             x.node().cut ? " was computed while no tape was recording"
                          : " was used by no op of this tape",
             ", so that its gradient could only be zeros: ",
             x.node().cut ? "compute it after the Tape has been created"
                          : "compute the loss from it after the Tape has been created",
             ", or say Unused::zeros if zeros are meant.");
}

void Tape::check_output(const Var& output) const {
  if (!holds(output))
    base::fail("gradient: ", describe(output), " is not on this tape", history_of(output));
}

void Tape::check_loss(const Var& loss) const {
  check_output(loss);
  if (loss.size() != 1)
    base::fail(
        "gradient: ", describe(loss), " has ", loss.size(),
        " elements, but a gradient is of one number: reduce it with sum or mean, or give the "
        "gradient at it as the third argument.");
}

void Tape::check_leaf(const Leaf& used) const {
  if (used.var.node().version != used.version)
    base::fail(
        "gradient: ", describe(used.var),
        " was changed after this tape had recorded it, so its pullbacks would use the wrong value: "
        "take the gradient first, or begin a new tape after the change.");
}

}  // namespace tapestry
