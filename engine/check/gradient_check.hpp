// The gradient check: an op's pullbacks against finite differences of its values.
//
// Meant for the double build (target tapestry::f64), where a right pullback agrees with the
// differences to a relative error below 1e-7. In the float build the tolerance follows from float's
// seven digits, and a subtle mistake can slip through.
//
//   GradientReport report = check_gradient("mul", [](const std::vector<Var>& x) {
//     return x[0] * x[1];
//   }, {a, b});
//   if (!report.passed) std::cerr << report.text << '\n';
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "engine/core/var.hpp"

namespace tapestry {

// What is checked: any function of some Vars that is made of the engine's ops. It must give the
// same value each time (no random numbers inside), and be smooth within 0.004 * max(1, |x|) of each
// element of its inputs (in the float build: within 0.13).
using FunctionOfVars = std::function<Var(const std::vector<Var>&)>;

// 1e-7 in double, about 0.01 in float.
inline constexpr double kGradientTolerance =
    std::max(1e-7, 1e5 * double{std::numeric_limits<Scalar>::epsilon()});

struct GradientCheck {
  double tolerance = kGradientTolerance;  // the largest relative error that passes
  bool second_order = true;               // also check the gradient of the gradient
  std::uint64_t seed = 1;                 // of the random upstream gradients
  std::vector<std::string> names = {};    // the inputs' names, for the text; may stay empty
};

struct GradientReport {
  bool passed = false;
  double worst_error = 0;  // the largest relative error met, in all that was checked
  std::string text;        // one sentence; of a failure: where, both numbers, and a probable cause
};

// Checks, in this order, and stops at the first failure (an error inside a pullback is one, too):
//   1. the values are finite, each gradient has its input's shape, and a second backward pass
//      gives the same bits as the first; a recorded one the same gradient (see `add` in
//      core/pullback.hpp);
//   2. first order: the gradient of <u, f(x)> at each input, with a random upstream gradient u. Not
//      ones: a pullback that ignores its upstream gradient passes any check made with ones;
//   3. each input used twice: the gradient of <u, f(x)> + <v, f(z)>, from two calls on one tape,
//      with z a little beside x: what belongs to one call must not be found by another;
//   4. second order: the gradient of <v, gradient of <u, f(x)>>, with a random v, at each input and
//      at u, against differences of the first-order gradient, which step 2 has found right.
//
// The differences take four points: (8 (f(x+h) - f(x-h)) - (f(x+2h) - f(x-2h))) / 12h, with an
// error of order h^4 (the Taylor terms up to h^3 cancel). They never pass through the engine's own
// products and sums, which may be what is broken.
//
// The relative error of one element, analytic a against numeric n, is
//     |a - n| / max(|a|, |n|, floor).
// Without a floor, an element that is truly 0 would be compared with its own rounding noise. It is
// a thousandth of the gradient's largest element, so that a small element that is wrong still
// shows, down to 1e-10 of the largest in double; or, where that is larger, what makes the rounding
// inside f, taken as 16 epsilon |u| max(1, |f|) / h, reach the tolerance: nothing can be seen
// below. It assumes that f computes with numbers near 1; scale the inputs where it does not. Where
// the rounding is larger than the tolerance and would hide the gradient altogether, the check fails
// and says so; what is smaller than that is taken for 0.
//
// Costs eight calls of f (and in second order four backward passes) for each element of the inputs,
// and memory for all derivatives of all outputs: use small shapes. Throws where f returns a leaf.
GradientReport check_gradient(const std::string& op_name, const FunctionOfVars& f,
                              const std::vector<Tensor>& inputs, const GradientCheck& options = {});

}  // namespace tapestry
