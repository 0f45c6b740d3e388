// Assignment 1, part "ops": three more ops on the tape of value.hpp.
#pragma once

#include <cmath>
#include <stdexcept>

#include "value.hpp"

inline Value operator/(const Value& a, const Value& b) {
  // [solution]
  const double quotient = a.value() / b.value();
  return Value({quotient, {a.index(), b.index()}, {1 / b.value(), -quotient / b.value()}});
  // [starter]
  //| // the quotient, and a slope in each of the two
  //| throw std::logic_error("to do: ops, task 1, a / b");
  // [end]
}

inline Value exp(const Value& x) {
  // [solution]
  const double y = std::exp(x.value());
  return Value({y, {x.index()}, {y}});
  // [starter]
  //| // std::exp, and its slope
  //| throw std::logic_error("to do: ops, task 2, exp(x)");
  // [end]
}

inline Value tanh(const Value& x) {
  // [solution]
  const double y = std::tanh(x.value());
  return Value({y, {x.index()}, {1 - y * y}});
  // [starter]
  //| // its slope is easiest to write with what comes out
  //| throw std::logic_error("to do: ops, task 3, tanh(x)");
  // [end]
}
