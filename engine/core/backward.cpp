// The backward pass: the whole reverse pass of reverse-mode differentiation.
#include <algorithm>
#include <limits>
#include <queue>

#include "engine/array/finite.hpp"
#include "engine/array/loops.hpp"
#include "engine/base/error.hpp"
#include "engine/core/broadcast.hpp"
#include "engine/core/interceptor.hpp"
#include "engine/core/node.hpp"
#include "engine/core/tape.hpp"

namespace tapestry {
namespace {

// Two ops that the pass itself needs. They are the ops of the same name, written out once more
// because core knows no ops but broadcasting's.
Var pass_on(const Var& g, const Var&) { return g; }
Var sum_of_contributions(const Var& a, const Var& b) {  // of one shape
  return record(
      "add",
      kernels::zip(a.value(), b.value(), a.shape(), [](Scalar x, Scalar y) { return x + y; }),
      {{a, pass_on}, {b, pass_on}});
}
Var with_record(const Var& x) { return record("identity", x.value(), {{x, pass_on}}); }

}  // namespace

Interceptor& interceptor() {
  thread_local Interceptor current;
  return current;
}

// The state of one backward pass. Gradients live here and not in the nodes: nothing needs to be
// zeroed before the next backward pass, and two backward passes over one tape cannot disturb each
// other.
struct Tape::BackwardPass {
  // What is known about one record or one leaf.
  struct Place {
    bool asked = false;  // the caller wants its gradient
    bool leads = false;  // it is asked for, or something asked for went into it
    Var gradient;        // the sum of the contributions so far; empty before the first
  };

  BackwardPass(const Tape& owner, std::size_t first_record, std::size_t end_record)
      : tape(owner), first(first_record), records_(end_record), leaves_(owner.leaves_.size()) {}

  Place& at(Source source) {
    return source >= 0 ? records_[static_cast<std::size_t>(source)]
                       : leaves_[static_cast<std::size_t>(-1 - source)];
  }

  // Marks what lies between the Vars asked for and the output. All other pullbacks are never run:
  // the gradient of the images would cost a matrix product that nobody looks at.
  void mark(const std::vector<Source>& asked) {
    for (Source source : asked)
      if (source < static_cast<Source>(records_.size())) at(source).asked = at(source).leads = true;
    for (std::size_t i = first; i < records_.size(); ++i) {
      const Record& record = tape.records_[i];
      for (std::size_t k = 0; k < record.links && !records_[i].leads; ++k)
        records_[i].leads = at(tape.links_[record.first_link + k].source).leads;
    }
  }

  // One input's gradient from the gradient at the output.
  Var pull(const Record& record, std::size_t k, const Var& g) const {
    const Link& link = tape.links_[record.first_link + k];
    if (!interceptor()) return link.pullback(g, record.output);
    return interceptor()(
        {record.output.op(), k, link.pullback, g, record.output, input_of(record, k).shape()});
  }

  const Var& input_of(const Record& record, std::size_t k) const {
    return tape.var_at(tape.links_[record.first_link + k].source);
  }

  // What a pullback returned, in the input's shape, goes to that input.
  void send(const Record& record, std::size_t k, const Var& pulled) {
    const Shape& shape = input_of(record, k).shape();
    if (tape.options_.stop_at_nan) check_finite(record, k, pulled.value());
    const Source source = tape.links_[record.first_link + k].source;
    if (pulled.shape() == shape) {
      give(source, pulled);
    } else {
      if (!broadcasts_to(shape, pulled.shape()))
        base::fail(
            record.output.op(), ": the pullback of its input ", k, " returned a gradient ",
            to_string(pulled.shape()), " for an input ", to_string(shape),
            ": a pullback must return its input's shape, or one that the input broadcasts to.");
      give(source, sum_to(pulled, shape));  // the one place that undoes broadcasting
    }
    if (tape.options_.stop_at_nan)
      check_finite_sum(input_of(record, k), at(source).gradient.value());
  }

