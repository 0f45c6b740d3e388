// Rows of variance and the norms.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {

void add_norms(Rows& rows) {
  using Reduce = std::function<Var(const Var&, const Axes&, Axis)>;
  struct Kind {
    Sampler (*from)(const Shape&);
    bool smooth, composed;
  };
  const auto all = [&](const std::string& op, const Kind& kind, const Reduce& f) {
    const auto row = [&](const std::string& what, const Shape& shape, const Axes& axes,
                         Axis reduced) {
      OpCase made{op,
                  what,
                  [=](const Vars& x) { return f(x[0], axes, reduced); },
                  {kind.from(shape)},
                  kind.smooth};
      made.composed = kind.composed;
      rows.push_back(made);
    };
    row("all elements", {2, 3, 2}, {0, 1, 2}, Axis::drop);
    row("axis 0 of [3 4]", {3, 4}, {0}, Axis::drop);
    row("axis -1 of [3 4], kept", {3, 4}, {-1}, Axis::keep);
    row("axis 1 of [2 3 4]", {2, 3, 4}, {1}, Axis::drop);
    row("axes 2 and 0 of [2 3 4], kept", {2, 3, 4}, {2, 0}, Axis::keep);
  };
  for (int correction : {0, 1})
    all("variance", {anywhere, true, false}, [=](const Var& x, const Axes& axes, Axis reduced) {
      return variance(x, axes, reduced, correction);
    });
  all("l2_norm", {away_from_zero, false, false},
      [](const Var& x, const Axes& axes, Axis reduced) { return l2_norm(x, axes, reduced); });
  all("l1_norm", {away_from_zero, false, true},
      [](const Var& x, const Axes& axes, Axis reduced) { return l1_norm(x, axes, reduced); });

  const auto whole = [&](const std::string& op, bool smooth, bool composed, const Shape& shape,
                         Var (*f)(const Var&)) {
    OpCase made{op,
                "without axes",
                [f](const Vars& x) { return f(x[0]); },
                {away_from_zero(shape)},
                smooth};
    made.composed = composed;
    rows.push_back(made);
  };
  whole("variance", true, false, {2, 3}, variance);
  whole("l2_norm", false, false, {2, 3}, l2_norm);
  whole("l1_norm", false, true, {2, 3}, l1_norm);
  whole("frobenius_norm", false, true, {3, 4}, frobenius_norm);
  whole("frobenius_norm", false, true, {2, 3, 2}, frobenius_norm);
}

}  // namespace tapestry
