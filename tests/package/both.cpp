// Float and double precision in one program: an op is checked in double and used in float, and a
// net is trained in both.
#include <cmath>
#include <iostream>

#include "in_double.hpp"
#include "in_either.hpp"

using namespace tapestry;

static_assert(sizeof(Scalar) == 4);

// By Newton's method, with the derivative from the tape.
static Scalar cube_root_of_10() {
  Scalar root = 2;
  for (int step = 0; step < 5; ++step) {
    Tape tape;
    const Var x("x", tensor({1}, {root}));
    const Var rest = cube(x) - 10;
    root -= rest.value()(0) / tape.gradient(sum(rest), {x})[0](0);
  }
  return root;
}

// An error of either is caught as one of the other.
static std::string refusal_of_the_other() {
  try {
    in_double::add_wrongly();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

// Nor is the kind of the error lost.
static std::string refusal_of_the_others_pullback() {
  try {
    in_double::multiply_wrongly();
  } catch (const PullbackError& error) {
    return error.what();
  }
  return "";
}

int main() {
  int wrong = 0;
  const auto expect = [&](bool right, const char* what) {
    if (!right) std::cerr << "It is false that " << what << ".\n", ++wrong;
  };
  expect(in_double::checks_cube(), "the cube's gradient is right");
  expect(std::abs(cube_root_of_10() - 2.154434690) < 1e-6, "10 has that cube root");
  expect(learns(), "a net learns in float");
  expect(in_double::learns(), "a net learns in double");
  expect(!refusal_here().empty(), "float's errors are caught in float");
  expect(in_double::refusal_here() == refusal_here(), "double's errors are caught in double");
  expect(refusal_of_the_other() == refusal_here(), "double's errors are caught in float");
  expect(refusal_of_the_others_pullback().find(", double: ") != std::string::npos,
         "an error in double's backward pass is caught in float");
  return wrong;
}
