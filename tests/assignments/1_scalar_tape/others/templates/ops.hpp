#pragma once
#include <cmath>

#include "value.hpp"
inline Value operator/(const Value& a, const Value& b) {
  return binary(
      a, b, std::divides<>(), [](double, double y) { return 1 / y; },
      [](double x, double y) { return -x / y / y; });
}
template <class F, class D>
Value unary(const Value& a, F f, D d) {
  return binary(
      a, a, [f](double x, double) { return f(x); }, [d](double x, double) { return d(x); },
      [](double, double) { return 0.; });
}
inline Value exp(const Value& a) {
  return unary(
      a, [](double x) { return std::exp(x); }, [](double x) { return std::exp(x); });
}
inline Value tanh(const Value& a) {
  return unary(
      a, [](double x) { return std::tanh(x); },
      [](double x) { return 1 / std::pow(std::cosh(x), 2); });
}
