#include "nn/convex/fista.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/array/loops.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "nn/convex/composite.hpp"
#include "nn/convex/euclidean.hpp"
#include "nn/convex/optimality_gap.hpp"

namespace tapestry::nn {
namespace {

// a + factor * b
Tensor plus(const Tensor& a, double factor, const Tensor& b) {
  return kernels::zip(a, b, a.shape(), [factor](Scalar x, Scalar y) {
    return static_cast<Scalar>(double{x} + factor * double{y});
  });
}

// The proximal step of length 1 / curvature from a point with this gradient.
Tensor step_from(const Composite& problem, const Tensor& y, const Tensor& gradient,
                 double curvature) {
  return problem.prox(plus(y, -1 / curvature, gradient), 1 / curvature);
}

// f's curvature along its gradient at w: no more than the largest, so that backtracking from there
// finds a step that is not needlessly short.
double curvature_along_gradient(const Composite& problem, const Tensor& w, const Tensor& gradient) {
  const double length = euclidean_norm(gradient);
  if (length == 0) return 1;
  const double distance = std::max(euclidean_norm(w), 1.0) * 1e-2;
  const Tensor beside =
      problem.smooth_with_gradient(plus(w, -distance / length, gradient)).gradient;
  const double curvature = euclidean_norm(plus(beside, -1, gradient)) / distance;
  return curvature > 0 ? curvature : 1;
}

// Whether f(x) is below the parabola that touches f at y. Where both differ by less than f's
// rounding, the slope from y to x is compared instead of the height, which keeps its digits
// (Becker, Candes & Grant 2011, "Templates for convex cone problems", section 5.3).
bool below_parabola(const Composite& problem, const Tensor& x, const Tensor& y,
                    const Composite::Smooth& at_y, double curvature) {
  const Tensor move = plus(x, -1, y);
  const double parabola = curvature / 2 * inner_product(move, move);
  const double value = problem.smooth(x);
  const double rounding = 1e4 * double{std::numeric_limits<Scalar>::epsilon()};
  if (parabola > rounding * std::max(std::abs(value), std::abs(at_y.value)))
    return value <= at_y.value + inner_product(at_y.gradient, move) + parabola;
  const Tensor turn = plus(problem.smooth_with_gradient(x).gradient, -1, at_y.gradient);
  return inner_product(turn, move) <= curvature * inner_product(move, move);
}

// A point, one proximal step on from another, with a subgradient of the objective there: the prox's
// optimality says that curvature (from - w) - grad f(from) is one of the rest.
struct Certified {
  Tensor w, subgradient;
};
Certified certified_step(const Composite& problem, const Tensor& from, double curvature) {
  const Tensor gradient = problem.smooth_with_gradient(from).gradient;
  Tensor w = step_from(problem, from, gradient, curvature);
  const Tensor turn = plus(problem.smooth_with_gradient(w).gradient, -1, gradient);
  Tensor subgradient = plus(turn, curvature, plus(from, -1, w));
  return {std::move(w), std::move(subgradient)};
}

void check_options(const FistaOptions& options, const Shape& shape) {
  if (!(options.tolerance >= 0) || options.max_iterations == 0)
    base::fail("minimise: the tolerance is ", options.tolerance, " and the most iterations are ",
               options.max_iterations, ", but they must be 0 or more, and at least 1.");
  if (options.start.size() != 0 && options.start.shape() != shape)
    base::fail("minimise: the start is ", to_string(options.start.shape()),
               ", but this Omega's w is ", to_string(shape),
               ": start from the parts of a solution of the same tasks.");
}

}  // namespace

Solution minimise(const TaskLosses& loss, const Omega& omega, const FistaOptions& options) {
  const NoRecording only_own_tapes;
  if (!omega.convex())
    base::fail("minimise: the Omega '", omega.name(),
               "' is not convex, and what is found need not be its minimum: use "
               "minimise_in_stages.");
  const Composite problem(loss, omega, options.prox_if_smooth);
  check_options(options, problem.shape());
  Tensor x = options.start.size() == 0 ? zeros(problem.shape()) : options.start;
  Tensor y = x;
  double momentum = 1;  // t of the paper
  Composite::Smooth at_y = problem.smooth_with_gradient(y);
  double curvature = curvature_along_gradient(problem, y, at_y.gradient);

  double scale = 0;
  {
    Tape tape;
    const Var zero(zeros({loss.tasks(), loss.features()}));
    scale = euclidean_norm(tape.gradient(loss.of(zero), {zero})[0]);
  }
  if (scale == 0) scale = 1;

  Solution solution;
  Certified last;
  bool stuck = false;
  while (!solution.converged && !stuck && solution.iterations < options.max_iterations) {
    ++solution.iterations;
    Tensor next = step_from(problem, y, at_y.gradient, curvature);
    for (int raised = 0; !below_parabola(problem, next, y, at_y, curvature); ++raised) {
      if (raised == 200) {  // by 1e35: no step can be told from rounding
        stuck = true;
        break;
      }
      curvature *= 1.5;
      next = step_from(problem, y, at_y.gradient, curvature);
    }
    // A step this short may be the end; the certificate, which costs two gradients, says so.
    if (curvature * euclidean_norm(plus(y, -1, next)) <= options.tolerance * scale) {
      last = certified_step(problem, next, curvature);
      solution.converged = euclidean_norm(last.subgradient) <= options.tolerance * scale;
    }
    const Tensor move = plus(next, -1, x);
    const bool uphill = inner_product(plus(y, -1, next), move) > 0;
    const double grown = uphill ? 1 : (1 + std::sqrt(1 + 4 * momentum * momentum)) / 2;
    y = uphill ? next : plus(next, (momentum - 1) / grown, move);
    momentum = grown;
    x = std::move(next);
    if (!solution.converged) at_y = problem.smooth_with_gradient(y);
  }

  if (!solution.converged) {
    last = certified_step(problem, x, curvature);
    solution.converged = euclidean_norm(last.subgradient) <= options.tolerance * scale;
  }
  solution.parts = last.w;
  solution.weights = problem.weights(last.w);
  solution.objective = problem.objective(last.w);
  solution.residual = euclidean_norm(last.subgradient) / scale;
  const OptimalityGap gap = optimality_gap(problem, last.w, last.subgradient);
  solution.gap = gap.value;
  solution.gap_is_bound = gap.is_bound;
  if (!solution.converged && options.throw_if_short)
    base::fail(
        "minimise: with the Omega '", omega.name(), "' the residual is ", solution.residual,
        " after ", solution.iterations, " iterations, and not at most ", options.tolerance,
        " (objective ", solution.objective, ", gap ", solution.gap,
        stuck ? "); rounding lets no step succeed: give a larger tolerance or scale the features."
              : "): allow more iterations or scale the features alike.");
  return solution;
}

}  // namespace tapestry::nn
