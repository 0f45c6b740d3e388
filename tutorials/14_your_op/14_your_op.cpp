// Adds an op of its own, softabs(x) = sqrt(x^2 + 1) - 1, and checks its gradients.
#include <cmath>
#include <exception>
#include <iostream>

#include "engine/engine.hpp"
using namespace tapestry;

// d = x / sqrt(x^2 + 1) dx, and that root is the output y plus 1.
Var softabs(const Var& x) {
  Tensor value = kernels::map(x.value(), [](Scalar v) { return std::hypot(v, Scalar(1)) - 1; });
  return record("softabs", std::move(value),
                {{x, [x](const Var& g, const Var& y) { return g * x / (y + 1); }}});
}

int main(int argc, char** argv) try {
  if (argc > 1) base::fail("There is no option '", argv[1], "': this program takes none.");
  Rng rng(1);
  const auto f = [](const std::vector<Var>& x) { return softabs(x[0]); };
  const GradientReport report = check_gradient("softabs", f, {random_normal({3, 4}, rng)});
  std::cout << report.text << std::endl;
  return report.passed && std::cout.good() ? 0 : 1;
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
