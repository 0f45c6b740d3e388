#include "engine/checkpointed.hpp"

#include "engine/error.hpp"
#include "engine/tape.hpp"

namespace tapestry {

// One section on a tape; its pullbacks share it.
struct CheckpointedSection {
  std::function<Var()> compute;
  std::vector<Var> used;

  // The gradients at all that the section used, from one second run. Each of its pullbacks asks for
  // one of them, one after the other in the same walk, and so with the same g.
  Var g;
  std::vector<Var> gradients;
  std::size_t left = 0;  // gradients that nobody has taken yet

  Var gradient_at(std::size_t k, const Var& upstream, const Var& y) {
    if (g.identity() != upstream.identity() || gradients[k].empty()) {
      gradients = Tape::recording() == nullptr ? run_apart(upstream, y) : run_recorded(upstream, y);
      g = upstream;
      left = gradients.size();
    }
    const Var gradient = std::move(gradients[k]);
    gradients[k] = Var();
    if (--left == 0) g = Var();
    return gradient;
  }

  Var run(const Var& y) const {
    const Var again = compute();
    if (again.value() != y.value())
      fail("checkpointed: the section gave ", describe(y),
           " first and another value when the walk computed it again: draw random numbers and "
           "change parameters outside of the section.");
    return again;
  }

  // In a plain walk: on a tape of its own, which ends here.
  std::vector<Var> run_apart(const Var& upstream, const Var& y) const {
    const Tape inner;
    const Var again = run(y);
    std::vector<Var> vars;
    for (Tensor& gradient : inner.gradient(again, used, upstream.value()))
      vars.push_back(Var::constant(std::move(gradient)));
    return vars;
  }

  // In a recorded walk: on the tape itself. The walk through the second run ends where it began:
  // what the section used may depend on each other, and the outer walk goes on from there.
  std::vector<Var> run_recorded(const Var& upstream, const Var& y) const {
    Tape& tape = *Tape::recording();
    const std::size_t first = tape.size();
    const Var again = run(y);
    return tape.walk({again}, used, {upstream}, first);
  }
};

Var checkpointed(std::function<Var()> section) {
  if (!section) fail("checkpointed: the section holds no function: give it a lambda.");
  if (Tape::recording() == nullptr) return section();
  const auto shared = std::make_shared<CheckpointedSection>();
  Tensor value;
  {
    const Tape inner;
    const Var y = section();
    if (!inner.holds(y)) return y;  // it computes nothing, and hands on what it was given
    shared->used = inner.leaves();
    value = y.value();
  }
  shared->compute = std::move(section);
  std::vector<Edge> edges;
  for (std::size_t k = 0; k < shared->used.size(); ++k)
    edges.push_back({shared->used[k], [shared, k](const Var& g, const Var& y) {
                       return shared->gradient_at(k, g, y);
                     }});
  return record("checkpointed", std::move(value), edges);
}

}  // namespace tapestry
