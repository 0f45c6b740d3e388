// Rows of the ops that reduce axes.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {

void add_reductions(Rows& rows) {
  using Reduce = std::function<Var(const Var&, const Axes&, Axis)>;
  const auto all = [&](const std::string& op, const Reduce& f, const Reduce& whole,
                       Sampler (*from)(const Shape&), bool smooth) {
    const auto row = [&](const std::string& what, const Shape& shape, const Axes& axes,
                         Axis reduced) {
      rows.push_back(
          {op, what, [=](const Vars& x) { return f(x[0], axes, reduced); }, {from(shape)}, smooth});
    };
    rows.push_back({op,
                    "all elements",
                    [=](const Vars& x) { return whole(x[0], {}, Axis::drop); },
                    {from({2, 3, 2})},
                    smooth});
    row("axis 0 of [3 4]", {3, 4}, {0}, Axis::drop);
    row("axis 1 of [3 4]", {3, 4}, {1}, Axis::drop);
    row("axis -1 of [3 4], kept", {3, 4}, {-1}, Axis::keep);
    row("axis 1 of [2 3 4]", {2, 3, 4}, {1}, Axis::drop);
    row("axes 0 and -1 of [2 3 4]", {2, 3, 4}, {0, -1}, Axis::drop);
    row("axes 2 and 0 of [2 3 4], kept", {2, 3, 4}, {2, 0}, Axis::keep);
    row("both axes of [3 4], kept", {3, 4}, {0, 1}, Axis::keep);
  };
  const auto sums = [](const Var& x, const Axes& axes, Axis reduced) {
    return sum(x, axes, reduced);
  };
  const auto means = [](const Var& x, const Axes& axes, Axis reduced) {
    return mean(x, axes, reduced);
  };
  const auto maxima = [](const Var& x, const Axes& axes, Axis reduced) {
    return max(x, axes, reduced);
  };
  all(
      "sum", sums, [](const Var& x, const Axes&, Axis) { return sum(x); }, anywhere, true);
  all(
      "mean", means, [](const Var& x, const Axes&, Axis) { return mean(x); }, anywhere, true);
  all(
      "max", maxima, [](const Var& x, const Axes&, Axis) { return max(x); }, away_from_kinks,
      false);
  const auto minima = [](const Var& x, const Axes& axes, Axis reduced) {
    return min(x, axes, reduced);
  };
  all(
      "min", minima, [](const Var& x, const Axes&, Axis) { return min(x); }, away_from_kinks,
      false);

  const auto several = [&](const Shape& shape, const Axes& axes, Axis reduced) {
    rows.push_back({"log_sum_exp",
                    std::to_string(axes.size()) + " axes of " + to_string(shape),
                    [=](const Vars& x) { return log_sum_exp(x[0], axes, reduced); },
                    {anywhere(shape)}});
  };
  several({3, 4}, {0, 1}, Axis::drop);
  several({2, 3, 4}, {0, -1}, Axis::drop);
  several({2, 3, 4}, {2, 1}, Axis::keep);
  several({2, 3, 2}, {1, 2, 0}, Axis::drop);
}

}  // namespace tapestry
