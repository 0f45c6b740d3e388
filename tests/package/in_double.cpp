#include "in_double.hpp"

#include <iostream>

#include "in_either.hpp"

using namespace tapestry;

static_assert(sizeof(Scalar) == 8);

bool in_double::checks_cube() {
  const auto f = [](const std::vector<Var>& inputs) { return cube(inputs[0]); };
  const GradientReport report = check_gradient("cube", f, {tensor({2, 2}, {1, -2, 3, 0.5})});
  std::cout << report.text << '\n';
  return report.passed;
}

bool in_double::learns() { return ::learns(); }
void in_double::add_wrongly() { ::add_wrongly(); }
void in_double::multiply_wrongly() { ::multiply_wrongly(); }
std::string in_double::refusal_here() { return ::refusal_here(); }