  void check_finite(const Record& record, std::size_t k, const Tensor& gradient) const {
    if (kernels::first_not_finite(gradient) == gradient.size()) return;
    const Var& input = input_of(record, k);
    const std::size_t index = tape.index_of(record.output);
    const std::string scope = tape[index].scope;
    base::fail(
        "stop_at_nan: in the backward pass, record ", index, ", ", record.output.op(),
        scope.empty() ? "" : base::text(" in scope '", scope, "'"), ", sends its input ", k, ", ",
        describe(input), " (", kernels::range_of(input.value()), "), a gradient in which ",
        kernels::element_not_finite(gradient),
        ": what came in was finite, and the op's derivative there, or its product with it, is not: "
        "keep the input away from that point, or scale the loss down.");
  }

  void check_finite_sum(const Var& input, const Tensor& sum) const {
    if (kernels::first_not_finite(sum) == sum.size()) return;
    base::fail("stop_at_nan: in the backward pass, the finite gradients that ", describe(input),
               " gets add up to one in which ", kernels::element_not_finite(sum),
               ": scale the loss down.");
  }

  // A Var that is used more than once gets the sum of what its uses send back.
  void accumulate(Var& sum, Var contribution) const {
    if (sum.empty())
      sum = std::move(contribution);
    else if (recording() == nullptr && sum.node_.use_count() == 1)  // nobody else sees this sum
      kernels::add_in_place(sum.node_->value, contribution.value());
    else
      sum = sum_of_contributions(sum, contribution);
  }

  void give(Source source, Var contribution) {
    Place& place = at(source);
    if (one_of_many && place.gradient.empty()) {
      given_.push_back(source);
      if (source >= 0) waiting_.push(static_cast<std::size_t>(source));
    }
    accumulate(place.gradient, std::move(contribution));
  }

  void run() {
    for (std::size_t i = records_.size(); i-- > first;) visit(i);
  }

  // The same for one of many outputs, whose part of the tape may be small: only records that have
  // been given something are looked at, the last one first.
  void run_from_waiting() {
    while (!waiting_.empty()) {
      const std::size_t i = waiting_.top();
      waiting_.pop();
      visit(i);
    }
  }

  // Before the next of many outputs.
  void forget() {
    for (const Source source : given_) at(source).gradient = Var();
    given_.clear();
  }

  void visit(std::size_t i) {
    Place& here = records_[i];
    if (!here.leads || here.gradient.empty()) return;
    // Moved out, so that it is freed as soon as its last pullback has used it.
    const Var g = here.asked ? here.gradient : std::move(here.gradient);
    const Record& record = tape.records_[i];
    const auto joint = tape.joint_.empty() ? tape.joint_.end() : tape.joint_.find(i);
    if (joint != tape.joint_.end() && !interceptor()) {
      send_jointly(record, joint->second, g);
      return;
    }
    for (std::size_t k = 0; k < record.links; ++k)
      if (at(tape.links_[record.first_link + k].source).leads) send(record, k, pull(record, k, g));
  }

  // The gradients at what was asked for: beside each source its shape, for zeros.
  std::vector<Var> collect(const std::vector<Source>& asked, const std::vector<Var>& wrt) {
    std::vector<Var> gradients;
    gradients.reserve(asked.size());
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const bool reached =
          asked[i] < static_cast<Source>(records_.size()) && !at(asked[i]).gradient.empty();
      gradients.push_back(reached ? at(asked[i]).gradient : Var::constant(zeros(wrt[i].shape())));
    }
    return gradients;
  }

  void send_jointly(const Record& record, const JointPullback& pullback, const Var& g) {
    std::vector<std::size_t> wanted;
    for (std::size_t k = 0; k < record.links; ++k)
      if (at(tape.links_[record.first_link + k].source).leads) wanted.push_back(k);
    std::vector<Var> pulled = pullback(wanted, g, record.output);
    for (std::size_t i = 0; i < wanted.size(); ++i)
      send(record, wanted[i], std::move(pulled.at(i)));
  }

  const Tape& tape;
  const std::size_t first;  // the backward pass ends here; what lies before counts as given
  bool one_of_many = false;
  std::vector<Place, PoolAllocator<Place>> records_;
  std::vector<Place, PoolAllocator<Place>> leaves_;
  std::vector<Source> given_;                 // for one_of_many: what has got a gradient,
  std::priority_queue<std::size_t> waiting_;  // and of that, the records that are to be visited
};

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
      if (unused == Unused::refused && !x.is_constant()) refuse_unused(x);
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
    if (!holds(gradient)) gradient = with_record(gradient);
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
