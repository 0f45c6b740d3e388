// Rows of the activations and the functions that they are made of.
#include "engine/engine.hpp"
#include "tests/f64/cases/cases.hpp"
#include "tests/f64/samplers.hpp"

namespace tapestry {

void add_units(Rows& rows) {
  using F = std::function<Var(const Var&)>;
  const auto row = [&](const std::string& op, const std::string& what, const F& f,
                       const Sampler& from, bool smooth = true) {
    rows.push_back({op, what, [f](const Vars& x) { return f(x[0]); }, {from}, smooth});
  };
  const auto matrix = [&](const std::string& op, const F& f, Sampler (*from)(const Shape&)) {
    row(op, "a matrix", f, from({3, 4}));
    row(op, "a scalar", f, from({}));
  };
  // In lambdas, for some of these names are overloaded by the C library.
  matrix(
      "sin", [](const Var& x) { return sin(x); }, anywhere);
  matrix(
      "cos", [](const Var& x) { return cos(x); }, anywhere);
  matrix(
      "log1p", [](const Var& x) { return log1p(x); }, positive);
  matrix(
      "expm1", [](const Var& x) { return expm1(x); }, anywhere);
  matrix(
      "erf", [](const Var& x) { return erf(x); }, anywhere);
  matrix(
      "erfc", [](const Var& x) { return erfc(x); }, anywhere);
  matrix("softplus", softplus, anywhere);
  matrix("silu", silu, anywhere);
  matrix("gelu", gelu, anywhere);

  row(
      "leaky_relu", "slope 0.01", [](const Var& x) { return leaky_relu(x); },
      away_from_kinks({3, 4}), false);
  row(
      "leaky_relu", "slope -0.5", [](const Var& x) { return leaky_relu(x, -0.5); },
      away_from_kinks({3, 4}), false);
  row(
      "elu", "alpha 1", [](const Var& x) { return elu(x); }, away_from_kinks({3, 4}), false);
  row(
      "elu", "alpha 0.7", [](const Var& x) { return elu(x, 0.7); }, away_from_kinks({3, 4}), false);

  add_broadcasts(rows, "pow", pow, positive, anywhere);
  // With a negative base only whole exponents have a value, and only the base a gradient.
  row(
      "pow", "a negative base",
      [](const Var& x) {
        return pow(x, Var::constant(tensor({2, 1}, {3, -2})));
      },
      [](Rng& rng) {
        return random_uniform({2, 3}, rng, -2, -0.5);
      });
}

}  // namespace tapestry
