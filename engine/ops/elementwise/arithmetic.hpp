// + - * / and negation, element by element.
//
// The operands are broadcast together by NumPy's rule: shapes are aligned at their last axes, and
// an axis of size 1, or one that is missing, is repeated. Throws where two sizes differ and neither
// is 1. A plain number on either side is a constant.
#pragma once

#include "engine/core/var.hpp"

namespace tapestry {

Var add(const Var& a, const Var& b);  // d(a + b) = da + db
Var sub(const Var& a, const Var& b);  // d(a - b) = da - db
Var mul(const Var& a, const Var& b);  // d(a b) = b da + a db
Var div(const Var& a, const Var& b);  // d(a / b) = da / b - (a / b) db / b
Var neg(const Var& x);                // d(-x) = -dx

inline Var operator+(const Var& a, const Var& b) { return add(a, b); }
inline Var operator-(const Var& a, const Var& b) { return sub(a, b); }
inline Var operator*(const Var& a, const Var& b) { return mul(a, b); }
inline Var operator/(const Var& a, const Var& b) { return div(a, b); }
inline Var operator-(const Var& x) { return neg(x); }

}  // namespace tapestry
