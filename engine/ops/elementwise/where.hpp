// where: one of two elements, by a condition.
#pragma once

#include <type_traits>

#include "engine/core/var.hpp"

namespace tapestry {

// A Tensor, or what a Tensor can be made of such as `x.value() > 0`, and two operands of which at
// least one is a Var.
template <class Condition, class A, class B>
concept ConditionAndVars = xt::is_xexpression<std::remove_cvref_t<Condition>>::value &&
    (std::is_same_v<std::remove_cvref_t<A>, Var> || std::is_same_v<std::remove_cvref_t<B>, Var>);

// Var where(const Tensor& condition, const Var& a, const Var& b): a where the condition is not 0,
// else b, either of which may be a plain number: where(x.value() > 0, x, 0). All three are
// broadcast together by the rule of arithmetic.hpp, and throw where they do not fit. The gradient
// goes to the one that was chosen; the other gets exactly 0, even if its value there is infinite or
// NaN. Throws for a condition that is NaN, which says neither yes nor no.
//
// It is a template only because xtensor has a template of this name and these parameters, which C++
// finds through the type of the condition: the one with a stricter `requires` is preferred.
template <class Condition, class A, class B>
requires ConditionAndVars<Condition, A, B> Var where(Condition&& condition, A&& a, B&& b);

namespace kernels {

// where, with the condition in a handle, which a pullback can keep without a copy; its elements are
// not checked.
Var choose(const Var& condition, const Var& a, const Var& b);

// g times weights, an element 0 where its weight is: even where g is infinite or NaN there, which a
// product would make NaN. dg = weigh(h, weights); the weights have no gradient. Both of one shape.
Var weigh(const Var& g, const Var& weights);

// What where calls, once its operands are Vars.
Var choose_checked(const Tensor& condition, const Var& a, const Var& b);

}  // namespace kernels

template <class Condition, class A, class B>
requires ConditionAndVars<Condition, A, B> Var where(Condition&& condition, A&& a, B&& b) {
  const auto as_var = [](const auto& x) {
    if constexpr (std::is_arithmetic_v<std::remove_cvref_t<decltype(x)>>)
      return Var(static_cast<Scalar>(x));
    else
      return Var(x);
  };
  if constexpr (std::is_same_v<std::remove_cvref_t<Condition>, Tensor>)
    return kernels::choose_checked(condition, as_var(a), as_var(b));
  else
    return kernels::choose_checked(Tensor(condition), as_var(a), as_var(b));
}

}  // namespace tapestry
