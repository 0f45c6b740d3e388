// The backward pass itself: the whole of reverse-mode differentiation.
#include "engine/core/backward_pass.hpp"

#include <cmath>

#include "engine/array/finite.hpp"
#include "engine/array/loops.hpp"
#include "engine/base/error.hpp"
#include "engine/core/broadcast.hpp"
#include "engine/core/interceptor.hpp"
#include "engine/core/node.hpp"

namespace tapestry {
namespace {

Var pass_on(const Var& g, const Var&) { return g; }

// The op add, written out once more because core knows no ops but broadcasting's. Of one shape.
Var sum_of_contributions(const Var& a, const Var& b) {
  return record(
      "add",
      kernels::zip(a.value(), b.value(), a.shape(), [](Scalar x, Scalar y) { return x + y; }),
      {{a, pass_on}, {b, pass_on}});
}

}  // namespace

Interceptor& interceptor() {
  thread_local Interceptor current;
  return current;
}

void Tape::BackwardPass::mark(const std::vector<Source>& asked) {
  for (Source source : asked)
    if (source < static_cast<Source>(records_.size())) at(source).asked = at(source).leads = true;
  for (std::size_t i = first; i < records_.size(); ++i) {
    const Record& record = tape.records_[i];
    for (std::size_t k = 0; k < record.links && !records_[i].leads; ++k)
      records_[i].leads = at(tape.links_[record.first_link + k].source).leads;
  }
}

std::string Tape::BackwardPass::place_of(const Record& record) const {
  const std::size_t index = tape.index_of(record.output);
  const std::string scope = tape[index].scope;
  return base::text("record ", index, ", ", record.output.op(),
                    scope.empty() ? "" : base::text(" in scope '", scope, "'"));
}

std::string Tape::BackwardPass::likely_slip(const Record& record, std::size_t k,
                                            const Shape& returned) const {
  const Shape& input = input_of(record, k).shape();
  for (std::size_t other = 0; other < record.links; ++other)
    if (other != k && input_of(record, other).shape() == returned)
      return base::text("it is the shape of input ", other,
                        ", so that the pullbacks may stand beside the wrong inputs");
  if (returned.size() == 2 && input.size() == 2 && returned[0] == input[1] &&
      returned[1] == input[0])
    return "it is the transposed shape, so that a transpose is missing or one too many";
  if (size_of(returned) == size_of(input))
    return "it has as many elements, so that a reshape is missing";
  if (broadcasts_to(returned, input))
    return "it is smaller than its input, so that a sum in the pullback is too much, or "
           "broadcast_to is missing";
  if (size_of(returned) > size_of(input))
    return "it is larger than its input, so that a sum over some axes, or narrow, is missing";
  return "an axis in the pullback is wrong";
}

Var Tape::BackwardPass::pull(const Record& record, std::size_t k, const Var& g) const {
  const Link& link = tape.links_[record.first_link + k];
  try {
    if (!interceptor()) return link.pullback(g, record.output);
    return interceptor()(
        {record.output.op(), k, link.pullback, g, record.output, input_of(record, k).shape()});
  } catch (const PullbackError&) {
    throw;  // of a pass inside of this one, whose record it names
  } catch (const Error& error) {
    const Var& input = input_of(record, k);
    const bool product = std::string(error.what()).starts_with("matmul:");
    base::fail<PullbackError>(
        "backward pass: ", place_of(record), ": the pullback of its input ", k, ", ",
        describe(input), ", failed on the gradient ", to_string(g.shape()), " of the output: \"",
        error.what(), "\": mend what it makes of that gradient",
        product ? "; an operand's transpose may be missing, as in B for B^T." : ".");
  }
}

void Tape::BackwardPass::send(const Record& record, std::size_t k, const Var& g,
                              const Var& pulled) {
  const Shape& shape = input_of(record, k).shape();
  if (tape.options_.stop_at_nan) check_finite(record, k, g.value(), pulled.value());
  const Source source = tape.links_[record.first_link + k].source;
  if (pulled.shape() == shape) {
    give(source, pulled);
  } else {
    if (!broadcasts_to(shape, pulled.shape()))
      base::fail<PullbackError>(
          "backward pass: ", place_of(record), ": the pullback of its input ", k, ", ",
          describe(input_of(record, k)), ", returned a gradient ", to_string(pulled.shape()),
          ": a pullback must return its input's shape, or one that the input broadcasts to: ",
          likely_slip(record, k, pulled.shape()), ".");
    give(source, sum_to(pulled, shape));  // the one place that undoes broadcasting
  }
  if (tape.options_.stop_at_nan) check_finite_sum(input_of(record, k), at(source).gradient.value());
}

void Tape::BackwardPass::check_finite(const Record& record, std::size_t k, const Tensor& g,
                                      const Tensor& gradient) const {
  const std::size_t at = kernels::first_not_finite(gradient);
  if (at == gradient.size()) return;
  const Var& input = input_of(record, k);
  base::fail(
      "stop_at_nan: in the backward pass, ", place_of(record), ", sends its input ", k, ", ",
      describe(input), " (", kernels::range_of(input.value()), "), a gradient in which ",
      kernels::element_not_finite(gradient),
      std::isnan(gradient.data()[at]) && g.shape() == gradient.shape() && g.data()[at] == 0
          ? ": what came in is 0 there, and 0 times an infinite derivative is NaN: where a `where` "
            "behind this op has chosen something else, choose before the op, too (docs/traps.md)."
          : ": what came in was finite, and the op's derivative there, or its product with it, is "
            "not: keep the input away from that point, or scale the loss down.");
}

void Tape::BackwardPass::check_finite_sum(const Var& input, const Tensor& sum) const {
  if (kernels::first_not_finite(sum) == sum.size()) return;
  base::fail("stop_at_nan: in the backward pass, the finite gradients that ", describe(input),
             " gets add up to one in which ", kernels::element_not_finite(sum),
             ": scale the loss down.");
}

void Tape::BackwardPass::accumulate(Var& sum, Var contribution) const {
  if (sum.empty())
    sum = std::move(contribution);
  else if (recording() == nullptr && sum.node_.use_count() == 1)  // nobody else sees this sum
    kernels::add_in_place(sum.node_->value, contribution.value());
  else
    sum = sum_of_contributions(sum, contribution);
}

void Tape::BackwardPass::give(Source source, Var contribution) {
  Place& place = at(source);
  if (one_of_many && place.gradient.empty()) {
    given_.push_back(source);
    if (source >= 0) waiting_.push(static_cast<std::size_t>(source));
  }
  accumulate(place.gradient, std::move(contribution));
}

void Tape::BackwardPass::add_in_place(const Record& record, std::size_t k, const Var& g) {
  const Link& link = tape.links_[record.first_link + k];
  Var& sum = at(link.source).gradient;
  if (sum.empty())
    give(link.source, Var::constant(zeros(input_of(record, k).shape())));
  else if (sum.node_.use_count() != 1)  // somebody else sees this sum
    sum = Var::constant(sum.value());
  link.pullback.add_to(sum.node_->value, g.value());
  // What is added are g's own elements, which have been looked at.
  if (tape.options_.stop_at_nan) check_finite_sum(input_of(record, k), sum.value());
}

void Tape::BackwardPass::run() {
  for (std::size_t i = records_.size(); i-- > first;) visit(i);
}

void Tape::BackwardPass::run_from_waiting() {
  while (!waiting_.empty()) {
    const std::size_t i = waiting_.top();
    waiting_.pop();
    visit(i);
  }
}

void Tape::BackwardPass::forget() {
  for (const Source source : given_) at(source).gradient = Var();
  given_.clear();
}

void Tape::BackwardPass::visit(std::size_t i) {
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
  const bool may_add = recording() == nullptr && !interceptor();
  for (std::size_t k = 0; k < record.links; ++k) {
    const Link& link = tape.links_[record.first_link + k];
    if (!at(link.source).leads) continue;
    if (may_add && link.pullback.can_add())
      add_in_place(record, k, g);
    else
      send(record, k, g, pull(record, k, g));
  }
}

std::vector<Var> Tape::BackwardPass::collect(const std::vector<Source>& asked,
                                             const std::vector<Var>& wrt) {
  std::vector<Var> gradients;
  gradients.reserve(asked.size());
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const bool reached =
        asked[i] < static_cast<Source>(records_.size()) && !at(asked[i]).gradient.empty();
    gradients.push_back(reached ? at(asked[i]).gradient : Var::constant(zeros(wrt[i].shape())));
  }
  return gradients;
}

void Tape::BackwardPass::send_jointly(const Record& record, const JointPullback& pullback,
                                      const Var& g) {
  std::vector<std::size_t> wanted;
  for (std::size_t k = 0; k < record.links; ++k)
    if (at(tape.links_[record.first_link + k].source).leads) wanted.push_back(k);
  std::vector<Var> pulled;
  try {
    pulled = pullback(wanted, g, record.output);
  } catch (const PullbackError&) {
    throw;
  } catch (const Error& error) {
    base::fail<PullbackError>("backward pass: ", place_of(record),
                              ": the pullback that its inputs share failed on the gradient ",
                              to_string(g.shape()), " of the output: \"", error.what(), "\"");
  }
  for (std::size_t i = 0; i < wanted.size(); ++i)
    send(record, wanted[i], g, std::move(pulled.at(i)));
}

}  // namespace tapestry
