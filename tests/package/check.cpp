// An op of one's own, checked in double precision.
#include <exception>
#include <iostream>

#include "engine/engine.hpp"

using namespace tapestry;

static Var cube(const Var& x) {
  return record("cube", x.value() * x.value() * x.value(),
                {{x, [x](const Var& g, const Var&) { return g * (3 * x * x); }}});
}

int main() try {
  static_assert(sizeof(Scalar) == 8);
  const auto f = [](const std::vector<Var>& inputs) { return cube(inputs[0]); };
  const GradientReport report = check_gradient("cube", f, {tensor({2, 2}, {1, -2, 3, 0.5})});
  std::cout << report.text << '\n';
  return report.passed ? 0 : 1;
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
