#include "engine/derivatives/checkpointed.hpp"

#include <cstring>

#include "engine/array/finite.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"

namespace tapestry {
namespace {

// Bits and not numbers, because a NaN is not equal to itself.
bool same_bits(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() && std::memcmp(a.data(), b.data(), a.size() * sizeof(Scalar)) == 0;
}

// One section on a tape.
struct Section {
  std::function<Var()> compute;
  std::vector<Var> used;
  Tape::Options options;  // of the tape that recorded it

  // The gradients at some of what the section used, from one second run.
  std::vector<Var> operator()(const std::vector<std::size_t>& positions, const Var& g,
                              const Var& y) const {
    std::vector<Var> wanted;
    for (std::size_t k : positions) wanted.push_back(used[k]);
    return Tape::recording() == nullptr ? run_apart(wanted, g, y) : run_recorded(wanted, g, y);
  }

  Var run(const Var& y) const {
    const Var again = compute();
    if (!same_bits(again.value(), y.value()))
      base::fail<PullbackError>(
          "checkpointed: the section gave ", describe(y), ", ", kernels::range_of(y.value()),
          ", first, and ", to_string(again.shape()), ", ", kernels::range_of(again.value()),
          ", when the backward pass computed it again: draw random numbers and change "
          "parameters outside of "
          "the section.");
    return again;
  }

  // In a plain backward pass: on a tape of its own, which ends here.
  std::vector<Var> run_apart(const std::vector<Var>& wanted, const Var& g, const Var& y) const {
    const Tape inner(options);
    const Var again = run(y);
    std::vector<Var> vars;
    for (Tensor& gradient : inner.gradient(again, wanted, g.value()))
      vars.push_back(Var::constant(std::move(gradient)));
    return vars;
  }

  // In a recorded backward pass: on the tape itself. The backward pass through the second run ends
  // where it began: what the section used may depend on each other, and the outer backward pass
  // goes on from there.
  std::vector<Var> run_recorded(const std::vector<Var>& wanted, const Var& g, const Var& y) const {
    Tape& tape = *Tape::recording();
    const std::size_t first = tape.size();
    const Var again = run(y);
    return tape.backward({again}, wanted, {g}, Unused::zeros, first);
  }
};

}  // namespace

Var checkpointed(std::function<Var()> section) {
  if (!section) base::fail("checkpointed: the section holds no function: give it a lambda.");
  const Tape* tape = Tape::recording();
  if (tape == nullptr) return section();
  Section made{std::move(section), {}, tape->options()};
  Tensor value;
  std::string name;
  {
    const Tape inner(made.options);
    const Var y = made.compute();
    if (!inner.holds(y)) return y;  // it computes nothing, and hands on what it was given
    made.used = inner.leaves();
    value = y.value();
    name = y.name();
  }
  const std::vector<Var> used = made.used;
  const Var y = record_jointly("checkpointed", std::move(value), used, std::move(made));
  return name.empty() ? y : y.named(name);
}

}  // namespace tapestry
