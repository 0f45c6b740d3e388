// What the engine's tests compare with: whole error texts, and values against oracles in double.
#pragma once

#include <gmock/gmock.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "tests/error_of.hpp"

namespace tapestry {

constexpr double kInf = std::numeric_limits<double>::infinity();  // in what is expected
constexpr auto kInfinity = std::numeric_limits<Scalar>::infinity();
constexpr auto kNaN = std::numeric_limits<Scalar>::quiet_NaN();

// Where only the shape and the name count.
inline Var named(const Shape& shape, const std::string& name) { return Var(name, zeros(shape)); }

// Element by element |x - expected| <= relative * max(1, |expected|); infinities must be equal, and
// a NaN must meet a NaN.
void expect_near(const Tensor& x, const Shape& shape, const std::vector<double>& expected,
                 double relative = 1e-6);

inline std::vector<double> doubles(const Tensor& x) {
  return {x.storage().begin(), x.storage().end()};
}

// 0, 1, 2, ... in this shape: every element tells where it came from.
Tensor counting(const Shape& shape);

// Calls f(index) for each index of a shape, in row-major order.
void for_each_index(const Shape& shape,
                    const std::function<void(const std::vector<std::size_t>&)>& f);

// The element of x at an index that may be longer than x's shape: by the broadcasting rule, its
// last entries count, and an axis of size 1 is always read at 0.
double element(const Tensor& x, const std::vector<std::size_t>& index);

}  // namespace tapestry
