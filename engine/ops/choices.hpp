// Choosing between elements: maximum, minimum, where, clamp.
//
// All operands are broadcast together by the rule of arithmetic.hpp, and throw where they do not
// fit. A NaN goes through: it is never the element that is left out. max over the elements of one
// tensor is in extremes.hpp.
#pragma once

#include <type_traits>

#include "engine/var.hpp"

namespace tapestry {

// The larger, or smaller, of a and b. The gradient goes to the operand that was chosen, and half of
// it to each where they are equal (a subgradient: there is a kink). Where either is NaN, so are the
// value and both gradients.
Var maximum(const Var& a, const Var& b);
Var minimum(const Var& a, const Var& b);

// A Tensor and two operands of which at least one is a Var.
template <class Condition, class A, class B>
concept ConditionAndVars = std::is_same_v<std::remove_cvref_t<Condition>, Tensor> &&
    (std::is_same_v<std::remove_cvref_t<A>, Var> || std::is_same_v<std::remove_cvref_t<B>, Var>);

// Var where(const Tensor& condition, const Var& a, const Var& b): a where the condition is not 0,
// else b, either of which may be a plain number. The gradient goes to the one that was chosen; the
// other gets exactly 0, even if its value there is infinite or NaN. Throws for a condition that is
// NaN, which says neither yes nor no.
//
// It is a template only because xtensor has a template of this name and these parameters, which C++
// finds through the type of the condition: the one with a stricter `requires` is preferred.
template <class Condition, class A, class B>
requires ConditionAndVars<Condition, A, B> Var where(Condition&& condition, A&& a, B&& b);

// x held within [low, high]: d = dx where low <= x <= high, both bounds included, else 0. A bound
// may be infinite. Throws where low > high, and for a bound that is NaN.
Var clamp(const Var& x, Scalar low, Scalar high);

// What where calls, once its operands are Vars.
Var choose(const Tensor& condition, const Var& a, const Var& b);

template <class Condition, class A, class B>
requires ConditionAndVars<Condition, A, B> Var where(Condition&& condition, A&& a, B&& b) {
  const auto as_var = [](const auto& x) {
    if constexpr (std::is_arithmetic_v<std::remove_cvref_t<decltype(x)>>)
      return Var(static_cast<Scalar>(x));
    else
      return Var(x);
  };
  return choose(condition, as_var(a), as_var(b));
}

}  // namespace tapestry
