// Given, not to be changed: what a check is called with, and an op to try it on, right and broken.
// The grader has other ops, and breaks them in these ways and in others.
#pragma once

#include <functional>
#include <vector>

#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/reduce/sum_mean.hpp"

// Any function of some Vars, made of ops. Those of the grader give the same value each time, and
// are smooth and defined everywhere.
using FunctionOfVars = std::function<tapestry::Var(const std::vector<tapestry::Var>&)>;

namespace broken_ops {

using tapestry::Tensor;
using tapestry::Var;

using Vars = std::vector<Var>;
using PullbackAt = Var (*)(const Vars& x, const Var& g);

// x^2 w, for x [n x m] and w [m] in each row, with these pullbacks to x and to w.
inline Var weighted(const Vars& x, PullbackAt to_x, PullbackAt to_w) {
  Tensor value;
  {
    const tapestry::NoRecording pause;
    value = (x[0] * x[0] * x[1]).value();
  }
  return tapestry::record("weighted", std::move(value),
                          {{x[0], [x, to_x](const Var& g, const Var&) { return to_x(x, g); }},
                           {x[1], [x, to_w](const Var& g, const Var&) { return to_w(x, g); }}});
}

inline Var right_to_x(const Vars& x, const Var& g) { return 2 * g * x[0] * x[1]; }
inline Var right_to_w(const Vars& x, const Var& g) { return sum(g * x[0] * x[0], {0}); }

inline Var right(const Vars& x) { return weighted(x, right_to_x, right_to_w); }

// The gradient at the output is forgotten.
inline Var without_upstream(const Vars& x) {
  const auto to_x = [](const Vars& all, const Var&) { return 2 * all[0] * all[1]; };
  return weighted(x, to_x, right_to_w);
}

// The second input gets nothing.
inline Var one_input_only(const Vars& x) {
  const auto to_w = [](const Vars& all, const Var& g) { return 0 * right_to_w(all, g); };
  return weighted(x, right_to_x, to_w);
}

// The next call overwrites what this call's pullback needs.
inline Var kept_elsewhere(const Vars& x) {
  static Tensor last;
  last = x[0].value();
  const auto to_w = [](const Vars&, const Var& g) {
    const Var kept = Var::constant(last);
    return sum(g * kept * kept, {0});
  };
  return weighted(x, right_to_x, to_w);
}

}  // namespace broken_ops
