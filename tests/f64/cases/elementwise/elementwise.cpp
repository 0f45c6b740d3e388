// Rows of the ops of one tensor that work element by element.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {

void add_elementwise(Rows& rows) {
  const auto row = [&](const std::string& op, const std::string& what,
                       const std::function<Var(const Var&)>& f, const Sampler& from,
                       bool smooth = true) {
    rows.push_back({op, what, [f](const Vars& x) { return f(x[0]); }, {from}, smooth});
  };
  row("neg", "a matrix", neg, anywhere({3, 4}));
  row(
      "exp", "a matrix", [](const Var& x) { return exp(x); }, anywhere({3, 4}));
  row(
      "log", "a matrix", [](const Var& x) { return log(x); }, positive({3, 4}));
  row(
      "tanh", "a matrix", [](const Var& x) { return tanh(x); }, anywhere({3, 4}));
  row("sigmoid", "a matrix", sigmoid, anywhere({3, 4}));
  row("sigmoid", "a scalar", sigmoid, anywhere({}));
  row("square", "a matrix", square, anywhere({3, 4}));
  row(
      "sqrt", "a matrix", [](const Var& x) { return sqrt(x); }, positive({3, 4}));
  row(
      "abs", "a matrix", [](const Var& x) { return abs(x); }, away_from_kinks({3, 4}), false);
  row("relu", "a matrix", relu, away_from_kinks({3, 4}), false);
  row(
      "power", "3", [](const Var& x) { return power(x, 3); }, anywhere({3, 4}));
  row(
      "power", "2.5", [](const Var& x) { return power(x, 2.5); }, positive({3, 4}));
  row(
      "power", "-1", [](const Var& x) { return power(x, -1); }, positive({3, 4}));
  row(
      "power", "1", [](const Var& x) { return power(x, 1); }, anywhere({3, 4}));
  row(
      "power", "0", [](const Var& x) { return power(x, 0); }, positive({3, 4}));
  row("tanh_slope", "a matrix", kernels::tanh_slope, anywhere({3, 4}));
  row("sigmoid_slope", "a matrix", kernels::sigmoid_slope, anywhere({3, 4}));
  // The signs are a constant: where_positive sends nothing to its second argument.
  row(
      "where_positive", "mixed signs",
      [](const Var& x) {
        return kernels::where_positive(x, Var::constant(tensor({2, 3}, {1, -1, 0.5, -2, 3, -0.1})));
      },
      anywhere({2, 3}));
  row(
      "weigh", "weights of 0 and others",
      [](const Var& x) {
        return kernels::weigh(x, Var::constant(tensor({2, 3}, {1, 0, 0.5, -2, 0, 3})));
      },
      anywhere({2, 3}));
  row("identity", "a matrix", identity, anywhere({3, 4}));
  rows.push_back({"stop_gradient",
                  "a matrix",
                  [](const Vars& x) { return stop_gradient(x[0]); },
                  {anywhere({3, 4})},
                  true,
                  false,
                  false});
}

}  // namespace tapestry
